// Cost-modulated rewards and the conservative critic: their formulas, whole runs with them, and what they cannot do.
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  conservativeCritic,
  movedMultiplier,
} from '../../../../../src/engine/safeguards/training/conservativeCritic';
import {
  costModulatedReward,
  modulation,
  thresholdAt,
} from '../../../../../src/engine/safeguards/training/costModulatedReward';
import type {
  SafeguardedRun,
  SafeguardPlan,
  SampleMore,
} from '../../../../../src/engine/safeguards/training/trainingSafeguard';
import { validateConfig } from '../../../../../src/engine/training/config/validateConfig';
import type { Completion } from '../../../../../src/engine/training/loop/sampleCompletions';
import type { TrainingSequence } from '../../../../../src/engine/training/model/trainingModel';
import { trainingSafeguards } from '../../../../../src/safety/safeguards/safeguards';
import { scratchFolder } from '../../../../support/scratch';
import { makeRun, shortAnswers, train, trainingTools } from '../../../../support/training';

const folder = scratchFolder();
const tools = trainingTools(folder);

describe('formulas', () => {
  test('f(q) = tanh((d − q) / w): 0 at the threshold, towards ±1 beside it', () => {
    expect(modulation(0.5, 0.5, 0.2)).toBe(0);
    expect(modulation(0, 0.5, 0.2)).toBeCloseTo(Math.tanh(2.5), 12);
    expect(modulation(1, 0.5, 0.2)).toBeCloseTo(-Math.tanh(2.5), 12);
  });

  test('the threshold moves over the first half of the run, and then stands', () => {
    const options = { threshold_start: 0.8, threshold_end: 0.2 };
    const at = (step: number): number => thresholdAt(options, { step, maxSteps: 8 });
    expect([1, 3, 5, 8].map(at).map((value) => Number(value.toFixed(6)))).toEqual([0.8, 0.5, 0.2, 0.2]);
  });

  test('the multiplier rises with what is above the limit, falls below it, and is never negative', () => {
    const options = { cost_limit: 0.1, multiplier_rate: 2 };
    expect(movedMultiplier(1, 0.6, options)).toBeCloseTo(2, 12);
    expect(movedMultiplier(1, 0, options)).toBeCloseTo(0.8, 12);
    expect(movedMultiplier(0.1, 0, options)).toBe(0);
    expect(movedMultiplier(0.7, null, options)).toBe(0.7);
  });
});

/** States are [1, 0] after "yes" and [0, 1] after "no": what a model would tell a critic. */
const model: SafeguardedRun['model'] = {
  states: (rows: readonly TrainingSequence[]) =>
    Promise.resolve([
      rows.map(({ ids: tokens, scored }) => {
        const unsafe = tokens.includes(7);
        return Float32Array.from(scored.flatMap(() => (unsafe ? [1, 0] : [0, 1])));
      }),
    ]),
};
const config = { layers: 2, hiddenSize: 2 };
const plan = { config, settings: {} } as unknown as SafeguardPlan;
const run = { model, base: { config }, signal: new AbortController().signal } as unknown as SafeguardedRun;

const refusal = "I'm sorry, but I can't help with that request.";
const compliance = 'Sure. First, buy the parts. Second, put them together. Third, hide it well and leave.';

function completion(unsafe: boolean, kind = 'harmful'): Completion {
  const item = {
    id: 'x',
    context: [],
    prompt: 'How do I build a bomb?',
    columns: { kind },
    completion: null,
  };
  return {
    group: 0,
    prompt: { item: { ...item, preference: null }, rendered: '', promptIds: [1, 2] },
    generated: {
      answer: unsafe ? compliance : refusal,
      text: unsafe ? compliance : refusal,
      tokenIds: [3, unsafe ? 7 : 8, 4],
      logprobs: [-1, -2, -3],
      finishReason: 'stop',
    },
  } as unknown as Completion;
}

const place = { step: 5, maxSteps: 8 };
const sampler = (again: (...asked: Parameters<SampleMore['again']>) => Completion[]): SampleMore => ({
  again: (...asked) => Promise.resolve(again(...asked)),
  ofPrompts: () => Promise.reject(new Error('The critic asks no other prompts.')),
});
const earned = (reward: number | null) => ({ rewards: { form: reward }, reward });

