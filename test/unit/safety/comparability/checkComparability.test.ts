import { describe, expect, it } from 'vitest';
import type { AdapterFacts, CheckpointFacts } from '../../../../src/protocol/checkpoints';
import type { EndpointFacts, ResponsesFacts, SubjectFacts } from '../../../../src/protocol/subjects';
import type { ComparisonSpec } from '../../../../src/protocol/comparison';
import { defaultGenerationSettings, type GenerationSettings } from '../../../../src/protocol/generation';
import {
  checkComparability,
  type GateRuleId,
  gateRuleIds,
  type ProbeResult,
} from '../../../../src/safety/comparability/checkComparability';

const base: CheckpointFacts = {
  kind: 'checkpoint',
  name: 'SmolLM2-135M-Instruct',
  path: '/models/SmolLM2-135M-Instruct',
  format: 'huggingface',
  architecture: 'LlamaForCausalLM',
  parameters: 134_515_008,
  dtype: 'BF16',
  quantization: null,
  layers: 30,
  hiddenSize: 576,
  heads: 9,
  kvHeads: 3,
  vocabSize: 49_152,
  contextLength: 8192,
  tiedEmbeddings: true,
  fingerprint: 'aaaaaaaa11111111',
  tokenizerHash: 'bbbbbbbb11111111',
  templateHash: 'cccccccc11111111',
  adapter: null,
  base: null,
  tensors: [
    tensor('model.embed_tokens.weight', 'e1', 1000),
    tensor('model.layers.0.self_attn.q_proj.weight', 'q1', 100),
    tensor('model.layers.1.self_attn.q_proj.weight', 'q2', 100),
    tensor('model.layers.0.mlp.up_proj.weight', 'u1', 150),
  ],
  remarks: [],
};
const tuned: CheckpointFacts = {
  ...base,
  name: 'checkpoint-500',
  path: '/runs/sft/checkpoint-500',
  fingerprint: 'dddddddd22222222',
  tensors: base.tensors.map((t) => ({ ...t, fingerprint: `${t.fingerprint}-tuned` })),
};
const lora: AdapterFacts = {
  peftType: 'LORA',
  rank: 16,
  alpha: 32,
  rslora: false,
  targetModules: ['q_proj'],
  modulesToSave: [],
  parameters: 460_800,
  baseModel: 'HuggingFaceTB/SmolLM2-135M-Instruct',
  revision: null,
  trainedOver: null,
};
const adapter: CheckpointFacts = { ...tuned, format: 'peft', adapter: lora, base, tensors: base.tensors };
const probe: ProbeResult = { maxAbsLogitDifference: 2.5, meanKl: 0.04, prompts: 8, positions: 240 };
const spec: ComparisonSpec = {
  base: { kind: 'checkpoint', path: base.path },
  tuned: { kind: 'checkpoint', path: tuned.path },
  suites: ['advbench'],
  attacks: ['none'],
  limit: null,
  settings: defaultGenerationSettings,
  judges: [{ kind: 'rules' }],
  control: false,
};

function tensor(name: string, fingerprint: string, bytes: number): CheckpointFacts['tensors'][number] {
  return { name, fingerprint, bytes, dtype: 'BF16', shape: [bytes / 2] };
}

interface Case {
  readonly base?: Partial<CheckpointFacts>;
  readonly tuned?: Partial<CheckpointFacts>;
  readonly probe?: ProbeResult | null;
  readonly settings?: Partial<GenerationSettings>;
  readonly control?: boolean;
}

function run(changes: Case): ReturnType<typeof checkComparability> {
  return checkComparability(
    { ...base, ...changes.base },
    { ...tuned, ...changes.tuned },
    changes.probe === undefined ? probe : changes.probe,
    {
      ...spec,
      control: changes.control ?? false,
      settings: { ...defaultGenerationSettings, ...changes.settings },
    },
  );
}

/** Expects exactly these notes, and words that the first of them must contain. */
function check(changes: Case, expected: readonly `${string}:${GateRuleId}`[], ...words: string[]): void {
  const notes = run(changes);
  expect(notes.map((note) => `${note.severity}:${note.id}`)).toEqual(expected);
  for (const word of words) expect(notes[0]?.message).toContain(word);
}

const overAdapter: Partial<CheckpointFacts> = adapter;

describe('a pair that can be compared', () => {
  it('gives no note for a full fine-tune', () => check({}, []));
  it('gives no note for an adapter over its base', () => check({ tuned: overAdapter }, []));
  it('gives no note without a probe', () => check({ tuned: overAdapter, probe: null }, []));
  it('gives no note for two adapters over one base', () =>
    check({ base: { ...adapter, fingerprint: 'eeeeeeee' }, tuned: overAdapter }, []));
  it('gives no note for sampling with the A/A control on', () =>
    check({ settings: { temperature: 0.7, samples: 4 }, control: true }, []));
});

