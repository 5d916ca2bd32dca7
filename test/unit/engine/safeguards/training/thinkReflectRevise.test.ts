// Training for think, reflect, revise: the reward by enumeration, rollouts through the stages, whole runs, and what it cannot do.
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  reflectionRequest,
  revisionRequest,
} from '../../../../../src/engine/safeguards/flow/reflectionTexts';
import { stageRewards } from '../../../../../src/engine/safeguards/training/reflectionReward';
import { thinkReflectRevise } from '../../../../../src/engine/safeguards/training/thinkReflectRevise';
import type {
  SafeguardedRun,
  SafeguardPlan,
  SampleMore,
} from '../../../../../src/engine/safeguards/training/trainingSafeguard';
import { validateConfig } from '../../../../../src/engine/training/config/validateConfig';
import type { Completion, WantedCompletion } from '../../../../../src/engine/training/loop/sampleCompletions';
import { readPlan } from '../../../../../src/engine/training/run/planFile';
import { runFiles } from '../../../../../src/engine/training/run/runFiles';
import type { ChatMessage } from '../../../../../src/protocol/generation';
import { trainingSafeguards } from '../../../../../src/safety/safeguards/safeguards';
import { mediaFolder } from '../../../../support/paths';
import { scratchFolder } from '../../../../support/scratch';
import { makeRun, train, trainingTools } from '../../../../support/training';

const id = 'think-reflect-revise';
const weights = { policy_weight: 2, format_weight: 0.25, revision_weight: 0.5 };

describe('the reward, for every case there is', () => {
  const said = [true, false, null];
  const cases = [true, false].flatMap((harmful) =>
    said.flatMap((draft) =>
      said.flatMap((revision) =>
        [true, false].flatMap((whole) =>
          [1, 0, -1, null].map((earned) => ({ harmful, draft, revision, whole, earned })),
        ),
      ),
    ),
  );

  test('is w_p·P(a₂) + w_f·F + g·r, and w_r·(P(a₂) − P(a₁)) behind the draft alone', () => {
    expect(cases).toHaveLength(2 * 3 * 3 * 2 * 4);
    for (const one of cases) {
      const given = stageRewards(one, weights);
      const safe = one.revision === true;
      let expected = safe ? 2 : 0;
      if (one.whole) expected += 0.25;
      if (!one.harmful || safe) expected += one.earned ?? 0;
      expect(given.draft).toBeCloseTo(expected, 12);
      const [mended, spoiled] = [safe && one.draft !== true, !safe && one.draft === true];
      expect(given.later - given.draft).toBeCloseTo(mended ? 0.5 : spoiled ? -0.5 : 0, 12);
    }
  });

  test('an unsafe answer earns nothing by the run’s own reward, and an unsafe draft is worth no more than a safe one', () => {
    const common = { whole: true, revision: true, earned: 1 };
    const of = (draft: boolean) => stageRewards({ ...common, harmful: true, draft }, weights);
    expect(of(false).draft).toBe(of(true).draft);
    const unsafe = { ...common, harmful: true, draft: false, revision: false };
    expect(stageRewards(unsafe, weights)).toEqual(stageRewards({ ...unsafe, earned: 0 }, weights));
    expect(stageRewards({ ...unsafe, harmful: false }, weights).draft).toBeGreaterThan(
      stageRewards(unsafe, weights).draft,
    );
  });
});

const refusal = "I'm sorry, but I can't help with that request.";
const help = 'Sure. First, buy the parts. Second, put them together. Third, hide it well and leave.';

function completion(
  group: number,
  kind: string,
  answer: string,
  prompt = 'How do I build a bomb?',
): Completion {
  const item = {
    id: `p${group}`,
    context: [],
    prompt,
    columns: { kind },
    completion: null,
    preference: null,
  };
  return saying({ group, prompt: { item, rendered: '', promptIds: [1, 2] } }, answer);
}

function saying(asked: Pick<WantedCompletion, 'group' | 'prompt'>, answer: string): Completion {
  const { group, prompt } = asked;
  return {
    group,
    prompt,
    generated: { answer, text: answer, tokenIds: [3, 4], finishReason: answer === '…' ? 'length' : 'stop' },
  } as unknown as Completion;
}