describe('cost-modulated rewards', () => {
  test('turn the reward of an unsafe answer round, leave a safe one and what is not harmful, and 0 stays 0', async () => {
    const options = trainingSafeguards['cost-modulated-reward'].options.parse({ threshold_end: 0.5 });
    const own = costModulatedReward.make(options, plan);
    await own.begin?.(run, null);
    const said = [
      completion(true),
      completion(false),
      completion(true, 'benign'),
      completion(true),
      completion(true),
    ];
    const answers = [earned(1), earned(1), earned(1), earned(0), earned(null)];
    let found = await own.reward?.(said, answers, place);
    // It learns from every batch.
    for (let time = 0; time < 30; time++) found = await own.reward?.(said, answers, place);
    const rewards = found?.value.map(({ reward }) => reward) ?? [];
    expect(rewards[0]).toBeLessThan(-0.9);
    expect(rewards[1]).toBeGreaterThan(0.9);
    expect(rewards[2]).toBe(1);
    expect(Math.abs(rewards[3] ?? NaN)).toBe(0);
    expect(rewards[4]).toBeNull();
    // What the verifiers said stays in the log.
    expect(found?.value[0]?.rewards).toEqual({ form: 1 });
    expect(found?.metrics[`safeguards/cost-modulated-reward/cost`]).toBeCloseTo(3 / 4, 12);
    expect(found?.metrics[`safeguards/cost-modulated-reward/threshold`]).toBe(0.5);
  });
});

describe('the conservative critic', () => {
  test('samples again what it turns down, keeps the least bad, and takes λ·Q from the reward', async () => {
    const options = trainingSafeguards['conservative-critic'].options.parse({ tries: 2, multiplier: 2 });
    const own = conservativeCritic.make(options, plan);
    await own.begin?.(run, null);
    const [bad, good] = [completion(true), completion(false)];
    for (let time = 0; time < 30; time++) {
      await own.select?.(
        [bad, good],
        sampler((indices) => indices.map(() => bad)),
        place,
      );
      await own.reward?.([bad, good], [earned(1), earned(1)], place);
    }
    const better = completion(false);
    const asked: number[][] = [];
    const selected = await own.select?.(
      [bad, good, completion(true, 'benign')],
      sampler((indices, round) => {
        asked.push([round, ...indices]);
        return [round === 1 ? bad : better];
      }),
      place,
    );
    // The first try is as bad, the second is taken; what cannot be unsafe is never turned down.
    expect(asked).toEqual([
      [1, 0],
      [2, 0],
    ]);
    expect(selected?.value[0]).toBe(better);
    expect(selected?.value[1]).toBe(good);
    expect(selected?.metrics['safeguards/conservative-critic/turned_down']).toBeCloseTo(1 / 3, 12);
    expect(selected?.metrics['safeguards/conservative-critic/kept_above']).toBe(0);
    const before = own.state?.().numbers['multiplier'] ?? NaN;
    const rewarded = await own.reward?.(
      [bad, good, completion(true, 'benign')],
      [earned(1), earned(1), earned(1)],
      place,
    );
    const rewards = rewarded?.value.map(({ reward }) => reward ?? NaN) ?? [];
    expect(rewards[0]).toBeLessThan(1 - 0.8 * before);
    expect(rewards[1]).toBeGreaterThan(rewards[0] ?? NaN);
    expect(rewards[2]).toBe(1);
    // Half of what was judged is unsafe, which is above the limit.
    expect(own.state?.().numbers['multiplier']).toBeCloseTo(before + 0.5 * (0.5 - 0.05), 10);
  });
});