describe('weights', () => {
  it('are identical', () =>
    check(
      { tuned: { fingerprint: base.fingerprint } },
      ['error:identicalWeights'],
      'aaaaaaaa',
      'nothing to compare',
    ));
  it('are identical by fingerprint: an equal probe is not reported a second time', () =>
    check(
      { tuned: { fingerprint: base.fingerprint }, probe: { ...probe, maxAbsLogitDifference: 0, meanKl: 0 } },
      ['error:identicalWeights'],
    ));
  it('differ without effect', () =>
    check({ probe: { ...probe, maxAbsLogitDifference: 0 } }, ['error:noEffectWeights'], '8 fixed prompts'));
  it('differ with a small effect, which counts', () =>
    check({ probe: { ...probe, maxAbsLogitDifference: 2e-4 } }, []));
  it('give logits that are not finite', () => {
    check({ probe: { ...probe, maxAbsLogitDifference: NaN } }, ['error:brokenLogits']);
    check({ probe: { ...probe, meanKl: Infinity } }, ['error:brokenLogits']);
  });
  it('are of another model', () =>
    check(
      { tuned: { architecture: 'Qwen2ForCausalLM', layers: 24 } },
      ['warning:differentArchitecture'],
      'LlamaForCausalLM → Qwen2ForCausalLM',
      'layers 30 → 24',
    ));
  it('are partly the same, with the largest changes first', () => {
    const tensors = base.tensors.map((t) =>
      t.name.includes('layers.') ? { ...t, fingerprint: `${t.fingerprint}-tuned` } : t,
    );
    check({ tuned: { tensors } }, ['note:identicalTensorsShare'], '3 of 4', 'q_proj (2), up_proj (1)');
  });
  it('are the same in all shared tensors but not as a whole', () =>
    check({ tuned: { tensors: base.tensors } }, ['note:identicalTensorsShare'], '0 of 4'));
});

describe('adapters', () => {
  const equal = { ...probe, maxAbsLogitDifference: 0, meanKl: 0 };
  it('have no effect by the probe', () =>
    check({ tuned: overAdapter, probe: equal }, ['error:noEffectAdapter'], 'LoRA matrices add nothing'));
  it('have no effect by lora_alpha', () =>
    check(
      { tuned: { ...adapter, adapter: { ...lora, alpha: 0 } }, probe: null },
      ['error:noEffectAdapter'],
      'lora_alpha is 0',
    ));
  it('may have an effect with lora_alpha 0 when the probe says so', () =>
    check({ tuned: { ...adapter, adapter: { ...lora, alpha: 0 } } }, []));
  it('may have an effect with lora_alpha 0 through modules_to_save', () =>
    check(
      { tuned: { ...adapter, adapter: { ...lora, alpha: 0, modulesToSave: ['lm_head'] } }, probe: null },
      [],
    ));
  it('run over another base than the one compared with', () =>
    check(
      { tuned: { ...adapter, base: { ...base, fingerprint: '99999999aa' } } },
      ['warning:adapterBaseNotCompared'],
      '99999999',
      'aaaaaaaa',
    ));
  it('are given as the base of their own base', () =>
    check(
      { base: { ...adapter }, tuned: { ...base, tensors: base.tensors } },
      ['warning:swappedSides', 'note:identicalTensorsShare'],
      'swapped',
    ));

  const stated = (baseModel: string | null, name = base.name, path = base.path): Case => ({
    tuned: { ...adapter, adapter: { ...lora, baseModel }, base: { ...base, name, path } },
  });
  it.each([
    ['Qwen/Qwen2.5-0.5B-Instruct', 'warning:adapterBaseMismatch'],
    ['HuggingFaceTB/SmolLM2-135M', 'warning:adapterBaseMismatch'],
    ['/home/user/outputs/run-7', 'note:adapterBaseMismatch'],
  ] as const)('state another base: %s', (baseModel, expected) =>
    check(stated(baseModel), [expected], baseModel),
  );
  const trainedOver = (fingerprint: string): Case => ({
    tuned: { ...adapter, adapter: { ...lora, baseModel: '/moved/away', trainedOver: fingerprint } },
  });
  it('were trained over other weights', () =>
    check(trainedOver('ffffffff33333333'), ['warning:adapterBaseMismatch'], 'ffffffff', base.name));
  it('were trained over these weights, wherever they lay then', () =>
    check(trainedOver(base.fingerprint), []));
  it.each([
    [null, undefined, undefined],
    ['/data/SmolLM2-135M-Instruct/', undefined, undefined],
    [
      'HuggingFaceTB/SmolLM2-135M-Instruct',
      'SmolLM2-135M-Instruct.Q4_1',
      '/dl/SmolLM2-135M-Instruct.Q4_1.gguf',
    ],
    [
      'HuggingFaceTB/SmolLM2-135M-Instruct',
      '12fd25f77366',
      '/cache/models--HuggingFaceTB--SmolLM2-135M-Instruct/snapshots/12fd25f77366',
    ],
  ])('state their base, or none: %s over %s', (baseModel, name, path) =>
    check(stated(baseModel, name, path), []),
  );
});

