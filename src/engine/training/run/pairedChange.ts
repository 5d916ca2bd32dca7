// Two rates over the same prompts, before and after or of one setting and another: of one run, or of several that asked the
// same prompts. Pure.
import type { MeasuredRate, PairedChange, RunContrast } from '../../../protocol/training';
import { clusteredRate } from '../../../safety/statistics/clusteredRate';
import { signFlipTest } from '../../../safety/statistics/signFlip';
import { meanDifference } from './meanDifference';

/** One answer: whether it is what it should be. Answers with the same prompt are not independent. */
export interface MeasuredAnswer {
  readonly prompt: string;
  /** Tells the answers to one prompt apart: run, sample. The same before and after. */
  readonly key: string;
  readonly good: boolean;
}

/** Wilson's interval; with several answers per prompt its n is divided by the design effect (clusteredRate). */
export function measuredRate(answers: readonly MeasuredAnswer[]): MeasuredRate | null {
  const prompts = groupByPrompt(answers);
  const rate = clusteredRate({
    k: prompts.map((own) => own.filter(({ good }) => good).length),
    n: prompts.map((own) => own.length),
  });
  if (rate === null) return null;
  return { rate: rate.rate, low: rate.low, high: rate.high, n: rate.n, prompts: prompts.length };
}

/** The change between answers that have the same prompt and key; null where nothing is paired. */
export function pairedChange(
  before: readonly MeasuredAnswer[],
  after: readonly MeasuredAnswer[],
): PairedChange | null {
  const paired = pairedRates(before, after);
  if (paired === null) return null;
  const { start, end, differences } = paired;
  return { start, end, delta: meanDifference(differences) };
}

/** The same for two settings, with the test to which the interval belongs. */
export function pairedContrast(
  firsts: readonly MeasuredAnswer[],
  seconds: readonly MeasuredAnswer[],
): RunContrast | null {
  const paired = pairedRates(firsts, seconds);
  if (paired === null) return null;
  const { start: first, end: second, differences } = paired;
  const sums = differences.map((own) => own.reduce((sum, one) => sum + one, 0));
  return { first, second, delta: meanDifference(differences), p: signFlipTest(sums).pMid };
}

/** `differences`: by prompt, those of its pairs (after − before). */
function pairedRates(
  before: readonly MeasuredAnswer[],
  after: readonly MeasuredAnswer[],
): (Pick<PairedChange, 'start' | 'end'> & { readonly differences: readonly (readonly number[])[] }) | null {
  const known = new Map(before.map((answer) => [keyOf(answer), answer]));
  const pairs = after.flatMap((now) => {
    const then = known.get(keyOf(now));
    return then === undefined ? [] : [{ prompt: now.prompt, now, then }];
  });
  const start = measuredRate(pairs.map(({ then }) => then));
  const end = measuredRate(pairs.map(({ now }) => now));
  if (start === null || end === null) return null;
  const differences = groupByPrompt(pairs).map((own) =>
    own.map(({ now, then }) => Number(now.good) - Number(then.good)),
  );
  return { start, end, differences };
}

function groupByPrompt<T extends { readonly prompt: string }>(items: readonly T[]): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(item.prompt);
    if (group === undefined) groups.set(item.prompt, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

function keyOf({ prompt, key }: MeasuredAnswer): string {
  return `${prompt}\u0000${key}`;
}