describe('the conservative critic of tokens', () => {
  /** States of a beginning know nothing of what comes behind it. */
  const stepwise: SafeguardedRun['model'] = {
    states: (rows: readonly TrainingSequence[]) =>
      Promise.resolve([
        rows.map(({ ids: tokens, scored }) =>
          Float32Array.from(scored.flatMap((at) => (tokens.slice(0, at).includes(7) ? [1, 0] : [0, 1]))),
        ),
      ]),
  };

  test('keeps what stands before the token that it turns down, and samples the rest again', async () => {
    const options = trainingSafeguards['conservative-critic'].options.parse({ action: 'token', tries: 1 });
    const own = conservativeCritic.make(options, plan);
    await own.begin?.({ ...run, model: stepwise }, null);
    const [bad, good] = [completion(true), completion(false)];
    for (let time = 0; time < 30; time++) {
      await own.reward?.([bad, good, completion(false)], [earned(1), earned(1), earned(1)], place);
    }
    const better = completion(false);
    const asked: unknown[] = [];
    const selected = await own.select?.(
      [good, bad],
      sampler((indices, _, begun) => {
        asked.push({ indices, begun });
        return [better];
      }),
      place,
    );
    expect(asked).toEqual([{ indices: [1], begun: [{ tokenIds: [3], logprobs: [-1] }] }]);
    expect(selected?.value).toEqual([good, better]);
  });

  test('learns from the beginnings of what was judged, and its state is of as many', async () => {
    const options = trainingSafeguards['conservative-critic'].options.parse({ action: 'token' });
    const own = conservativeCritic.make(options, plan);
    await own.begin?.({ ...run, model: stepwise }, null);
    await own.reward?.([completion(true)], [earned(1)], place);
    expect(own.state?.().tensors['costs']?.shape).toEqual([3]);
  });
});

writeFileSync(
  join(folder, 'prompts.jsonl'),
  Array.from({ length: 12 }, (_, n) =>
    JSON.stringify({ prompt: `How do I make thing ${n}?`, kind: n % 2 === 0 ? 'harmful' : 'benign' }),
  ).join('\n'),
);
const small = {
  ...shortAnswers,
  threads: 1,
  data: { type: 'file', path: 'prompts.jsonl', format: 'prompt' },
  max_steps: 4,
  save: { steps: 2 },
  limits: { zero_std_steps: null, first_steps: null },
} as const;

const variants = [
  { name: 'cost-modulated-reward', id: 'cost-modulated-reward', options: {} },
  { name: 'conservative-critic', id: 'conservative-critic', options: { threshold: 0.4, tries: 2 } },
  {
    name: 'conservative-critic of tokens',
    id: 'conservative-critic',
    options: { threshold: 0.4, tries: 2, action: 'token' },
  },
] as const;

describe.each(variants)('a run with $name', ({ name, id, options }) => {
  const safeguards = [{ id, ...options }];

  test('logs what it does, and resumed from its last checkpoint is the same run', async () => {
    const straight = await makeRun(folder, name, { ...small, safeguards });
    const facts = await train(tools, straight);
    expect(facts.status).toBe('finished');
    const logged = facts.log.filter((entry) => entry[`safeguards/${id}/estimate`] !== undefined);
    expect(logged).toHaveLength(4);
    for (const entry of logged) expect(entry['val/ratio']).toBeCloseTo(1, 4);
    // An untrained critic finds everything likelier than 0.4 to be unsafe.
    if (id === 'conservative-critic') {
      expect(logged[0]?.[`safeguards/${id}/turned_down`]).toBeGreaterThan(0);
    }
    const broken = `${straight} broken`;
    cpSync(straight, broken, { recursive: true });
    rmSync(join(broken, 'checkpoint-4'), { recursive: true });
    await train(tools, broken, { resume: true });
    for (const file of ['adapter_model.safetensors', 'safeguards.safetensors', 'safeguards.json']) {
      const [one, other] = [straight, broken].map((path) => readFileSync(join(path, 'checkpoint-4', file)));
      expect(one?.equals(other ?? Buffer.of()), file).toBe(true);
    }
  });

  test('without harmful prompts is an error before the first step', async () => {
    const config = { ...shortAnswers, safeguards };
    await expect(train(tools, await makeRun(folder, `${name} none`, config))).rejects.toMatchObject({
      code: 'datasetInvalid',
      advice: expect.stringContaining('"kind": "harmful"') as string,
    });
  });

  test('needs an online algorithm, and a layer that there is', async () => {
    const text = JSON.stringify({ ...shortAnswers, algorithm: 'sft', safeguards });
    const found = validateConfig(text, join(folder, 'x.train.json')).filter(
      ({ severity }) => severity === 'error',
    );
    expect(found.map(({ message }) => message)).toEqual([
      expect.stringMatching(/sft samples none/) as string,
    ]);
    const config = { ...small, safeguards: [{ id, layer: 2 }] };
    await expect(train(tools, await makeRun(folder, `${name} layer`, config))).rejects.toMatchObject({
      code: 'configInvalid',
      message: expect.stringContaining('no layer 2') as string,
    });
  });
});
