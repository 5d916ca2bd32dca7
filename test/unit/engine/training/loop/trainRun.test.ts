// Whole runs on a tiny model: what they learn, what they leave, and that a resumed one is the same run.
import { cpSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openCheckpoint } from '../../../../../src/engine/checkpoints/openCheckpoint';
import { loadGenerator } from '../../../../../src/engine/generation/loadGenerator';
import { describeRun } from '../../../../../src/engine/training/run/describeRun';
import { readRollouts } from '../../../../../src/engine/training/run/rolloutRows';
import { checkpointPath, repositoryPath } from '../../../../support/paths';
import { scratchFolder } from '../../../../support/scratch';
import { makeRun, shortAnswers, sums, train, trainingTools } from '../../../../support/training';

const folder = scratchFolder();
const tools = trainingTools(folder);
const adapter = 'adapter_model.safetensors';

function bytes(run: string, step: number, file: string): Buffer {
  return readFileSync(join(run, `checkpoint-${step}`, file));
}

/** Weights, moments and averages of two runs are the same, bit for bit. */
function expectSameWeights(one: string, other: string, step: number, weights: string): void {
  for (const file of [weights, 'optimizer.safetensors']) {
    expect(bytes(one, step, file).equals(bytes(other, step, file)), file).toBe(true);
  }
}

function kl(log: readonly Readonly<Record<string, unknown>>[]): number[] {
  return log.flatMap((entry) => (typeof entry['kl'] === 'number' ? [entry['kl']] : []));
}

