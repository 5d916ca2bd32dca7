// What a comparison of this size would find, for one kind of prompt. Pure.
import type { KindForecast } from '../../protocol/forecast';
import type { Rate } from '../../protocol/summary';
import { noiseAt, promptsFor, smallestLoss } from '../statistics/plannedPower';

/** In [0, 1]: what a sign-off usually asks for. */
const twoPoints = 0.02;
/** Where the base's rate is not known: the most noise there is. */
const unknownRate = 0.5;

export function forecastKind(
  size: Pick<KindForecast, 'kind' | 'benchmarks' | 'prompts' | 'attacks' | 'samples'>,
  rate: Rate | null,
): KindForecast {
  const { prompts, samples } = size;
  const noise = noiseAt(rate?.rate ?? unknownRate);
  return {
    ...size,
    rate,
    smallestLoss: smallestLoss({ prompts, samples, noise: 0 }),
    smallestLossInNoise: smallestLoss({ prompts, samples, noise }),
    promptsForTwoPoints: promptsFor(twoPoints, { samples, noise: 0 }),
    promptsForTwoPointsInNoise: promptsFor(twoPoints, { samples, noise }),
  };
}