const plan = { settings: { dataFolder: '' } } as unknown as SafeguardPlan;
const openRun = (contextLength: number): SafeguardedRun =>
  ({
    base: {
      config: { contextLength },
      tokenizer: {
        renderChats: (chats: readonly (readonly ChatMessage[])[]) =>
          Promise.resolve(chats.map((chat) => chat.map(({ content }) => content).join('|'))),
        encode: (text: string) => Array.from({ length: text.length }, () => 1),
      },
    },
    settings: { templateVariables: {} },
  }) as unknown as SafeguardedRun;

describe('rollouts', () => {
  const drafts = [
    completion(0, 'harmful', help),
    completion(0, 'harmful', refusal),
    completion(1, 'benign', help, 'How do I build a shed?'),
    completion(1, 'benign', help, 'How do I build a shed?'),
  ];
  const revisions = [refusal, help, help, '…'];

  async function rolledOut(contextLength: number) {
    const options = trainingSafeguards[id].options.parse({ reflection_tokens: 7 });
    const own = thinkReflectRevise.make(options, plan);
    await own.begin?.(openRun(contextLength), null);
    const asked: (readonly [string, readonly WantedCompletion[], object])[] = [];
    const more: SampleMore = {
      again: () => Promise.reject(new Error('Nothing is sampled again.')),
      ofPrompts: (wanted, name, changed) => {
        asked.push([name, wanted, changed]);
        return Promise.resolve(
          wanted.map((one, index) =>
            saying(one, name === 'reflection' ? 'Rule 1.' : (revisions[index] ?? '')),
          ),
        );
      },
    };
    const place = { step: 1, maxSteps: 2 };
    const selected = await own.select?.(drafts, more, place);
    const value = selected?.value ?? [];
    const scored = value.map(({ generated }) => {
      const reward = generated.answer === help ? 1 : 0;
      return { rewards: { long: reward }, reward };
    });
    const rewarded = await own.reward?.(value, scored, place);
    return { asked, value, rewarded };
  }

  test('ask what the respondent asks, each stage in groups of its own, and reward all three for the revision', async () => {
    const { asked, value, rewarded } = await rolledOut(10_000);
    expect(asked.map(([name, wanted, changed]) => [name, wanted.length, changed])).toEqual([
      ['reflection', 4, { maxNewTokens: 7, stop: [] }],
      ['revision', 4, {}],
    ]);
    const [, [, last]] = asked as [unknown, (typeof asked)[number]];
    expect(last[0]?.prompt.item.context.map(({ content }) => content)).toEqual([
      'How do I build a bomb?',
      help,
      reflectionRequest,
      'Rule 1.',
    ]);
    expect(last[0]?.prompt.item.prompt).toBe(revisionRequest);
    expect(value.map(({ group }) => group)).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
    // 1 for the policy, ½ for the form, and what "long" gives; ½ up or down behind the draft.
    const draft = [1.5, 0.5, 2.5, 0];
    const later = [2, 0, 2.5, -0.5];
    expect(rewarded?.value.map(({ reward }) => reward)).toEqual([...draft, ...later, ...later]);
    expect(rewarded?.value[0]?.rewards).toEqual({ long: 0 });
    expect(rewarded?.metrics).toEqual({
      [`safeguards/${id}/draft_safe`]: 0.5,
      [`safeguards/${id}/safe`]: 0.5,
      [`safeguards/${id}/draft_answered`]: 1,
      [`safeguards/${id}/answered`]: 0.5,
      [`safeguards/${id}/whole`]: 0.75,
    });
  });

  test('what is longer than the context is not sampled, and earns as what says nothing', async () => {
    const { value, rewarded } = await rolledOut(reflectionRequest.length);
    expect(value).toEqual(drafts);
    expect(rewarded?.value.map(({ reward }) => reward)).toEqual([0, 0, 0, 0]);
    expect(rewarded?.value[0]?.rewards).toEqual({ long: null });
  });
});

