// A short look at a run before its first step: what a step will cost, and what an answer looks like. The parameters stay as
// they are, and what the run samples later does not depend on it.
import type { Completion } from './sampleCompletions';
import type { ScoredAnswer } from './openScorer';

export interface Trial {
  /** Completions of one prompt with their rewards; empty where a step samples none. */
  readonly looked: readonly { readonly completion: Completion; readonly answer: ScoredAnswer | null }[];
  /** Most tokens that were sampled of each: the run's limit, or less where that would take long. */
  readonly lookLimit: number;
  /** Of sampling, as many at a time as the run decodes together; null where nothing was sampled. */
  readonly tokensPerSecond: number | null;
  /** Of the verifiers, for one completion. */
  readonly rewardSeconds: number;
  /** Scoring and one update, for each token of a row (prompt and completion). */
  readonly learningSeconds: number;
  /** Tokens of a row: mean over what was looked at. */
  readonly rowTokens: number;
  /** Resident memory before and after the update, bytes. */
  readonly memory: { readonly before: number; readonly after: number };
}

/** A first run pays for preparing sessions; one that was short is measured again. */
const warmUpSeconds = 2;

/** Seconds that `work` takes once everything is prepared, and its result. */
export async function timed<T>(
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly seconds: number }> {
  const first = await once(work);
  return first.seconds < warmUpSeconds ? once(work) : first;
}

async function once<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly seconds: number }> {
  const started = performance.now();
  const result = await work();
  return { result, seconds: Math.max(1e-6, (performance.now() - started) / 1000) };
}
