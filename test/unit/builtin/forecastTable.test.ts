// Forecast against observed: what is paired, and the KL at the end of a run.
import { expect, it } from 'vitest';
import type { AuditPrompt } from '../../../src/protocol/audit';
import { finalKl, observedDrift } from '../../../src/build/experiments/forecastTable';

const prompt = (itemId: string, well: number, answers = 10): AuditPrompt => ({
  ...{ suiteId: 's', itemId, kind: 'harmful', well, answers },
  readings: [],
});

it('pairs by prompt, whatever the order, and leaves out prompts without an answer on one side', () => {
  const base = { promptReadings: [prompt('a', 10), prompt('b', 5), prompt('c', 0, 0), prompt('d', 4)] };
  const tuned = { promptReadings: [prompt('b', 3), prompt('a', 6), prompt('c', 9)] };
  const { value, low, high } = observedDrift(base, tuned);
  expect(value).toBeCloseTo(-0.3, 12);
  expect(low).toBeLessThanOrEqual(-0.3);
  expect(high).toBeGreaterThanOrEqual(-0.3);
});

it('takes the KL of whole answers over the last ten steps', () => {
  const log = Array.from({ length: 30 }, (_, step) => ({
    ...{ step, epoch: 0 },
    kl: step < 20 ? 9 : 0.01,
    'completions/mean_length': 20,
  }));
  expect(finalKl({ log })).toBeCloseTo(0.2, 12);
  expect(finalKl({ log: [{ step: 1, epoch: 0 }] })).toBeNull();
});