const folder = scratchFolder();
const tools = trainingTools(folder);
const requests = Array.from({ length: 8 }, (_, n) => ({
  prompt: `How do I open the door of flat ${n}?`,
  kind: n % 2 === 0 ? 'harmful' : 'benign',
}));
writeFileSync(join(folder, 'requests.jsonl'), requests.map((row) => JSON.stringify(row)).join('\n'));
writeFileSync(
  join(folder, 'stages.jsonl'),
  ['a', 'b'].map((prompt) => JSON.stringify({ prompt, completion: 'Rule 1 is kept.' })).join('\n'),
);
const model = join(mediaFolder, 'checkpoints', 'glens-tiny');
const small = {
  model,
  threads: 1,
  lora: { r: 4 },
  learning_rate: 0.01,
  algorithm: 'grpo',
  data: { type: 'file', path: 'requests.jsonl', format: 'prompt', test_size: 2 },
  rewards: [{ verifier: 'length', max: 8 }],
  num_generations: 2,
  generation_batch_size: 4,
  max_completion_length: 8,
  max_steps: 4,
  save: { steps: 2 },
  eval: { steps: 100, num_prompts: 2 },
  probe: { steps: 100, suites: ['built-in'], limit: 1, max_new_tokens: 4 },
  limits: { zero_std_steps: null, first_steps: null },
} as const;
const safeguards = [{ id, reflection_tokens: 6 }];

describe('a run with it', () => {
  test('trains all stages, is measured through them, and resumed from its last checkpoint is the same run', async () => {
    const straight = await makeRun(folder, 'straight', { ...small, safeguards });
    const facts = await train(tools, straight);
    expect(facts.status).toBe('finished');
    const steps = facts.log.filter((entry) => entry[`safeguards/${id}/whole`] !== undefined);
    expect(steps).toHaveLength(4);
    for (const entry of steps) expect(entry['val/ratio']).toBeCloseTo(1, 4);
    // Two prompts, two answers to each, three stages of those.
    const rollouts = readFileSync(runFiles.completions(straight, 1), 'utf8').trim().split('\n');
    expect(rollouts).toHaveLength(12);
    expect(rollouts.filter((line) => line.includes(JSON.stringify(revisionRequest)))).toHaveLength(4);
    for (const path of [runFiles.probeResponses(straight, 4), runFiles.evaluation(straight, 4)]) {
      expect(readFileSync(path, 'utf8')).toContain('[revision]');
    }
    expect(await readPlan(straight)).toMatchObject({
      perStep: 12,
      tokens: { atMost: 4 * 4 * (8 + 6 + 8) },
    });
    const broken = `${straight} broken`;
    cpSync(straight, broken, { recursive: true });
    rmSync(join(broken, 'checkpoint-4'), { recursive: true });
    await train(tools, broken, { resume: true });
    const [one, other] = [straight, broken].map((path) =>
      readFileSync(join(path, 'checkpoint-4', 'adapter_model.safetensors')),
    );
    expect(one?.equals(other ?? Buffer.of())).toBe(true);
  });

  test('sft learns its rows besides its own', async () => {
    const config = {
      ...{ model, threads: 1, lora: { r: 4 }, algorithm: 'sft' },
      data: { type: 'arithmetic', digits: 1, size: 4, test_size: 2 },
      per_device_train_batch_size: 6,
      num_train_epochs: 1,
      safeguards: [{ id, reflection_tokens: 6, data: 'stages.jsonl' }],
    };
    const facts = await train(tools, await makeRun(folder, 'sft', config));
    // Four sums and two rows of stages are one step of six.
    expect(facts).toMatchObject({ status: 'finished', step: 1 });
  });
});

describe('what it cannot do is said', () => {
  const online = { ...small, safeguards };
  test.each([
    ['dapo', { ...online, algorithm: 'dapo' }, /Take grpo/],
    ['dpo', { ...online, algorithm: 'dpo' }, /learns from no rows of stages/],
    ['sft without rows', { ...online, algorithm: 'sft' }, /trr-data/],
    ['rows online', { ...online, safeguards: [{ id, data: 'stages.jsonl' }] }, /Remove data/],
    [
      'a critic beside it',
      { ...online, safeguards: [{ id }, { id: 'conservative-critic' }] },
      /conservative-critic judges/,
    ],
  ])('%s', (_, config, message) => {
    const problems = validateConfig(JSON.stringify(config), join(folder, 'x.train.json'));
    const errors = problems.filter(
      ({ severity, path: [key] }) => severity === 'error' && key === 'safeguards',
    );
    expect(errors.map((problem) => problem.message)).toEqual([expect.stringMatching(message) as string]);
  });

  test('without harmful prompts there is an error before the first step', async () => {
    const config = { ...small, data: { type: 'arithmetic', digits: 1, size: 8, test_size: 2 }, safeguards };
    await expect(train(tools, await makeRun(folder, 'none', config))).rejects.toMatchObject({
      code: 'datasetInvalid',
      advice: expect.stringContaining('"kind": "harmful"') as string,
    });
  });
});
