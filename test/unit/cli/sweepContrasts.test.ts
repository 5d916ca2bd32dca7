// Which algorithms of a sweep are set against each other, over which seeds, and Holm over all of it.
import { expect, test } from 'vitest';
import type { EngineClient } from '../../../src/client/engineClient';
import { sweepContrasts, type SweepSetting } from '../../../src/cli/sweepContrasts';
import type { AccuracyMeaning, RunPair, TrainingRunFacts } from '../../../src/protocol/training';

const rate = { rate: 0.5, low: 0.3, high: 0.7, n: 40, prompts: 20 };
const meaning: AccuracyMeaning = { reward: 'number', threshold: 1 };

function setting(
  algorithm: string,
  data: string,
  seeds: readonly number[],
  accuracyOf: AccuracyMeaning = meaning,
): SweepSetting {
  const facts = (seed: number) =>
    ({ folder: `${algorithm}-${data}-${seed}`, accuracyOf }) as TrainingRunFacts;
  return { algorithm, model: 'm', data, ended: seeds.map((seed) => ({ seed, facts: facts(seed) })) };
}

/** An engine that finds these p, contrast after contrast, for accuracy and harmful prompts. */
function engine(...found: readonly (readonly [number, number])[]) {
  const asked: (readonly RunPair[])[] = [];
  const contrast = (p: number | undefined) =>
    p === undefined ? null : { first: rate, second: rate, delta: { value: 0, low: -1, high: 1 }, p };
  const request = (_: string, { runs }: { runs: readonly RunPair[] }) => {
    const [accuracy, harmful] = found[asked.length] ?? [];
    asked.push(runs);
    return Promise.resolve({ accuracy: contrast(accuracy), harmful: contrast(harmful), benign: null });
  };
  return { asked, client: { request } as unknown as EngineClient };
}

test('every two algorithms over one model and data, by the seeds that ended in both', async () => {
  const { asked, client } = engine([0.01, 0.5], [0.02, 0.3]);
  const found = await sweepContrasts(client, [
    setting('grpo', 'sums', [1, 2, 3]),
    setting('sft', 'sums', [3, 1]),
    setting('sft', 'words', [1]),
    setting('dpo', 'words', [1]),
    setting('rloo', 'words', [9]),
  ]);
  expect(found.map(({ first, second, data, seeds }) => [first, second, data, seeds])).toEqual([
    ['grpo', 'sft', 'sums', [1, 3]],
    ['sft', 'dpo', 'words', [1]],
  ]);
  expect(asked[0]).toEqual([
    { first: 'grpo-sums-1', second: 'sft-sums-1' },
    { first: 'grpo-sums-3', second: 'sft-sums-3' },
  ]);
  // Four tests: 0.01 · 4, 0.02 · 3, 0.3 · 2, and not below it.
  expect(found.map(({ measures }) => [measures.accuracy?.pHolm, measures.harmful?.pHolm])).toEqual([
    [0.04, 0.6],
    [0.06, 0.6],
  ]);
});

test('accuracies of two meanings are not compared, and take no part in Holm', async () => {
  const { client } = engine([0.001, 0.04]);
  const [found] = await sweepContrasts(client, [
    setting('grpo', 'sums', [1]),
    setting('sft', 'sums', [1], { reward: 'regex', threshold: 1 }),
  ]);
  expect(found?.measures.accuracy).toBeNull();
  expect(found?.measures.harmful?.pHolm).toBe(0.04);
  expect(found?.notes.join()).toContain('Held-out accuracy');
});