describe('tokenizer and template', () => {
  it.each([
    [base.vocabSize, 'tokenizers differ (bbbbbbbb → ffffffff)'],
    [base.vocabSize + 3, 'extended by 3'],
    [base.vocabSize - 2, 'smaller by 2'],
  ])('tokenizer with %d tokens', (vocabSize, words) =>
    check({ tuned: { tokenizerHash: 'ffffffff33', vocabSize } }, ['warning:differentTokenizer'], words),
  );
  it('templates differ', () =>
    check({ tuned: { templateHash: 'ffffffff33' } }, ['warning:differentTemplate'], 'cccccccc → ffffffff'));
  it('a template is missing on one side', () => {
    check({ tuned: { templateHash: null } }, ['error:missingTemplate'], 'The tuned checkpoint has no');
    check({ base: { templateHash: null } }, ['error:missingTemplate'], 'The base checkpoint has no');
  });
  it('templates are missing on both sides', () =>
    check(
      { base: { templateHash: null }, tuned: { templateHash: null } },
      ['error:missingTemplate'],
      'Neither',
    ));
});

describe('precision', () => {
  it.each([
    ['BF16', 'F32', 'note'],
    ['F16', 'F32', 'note'],
    ['BF16', 'F16', 'warning'],
    ['F32', 'BF16', 'warning'],
  ] as const)('%s against %s is a %s', (before, after, severity) =>
    check(
      { base: { dtype: before }, tuned: { dtype: after } },
      [`${severity}:differentDtype`],
      before,
      after,
    ),
  );
  it('quantization on one side covers the dtype', () =>
    check(
      { tuned: { quantization: 'Q4_K', dtype: 'Q4_K' } },
      ['warning:differentQuantization'],
      'not quantized (BF16)',
      'quantized as Q4_K',
    ));
  it('the same quantization on both sides is fine', () =>
    check(
      { base: { quantization: 'Q4_1', dtype: 'Q4_1' }, tuned: { quantization: 'Q4_1', dtype: 'Q4_1' } },
      [],
    ));
  const q4 = { quantization: 'Q4_1', dtype: 'Q4_1' } as const;
  it('one side in blocks and the other exact', () =>
    check(
      { base: q4, tuned: { ...q4, precision: 'native' } },
      ['warning:differentPrecision'],
      'Base is computed with the float32 numbers',
      'tuned with the quantised blocks themselves',
    ));
  it('both sides in blocks are fine', () =>
    check({ base: { ...q4, precision: 'native' }, tuned: { ...q4, precision: 'native' } }, []));
  it('what a file without quantised weights cannot be is not held against it', () =>
    check({ tuned: { ...q4, precision: 'native' } }, ['warning:differentQuantization']));
});

describe('settings', () => {
  it('the context is short or too short', () => {
    check(
      { tuned: { contextLength: 256 } },
      ['warning:contextTooShort'],
      'The tuned side has',
      'only 128 are left',
    );
    check({ base: { contextLength: 128 } }, ['error:contextTooShort'], 'The base has', 'nothing is left');
  });
  it('many tokens in a long context are fine', () => check({ settings: { maxNewTokens: 4096 } }, []));
  it('answers are too short to judge', () =>
    check({ settings: { maxNewTokens: 31 } }, ['warning:fewNewTokens'], '31 tokens'));
  it('greedy samples are copies', () =>
    check({ settings: { samples: 5 } }, ['warning:samplesAndGreedy'], '5 samples'));
  it('sampling without a control', () =>
    check({ settings: { temperature: 0.7 } }, ['note:samplingNotGreedy'], 'temperature 0.7', '--aa'));
});

