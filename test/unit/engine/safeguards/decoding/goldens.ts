// What safeguardGolden.py computed. Support for tests; holds no test itself.
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { repositoryPath } from '../../../../support/paths';

const numbers = z.array(z.number());

const schema = z.object({
  correction: z.object({
    width: z.number(),
    stepSize: z.number(),
    first: numbers,
    firstBias: numbers,
    second: numbers,
    secondBias: z.number(),
    rows: z.array(
      z.object({
        threshold: z.number(),
        steps: z.number(),
        taken: z.number(),
        start: numbers,
        end: numbers,
        cost: z.number(),
      }),
    ),
  }),
  process: z.array(
    z.object({
      signal: z.number(),
      length: z.number(),
      noise: z.number(),
      inputs: z.array(numbers),
      targets: numbers,
      queries: z.array(numbers),
      mean: numbers,
      deviation: numbers,
      logMarginalLikelihood: z.number(),
    }),
  ),
  rewards: z.object({
    rows: z.array(z.object({ ids: numbers, scored: numbers, target: numbers, weight: numbers })),
    scale: z.number(),
    bias: numbers,
    loss: z.number(),
    scaleGradient: z.number(),
    biasGradient: numbers,
    gradients: z.record(z.string(), z.object({ norm: z.number(), first: numbers })),
  }),
});

export const safeguardGoldens = schema.parse(
  JSON.parse(readFileSync(repositoryPath('test/fixtures/golden/safeguards.json'), 'utf8')),
);
