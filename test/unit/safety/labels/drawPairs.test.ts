import { describe, expect, it } from 'vitest';
import type { SuiteKind } from '../../../../src/protocol/outcomes';
import { allocation, drawPairs, type EligiblePrompt } from '../../../../src/safety/labels/drawPairs';

const prompts = (harmful: number, benign: number, samples: readonly number[] = [0]): EligiblePrompt[] =>
  Array.from({ length: harmful + benign }, (_, i) => ({
    promptId: i + 1,
    kind: i < harmful ? ('harmful' as const) : ('benign' as const),
    samples,
  }));

const count = (pairs: readonly { kind: SuiteKind }[], kind: SuiteKind): number =>
  pairs.filter((pair) => pair.kind === kind).length;

describe('the sample', () => {
  it('is the same for the same seed, and another for another', () => {
    const all = prompts(100, 50);
    expect(drawPairs(all, 40, 7)).toEqual(drawPairs(all, 40, 7));
    expect(drawPairs(all, 40, 7)).toEqual(drawPairs(all.toReversed(), 40, 7));
    expect(drawPairs(all, 40, 8)).not.toEqual(drawPairs(all, 40, 7));
  });

  it('holds every smaller one', () => {
    const all = prompts(120, 40, [0, 1, 2]);
    const large = drawPairs(all, 90, 3).map((pair) => JSON.stringify(pair));
    for (const pair of drawPairs(all, 50, 3)) expect(large).toContain(JSON.stringify(pair));
  });

  it.each([
    [30, 300, 60, { harmful: 20, benign: 10 }],
    [60, 300, 60, { harmful: 40, benign: 20 }],
    [120, 300, 60, { harmful: 100, benign: 20 }],
    [120, 100, 100, { harmful: 60, benign: 60 }],
    [30, 300, 0, { harmful: 30, benign: 0 }],
    [30, 0, 300, { harmful: 0, benign: 30 }],
    [500, 12, 9, { harmful: 12, benign: 9 }],
    [1, 12, 9, { harmful: 1, benign: 0 }],
  ])(
    'of %i pairs from %i harmful and %i benign prompts has enough of each kind',
    (pairs, harmful, benign, expected) => {
      const all = prompts(harmful, benign);
      expect(allocation(all, pairs)).toEqual(expected);
      const drawn = drawPairs(all, pairs, 1);
      expect({ harmful: count(drawn, 'harmful'), benign: count(drawn, 'benign') }).toEqual(expected);
    },
  );

  it('takes every prompt, sample and order about as often as any other', () => {
    const all = prompts(20, 0, [0, 2]);
    const times = new Map<string, number>();
    const seeds = 2000;
    for (let seed = 0; seed < seeds; seed++) {
      for (const { promptId, sample, tunedFirst } of drawPairs(all, 5, seed)) {
        for (const key of [`prompt ${promptId}`, `sample ${sample}`, `tuned first ${tunedFirst}`]) {
          times.set(key, (times.get(key) ?? 0) + 1);
        }
      }
    }
    for (const { promptId } of all) {
      // 2000 draws with a share of 1/4 each: five standard deviations are 97.
      expect(Math.abs((times.get(`prompt ${promptId}`) ?? 0) - 500)).toBeLessThan(97);
    }
    for (const key of ['sample 0', 'sample 2', 'tuned first true']) {
      expect(Math.abs((times.get(key) ?? 0) - 5000)).toBeLessThan(250);
    }
    expect(times.has('sample 1')).toBe(false);
  });
});