describe('several findings', () => {
  it('come with the gravest first', () =>
    check(
      {
        tuned: { dtype: 'F32', templateHash: 'ffffffff33', tokenizerHash: 'ffffffff44' },
        probe: { ...probe, maxAbsLogitDifference: 0 },
        settings: { temperature: 1 },
      },
      [
        'error:noEffectWeights',
        'warning:differentTokenizer',
        'warning:differentTemplate',
        'note:differentDtype',
        'note:samplingNotGreedy',
      ],
    ));
  it('say what to do, each in its own words', () => {
    const notes = run({
      tuned: { ...adapter, quantization: 'Q8_0', templateHash: null, contextLength: 100, layers: 2 },
      settings: { samples: 3, maxNewTokens: 8 },
      probe: { ...probe, maxAbsLogitDifference: 0 },
    });
    expect(new Set(notes.map((note) => note.id)).size).toBe(notes.length);
    expect(notes.length).toBeGreaterThan(5);
    for (const note of notes) expect(note.message).toMatch(/\. [A-Z][^]*\.$|, and [^]*\.$/);
    for (const note of notes) expect(gateRuleIds).toContain(note.id);
  });
});

describe('sides that are not checkpoints here', () => {
  const served: EndpointFacts = {
    kind: 'endpoint',
    name: 'org/model',
    url: 'http://localhost:8000/v1',
    parent: null,
    contextLength: 4096,
    owner: 'vllm',
    systemFingerprint: null,
    templateHash: null,
  };
  const answers: ResponsesFacts = {
    kind: 'responses',
    name: 'a.jsonl',
    path: '/a.jsonl',
    rows: 10,
    fingerprint: 'f1',
  };
  const ids = (before: SubjectFacts, after: SubjectFacts): string[] =>
    checkComparability(before, after, null, spec).map((note) => `${note.severity}:${note.id}`);

  it('are compared, and what could not be checked is said by name', () => {
    const [note, ...others] = checkComparability(served, { ...served, name: 'org/tuned' }, null, spec);
    expect(others).toEqual([]);
    expect(note).toMatchObject({ severity: 'note', id: 'unchecked' });
    for (const words of ['weights of base and tuned', 'any logit', 'chat template of base and tuned']) {
      expect(note?.message).toContain(words);
    }
    expect(note?.message).not.toContain('context length');
  });

  it('name the one side that is not known where the other is', () => {
    const [note] = checkComparability(base, { ...served, contextLength: null }, null, spec);
    expect(note?.message).toContain('weights of tuned;');
    expect(note?.message).toContain('context length of tuned');
  });

  it.each([
    ['the same model', served, served],
    ['the same answers', answers, { ...answers, path: '/b.jsonl' }],
  ] as const)('are refused where both are %s', (_, before, after) =>
    expect(ids(before, after)).toEqual(['error:sameSubject', 'note:unchecked']),
  );

  it('are told apart by server', () =>
    expect(ids(served, { ...served, url: 'http://localhost:9000/v1' })).toEqual(['note:unchecked']));

  it.each([
    ['over another model', { name: 'lora', parent: 'org/other' }, ['warning:parentNotCompared']],
    ['over the base', { name: 'lora', parent: 'org/model' }, []],
  ] as const)('warn of an adapter %s', (_, change, expected) =>
    expect(ids(served, { ...served, ...change })).toEqual([...expected, 'note:unchecked']),
  );

  it('warn where the sides look swapped', () =>
    expect(ids({ ...served, name: 'lora', parent: 'org/model' }, served)).toEqual([
      'warning:parentNotCompared',
      'note:unchecked',
    ]));

  it('warn where templates are known and differ', () => {
    expect(ids(base, { ...served, templateHash: 'other' })).toContain('warning:differentTemplatePlace');
    expect(ids(base, { ...served, templateHash: base.templateHash })).toEqual(['note:unchecked']);
  });

  it('warn of a token that template and server may both write, unless the server is known to leave it', () => {
    const rendered = { ...served, templateHash: 'same', templateBos: '<s>' };
    const tuned = { ...rendered, name: 'org/tuned' };
    expect(ids(rendered, tuned)).toEqual(['note:unchecked']);
    for (const owner of ['llamacpp', 'library', null]) {
      const [note] = checkComparability({ ...rendered, owner }, { ...tuned, owner }, null, spec);
      expect(note).toMatchObject({ severity: 'warning', id: 'doubledBos' });
      expect(note?.message).toContain('writes <s> before every prompt');
    }
    const { templateBos: _, ...without } = rendered;
    expect(ids({ ...without, owner: 'llamacpp' }, { ...without, owner: 'llamacpp', name: 'b' })).toEqual([
      'note:unchecked',
    ]);
  });

  it('have a context of their own', () =>
    expect(ids(served, { ...served, name: 'short', contextLength: 200 })).toContain(
      'warning:contextTooShort',
    ));
});
