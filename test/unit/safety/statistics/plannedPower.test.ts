// What a comparison would find, before it is run: against the formula for a finished one, and against simulated comparisons.
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/safety/random';
import { detectableChange } from '../../../../src/safety/statistics/detectable';
import { mcNemar } from '../../../../src/safety/statistics/mcNemar';
import { noiseAt, promptsFor, smallestLoss } from '../../../../src/safety/statistics/plannedPower';

describe('smallestLoss', () => {
  it.each([50, 100, 250, 1000])(
    'of %i prompts is what a finished comparison of that discordance says',
    (prompts) => {
      const loss = smallestLoss({ prompts, samples: 1, noise: 0.1 }) ?? NaN;
      expect(detectableChange(prompts, loss + 0.1)).toBeCloseTo(loss, 6);
    },
  );

  it('falls with prompts and samples, and grows with noise', () => {
    const of = (prompts: number, samples: number, noise: number): number =>
      smallestLoss({ prompts, samples, noise }) ?? 2;
    expect(of(200, 1, 0.1)).toBeLessThan(of(100, 1, 0.1));
    expect(of(100, 4, 0.1)).toBeLessThan(of(100, 1, 0.1));
    expect(of(100, 1, 0.2)).toBeGreaterThan(of(100, 1, 0.1));
  });

  it('is nothing for too few prompts', () => {
    expect(smallestLoss({ prompts: 3, samples: 1, noise: 0 })).toBeNull();
  });

  it('is found in about 80% of simulated comparisons', () => {
    const [prompts, noise] = [200, 0.1];
    const loss = smallestLoss({ prompts, samples: 1, noise }) ?? NaN;
    const random = seededRandom(11);
    let found = 0;
    const runs = 2000;
    for (let run = 0; run < runs; run++) {
      let [lost, gained] = [0, 0];
      for (let prompt = 0; prompt < prompts; prompt++) {
        const draw = random();
        if (draw < loss + noise / 2) lost++;
        else if (draw < loss + noise) gained++;
      }
      if (mcNemar(lost, gained).pMid < 0.05) found++;
    }
    expect(found / runs).toBeGreaterThan(0.76);
    expect(found / runs).toBeLessThan(0.86);
  });
});

describe('promptsFor', () => {
  it('is the fewest with which the loss is found', () => {
    const plan = { samples: 1, noise: noiseAt(0.9) };
    const prompts = promptsFor(0.02, plan) ?? NaN;
    expect(smallestLoss({ ...plan, prompts }) ?? 2).toBeLessThanOrEqual(0.02);
    expect(smallestLoss({ ...plan, prompts: prompts - 1 }) ?? 2).toBeGreaterThan(0.02);
  });

  it('is nothing where it would take more than anybody has', () => {
    expect(promptsFor(1e-6, { samples: 1, noise: 0.25 })).toBeNull();
  });
});