describe('GRPO', () => {
  test('learns, and leaves completions, probes and checkpoints', async () => {
    const run = await makeRun(folder, 'grpo', {
      ...shortAnswers,
      max_steps: 10,
      eval: { steps: 5, num_prompts: 8 },
      probe: { steps: 5, limit: 2, max_new_tokens: 4 },
      save: { steps: 2, total_limit: 2 },
    });
    const facts = await train(tools, run);
    expect(facts).toMatchObject({ status: 'finished', step: 10, maxSteps: 10, algorithm: 'grpo' });
    expect(facts.base?.architecture).toBe('LlamaForCausalLM');

    const accuracy = facts.log.flatMap((entry) => entry['eval_accuracy'] ?? []);
    expect(accuracy).toHaveLength(3);
    expect(accuracy.at(-1)).toBeGreaterThan((accuracy[0] ?? 0) + 0.5);
    const steps = facts.log.filter((entry) => entry['reward'] !== undefined);
    expect(steps.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    // The adapter starts as nothing, and the policy that sampled is the one that is trained.
    expect(steps[0]?.['kl']).toBeCloseTo(0, 6);
    for (const entry of steps) expect(entry['val/ratio']).toBeCloseTo(1, 4);

    expect(facts.probes.map(({ step, kind }) => `${step} ${kind}`)).toEqual(
      [0, 5, 10].flatMap((step) => [`${step} harmful`, `${step} benign`]),
    );
    // The untrained fixture says nothing that the rules can judge, so that nothing can be paired with it.
    for (const { step, kind, n, unusable = 0, delta } of facts.probes) {
      expect(n + unusable).toBe(kind === 'harmful' ? 10 : 2);
      if (step === 0) expect(delta).toBeNull();
      if (n === 0) expect(delta).toBeNull();
    }

    const rows = await readRollouts(run, 4);
    expect(rows).toHaveLength(16);
    for (const group of [0, 1, 2, 3]) {
      const own = rows.filter((row) => row.group === group);
      expect(new Set(own.map(({ prompt }) => prompt)).size).toBe(1);
      expect(own.reduce((sum, { advantage }) => sum + (advantage ?? NaN), 0)).toBeCloseTo(0, 5);
    }
    // The two newest, and the best.
    const best = facts.checkpoints.find((checkpoint) => checkpoint.best);
    expect(facts.checkpoints.map(({ step }) => step)).toEqual(
      [...new Set([best?.step ?? 0, 8, 10])].filter((step) => step > 0).sort((x, y) => x - y),
    );
    expect(readdirSync(run).filter((name) => name.includes('tmp'))).toEqual([]);
  });

  test('the saved adapter opens over its base and answers as the policy did', async () => {
    const run = join(folder, 'grpo');
    const open = (path: string) =>
      openCheckpoint(
        { path },
        { cacheFolder: join(folder, 'cache'), scratchFolder: join(folder, 'scratch') },
      );
    const saved = await open(join(run, 'checkpoint-10'));
    const base = await open(checkpointPath('llama'));
    const generator = await loadGenerator(saved, { executionProvider: 'cpu' });
    const ids = [5, 6, 7, 8];
    const [tuned] = await generator.logits([ids]);
    generator.useAdapter(null);
    const [plain] = await generator.logits([ids]);
    expect(Math.max(...(tuned ?? []).map((x, i) => Math.abs(x - (plain?.[i] ?? 0))))).toBeGreaterThan(0.1);
    expect((await saved.facts()).base?.fingerprint).toBe((await base.facts()).fingerprint);
    await generator.dispose();
  });

  test.each([
    [
      'an adapter with dropout and an average',
      { lora: { r: 4, lora_dropout: 0.2 }, safeguards: [{ id: 'parameter-ema', decay: 0.5 }] },
      adapter,
    ],
    ['all weights', { lora: undefined, full_parameter: true, learning_rate: 0.001 }, 'model.safetensors'],
    [
      'an adapter that is trained further',
      {
        ...{ lora: undefined, adapter: checkpointPath('llama-lora-rslora') },
        rewards: [{ verifier: 'regex', pattern: '[a-m]{3}' }],
      },
      adapter,
    ],
    ['several steps per batch, at a temperature', { num_iterations: 2, temperature: 0.8 }, adapter],
    [
      'PPO in mini-batches, with its value head',
      { algorithm: 'ppo', num_generations: 1, num_mini_batches: 2 },
      adapter,
    ],
  ])('resumed from its last checkpoint it is the same run: %s', async (name, change, weights) => {
    const config = { ...shortAnswers, max_steps: 4, save: { steps: 2 }, micro_batch_tokens: 400, ...change };
    const straight = await makeRun(folder, name, config);
    const { log } = await train(tools, straight);
    // KL is to where training began, an adapter included; of several updates in a step, those behind the first have moved on.
    if (!('num_mini_batches' in change)) expect(kl(log)[0]).toBeCloseTo(0, 5);
    expect(kl(log)[3]).toBeGreaterThan(1e-4);
    // As if the process had been killed in the fourth step.
    const broken = `${straight} broken`;
    cpSync(straight, broken, { recursive: true });
    rmSync(join(broken, 'checkpoint-4'), { recursive: true });
    const facts = await train(tools, broken, { resume: true });
    expect(facts.status).toBe('finished');
    expectSameWeights(straight, broken, 4, weights);
    const reward = (entry: { readonly step: number }) => [
      entry.step,
      (entry as Record<string, number>)['reward'],
    ];
    expect(facts.log.map(reward)).toEqual((await describeRun(straight)).log.map(reward));
  });
});

describe('over a rounded base', () => {
  const config = { ...shortAnswers, max_steps: 4, save: { steps: 2 }, precision: 'int4' };

  test('the policy that samples is the one that is trained, and a resumed run is the same run', async () => {
    const straight = await makeRun(folder, 'rounded', config);
    const facts = await train(tools, straight);
    expect(facts.status).toBe('finished');
    const steps = facts.log.filter((entry) => entry['reward'] !== undefined);
    expect(steps).toHaveLength(4);
    // Sampling multiplies with blocks, training with what they stand for.
    expect(steps[0]?.['kl']).toBeCloseTo(0, 4);
    for (const entry of steps) expect(entry['val/ratio']).toBeCloseTo(1, 3);
    const broken = `${straight} broken`;
    cpSync(straight, broken, { recursive: true });
    rmSync(join(broken, 'checkpoint-4'), { recursive: true });
    await train(tools, broken, { resume: true });
    expectSameWeights(straight, broken, 4, adapter);
  });

  test('another adapter comes out than over the exact one, of the same base', async () => {
    const rounded = join(folder, 'rounded');
    const exact = await makeRun(folder, 'not rounded', { ...config, precision: undefined });
    const facts = await train(tools, exact);
    expect(bytes(exact, 4, adapter).equals(bytes(rounded, 4, adapter))).toBe(false);
    expect((await describeRun(rounded)).base?.fingerprint).toBe(facts.base?.fingerprint);
  });

  test('supervised texts are learned over int8', async () => {
    const run = await makeRun(folder, 'rounded texts', { ...sums, precision: 'int8' });
    const facts = await train(tools, run);
    const losses = facts.log.flatMap((entry) => entry['loss'] ?? []);
    expect(losses.at(-1)).toBeLessThan((losses[0] ?? 0) - 0.5);
  });

  test('a GGUF file is trained over as it is', async () => {
    const model = repositoryPath('test/fixtures/gguf/llama-Q4_1.gguf');
    const run = await makeRun(folder, 'gguf', { ...config, model, precision: 'native', max_steps: 2 });
    const facts = await train(tools, run);
    expect(facts).toMatchObject({ status: 'finished', step: 2 });
    expect(facts.base?.precision).toBe('native');
  });
});

test('threads reach sampling and training; a run that is resumed with others says so', async () => {
  const used: (number | undefined)[] = [];
  const counting = trainingTools(folder, {
    createModel: (checkpoint, options) => {
      used.push(options.threads);
      return tools.createModel(checkpoint, options);
    },
    loadWeights: (checkpoint, options) => {
      used.push(options?.threads);
      return tools.loadWeights(checkpoint, options);
    },
  });
  const run = await makeRun(folder, 'threads', {
    ...shortAnswers,
    max_steps: 2,
    save: { steps: 1 },
    threads: 1,
  });
  expect((await train(counting, run)).remarks).toEqual([]);
  expect(used).toEqual([1, 1]);
  rmSync(join(run, 'checkpoint-2'), { recursive: true });
  expect((await train(tools, run, { resume: true })).remarks).toEqual([]);
  const copy = join(run, 'config.train.json');
  writeFileSync(copy, readFileSync(copy, 'utf8').replace('"threads":1', '"threads":2'));
  rmSync(join(run, 'checkpoint-2'), { recursive: true });
  expect((await train(tools, run, { resume: true })).remarks).toContainEqual(
    expect.stringMatching(/^Resumed from step 1 with 2 threads in the place of 1: .*bits/),
  );
});

test('a run says which of its data is not used', async () => {
  const rows = join(folder, 'rows.jsonl');
  const lines = ['Say 1.', 'Say 2.', 'Say 3.', 'Say '.repeat(60)].map((prompt) => JSON.stringify({ prompt }));
  writeFileSync(rows, lines.join('\n'));
  const data = { type: 'file', path: rows, test_path: rows.replace('rows', 'others') };
  writeFileSync(data.test_path, JSON.stringify({ prompt: 'Say 9.' }));
  const run = await makeRun(folder, 'left out', {
    ...shortAnswers,
    data,
    max_prompt_length: 100,
    max_steps: 1,
  });
  expect((await train(tools, run)).remarks).toEqual([
    '1 of 4 prompts have more than 100 tokens and are left out.',
  ]);
});

describe('SFT', () => {
  test('lowers the loss on held-out rows and saves the adapter', async () => {
    const run = await makeRun(folder, 'sft', sums);
    const facts = await train(tools, run);
    const losses = facts.log.flatMap((entry) => entry['eval_loss'] ?? []);
    expect(losses).toHaveLength(3);
    expect(losses.at(-1)).toBeLessThan(losses[0] ?? 0);
    expect(facts.rolloutSteps).toEqual([]);
    expect(existsSync(join(run, 'checkpoint-6', 'adapter_config.json'))).toBe(true);
  });

  test('learns plain texts with all weights, packed', async () => {
    const texts = join(folder, 'texts.jsonl');
    const lines = Array.from({ length: 40 }, (_, n) =>
      JSON.stringify({ text: `the quick brown fox jumps over the lazy dog ${n} times ` }),
    );
    writeFileSync(texts, lines.join('\n'));
    const facts = await train(
      tools,
      await makeRun(folder, 'texts', {
        model: sums.model,
        algorithm: 'sft',
        full_parameter: true,
        data: { type: 'text', path: texts, test_size: 0.1 },
        max_steps: 6,
        max_length: 32,
        learning_rate: 0.003,
        eval: { steps: 6 },
      }),
    );
    const [before = 0, after = 0] = facts.log.flatMap((entry) => entry['eval_loss'] ?? []);
    expect(after).toBeLessThan(before - 1);
    const saved = facts.checkpoints.at(-1)?.path ?? '';
    const opened = await openCheckpoint(
      { path: saved },
      { cacheFolder: join(folder, 'cache'), scratchFolder: join(folder, 'scratch') },
    );
    expect(opened.adapter).toBeNull();
    expect([...opened.tensors.values()].every(({ dtype }) => dtype === 'F32')).toBe(true);
  });

  test('micro-batches and recomputation change nothing but rounding', async () => {
    const whole = await train(tools, await makeRun(folder, 'whole', sums));
    const parts = await train(
      tools,
      await makeRun(folder, 'parts', { ...sums, micro_batch_tokens: 100, gradient_checkpointing: true }),
    );
    const loss = (facts: typeof whole) => facts.log.flatMap((entry) => entry['loss'] ?? []);
    expect(loss(parts)).toHaveLength(6);
    for (const [index, value] of loss(whole).entries()) expect(loss(parts)[index]).toBeCloseTo(value, 3);
  });

  test('an adapter is trained further, with its own rank and scale', async () => {
    const run = await makeRun(folder, 'further', {
      ...sums,
      lora: undefined,
      adapter: checkpointPath('llama-lora-rslora'),
      max_steps: 3,
    });
    const facts = await train(tools, run);
    const before = JSON.parse(
      readFileSync(join(checkpointPath('llama-lora-rslora'), 'adapter_config.json'), 'utf8'),
    ) as object;
    const after = JSON.parse(bytes(run, 3, 'adapter_config.json').toString()) as object;
    for (const key of ['r', 'lora_alpha', 'use_rslora', 'target_modules'] as const) {
      expect(after, key).toHaveProperty(key, (before as Record<string, unknown>)[key]);
    }
    const losses = facts.log.flatMap((entry) => entry['eval_loss'] ?? []);
    expect(losses.at(-1)).toBeLessThan(losses[0] ?? 0);
  });
});

test('DPO prefers what is preferred, on held-out pairs too', async () => {
  const pairs = join(folder, 'pairs.jsonl');
  const rows = Array.from({ length: 24 }, (_, n) => ({
    prompt: `Say ${n}.`,
    chosen: `It is ${n}.`,
    rejected: 'No, no, no.',
  }));
  writeFileSync(pairs, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const facts = await train(
    tools,
    await makeRun(folder, 'dpo', {
      model: sums.model,
      algorithm: 'dpo',
      data: { type: 'file', path: pairs, test_size: 8 },
      lora: { r: 4 },
      max_steps: 6,
      per_device_train_batch_size: 8,
      learning_rate: 0.01,
      logging_steps: 1,
      eval: { steps: 6 },
    }),
  );
  const losses = facts.log.flatMap((entry) => entry['loss'] ?? []);
  // −log σ(0): the policy is the reference.
  expect(losses[0]).toBeCloseTo(Math.log(2), 5);
  expect(losses.at(-1)).toBeLessThan(0.5);
  const right = facts.log.flatMap((entry) => entry['eval_rewards/accuracies'] ?? []);
  expect(right).toEqual([0, 1]);
});

describe('held-out accuracy', () => {
  const earned = (verifier: string) => ({
    eval: { steps: 3, num_prompts: 8, ...(verifier === '' ? {} : { reward: verifier }) },
  });
  const rewards = [{ verifier: 'length', max: 6 }, { verifier: 'number' }];
  // The fixture knows no sums.
  const limits = { first_steps: null };

  test('is of the reward that checks answers, and every reward has its figures', async () => {
    const facts = await train(
      tools,
      await makeRun(folder, 'named', { ...shortAnswers, ...earned(''), rewards, limits }),
    );
    expect(facts.accuracyOf).toEqual({ reward: 'number', threshold: 1 });
    expect(facts.remarks).toContainEqual(
      expect.stringContaining(
        'Held-out accuracy counts the answers to which the reward "number" gives 1 or more',
      ),
    );
    const [first, ...later] = facts.log.filter((entry) => entry['eval_accuracy'] !== undefined);
    // Short answers are learned, right ones are not: the length reward would report an accuracy of 1.
    expect(first?.['eval_rewards/length/delta']).toBeUndefined();
    const last = later.at(-1);
    expect(last?.['eval_rewards/length/mean']).toBe(1);
    expect(last?.['eval_rewards/length/delta']).toBeGreaterThan(0.5);
    expect(last?.['eval_accuracy']).toBe(last?.['eval_rewards/number/mean']);
    expect(last?.['eval_accuracy']).toBeLessThan(0.5);
    expect(last?.['eval_reward']).toBeCloseTo(
      (last?.['eval_rewards/length/mean'] ?? 0) + (last?.['eval_rewards/number/mean'] ?? 0),
      12,
    );
    expect(last?.['eval_accuracy_delta']).toBeDefined();
  });

  test('is of the reward that the configuration names', async () => {
    const run = await makeRun(folder, 'chosen', { ...shortAnswers, ...earned('length'), rewards, limits });
    const facts = await train(tools, run);
    expect(facts.accuracyOf).toEqual({ reward: 'length', threshold: 1 });
    const last = facts.log.findLast((entry) => entry['eval_accuracy'] !== undefined);
    expect(last?.['eval_accuracy']).toBe(last?.['eval_rewards/length/mean']);
  });

  test('of a run that an earlier version began stays that of the first reward', async () => {
    const run = await makeRun(folder, 'earlier', { ...shortAnswers, ...earned(''), rewards, limits });
    await train(tools, run);
    const { accuracyOf: _, ...earlier } = JSON.parse(
      readFileSync(join(run, 'run.json'), 'utf8'),
    ) as object & {
      accuracyOf: unknown;
    };
    writeFileSync(join(run, 'run.json'), JSON.stringify(earlier));
    expect((await describeRun(run)).accuracyOf).toBeNull();
    expect((await train(tools, run, { resume: true, maxSteps: 7 })).accuracyOf?.reward).toBe('length');
  });
});
