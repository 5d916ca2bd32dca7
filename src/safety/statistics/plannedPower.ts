// Before a comparison: which loss it would find, and how many prompts a loss needs.
import { clamp } from './interval';
import { normalQuantile, z95 } from './normal';

const power = 0.8;
/** Assumed correlation of a prompt's samples: half of what they say is the prompt's own. */
const withinPrompt = 0.5;
/** More prompts than any comparison has. */
const most = 10_000_000;

export interface PlannedPairs {
  /** Different prompts. */
  readonly prompts: number;
  /** Per prompt and side. */
  readonly samples: number;
  /** The share of prompts that would flip though nothing was lost, in both directions together. */
  readonly noise: number;
}

/**
 * The smallest loss δ in (0, 1] that McNemar's test at 5% (two-sided) finds with 80% power, where a share ψ = δ + noise of
 * the prompts flips: Connor (1987), Biometrics 43:207–211, as in `detectableChange`. With k samples per prompt the variance
 * is (1 + (k − 1)·ρ)/k of that of one, ρ = 0.5. Null where not even a loss of everything would be found.
 */
export function smallestLoss({ prompts, samples, noise }: PlannedPairs): number | null {
  if (!isFound({ prompts, samples, noise }, 1)) return null;
  let [below, above] = [0, 1];
  for (let step = 0; step < 60; step++) {
    const middle = (below + above) / 2;
    if (isFound({ prompts, samples, noise }, middle)) above = middle;
    else below = middle;
  }
  return above;
}

/** The fewest prompts with which a loss of `delta` is found; null where it would take more than ten million. */
export function promptsFor(delta: number, plan: Omit<PlannedPairs, 'prompts'>): number | null {
  if (!isFound({ ...plan, prompts: most }, delta)) return null;
  let [below, above] = [0, most];
  while (above - below > 1) {
    const middle = Math.floor((below + above) / 2);
    if (isFound({ ...plan, prompts: middle }, delta)) above = middle;
    else below = middle;
  }
  return above;
}

/**
 * The noise of a base that handles a share `rate` of the prompts safely: half the flips 2·r·(1 − r) of answers that had
 * nothing to do with each other. Two runs of one model flip less, a tuned model's answers rarely more.
 */
export function noiseAt(rate: number): number {
  const r = clamp(rate, 0, 1);
  return r * (1 - r);
}

function isFound({ prompts, samples, noise }: PlannedPairs, delta: number): boolean {
  const flips = clamp(delta + noise, 0, 1);
  const share = (1 + (samples - 1) * withinPrompt) / samples;
  const needed =
    z95 * Math.sqrt(share * flips) +
    normalQuantile(power) * Math.sqrt(share * Math.max(0, flips - delta ** 2));
  return delta > 0 && delta * Math.sqrt(prompts) >= needed;
}
