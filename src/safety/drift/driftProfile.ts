// Where in an answer, and on which prompts, a model has moved: answers that both models have read, added up.
import type { SuiteKind } from '../../protocol/outcomes';
import type {
  CategoryDrift,
  DriftAnalysis,
  DriftPosition,
  GroupKl,
  KindDrift,
  MeanEstimate,
  SequenceKlEstimates,
} from '../../protocol/tokens';
import { earlyPositions } from '../../protocol/tokens';
import { z95 } from '../statistics/normal';
import { atLeastZero, promptMean, sequenceKl, type KlEstimate, type PromptValue } from './sequenceKl';

/** An answer that both models have read; arrays of equal length, one element per token. */
export interface ReadAnswer {
  /** Samples of one prompt share it. */
  readonly prompt: number;
  readonly suiteId: string;
  readonly kind: SuiteKind;
  readonly category: string;
  readonly attackId: string | null;
  /** Of the tokens as they stand, natural log. */
  readonly baseLogprobs: Float64Array;
  readonly tunedLogprobs: Float64Array;
  /** KL(tuned ‖ base) and Jensen–Shannon over the vocabulary, nats. */
  readonly kl: Float64Array;
  readonly js: Float64Array;
  /** Log-odds of refusal tokens where the answer begins. */
  readonly refusal: { readonly base: number; readonly tuned: number };
}

export type DriftProfile = Pick<
  DriftAnalysis,
  'answers' | 'prompts' | 'tokens' | 'sequence' | 'onPath' | 'kinds' | 'groups' | 'categories'
>;

/**
 * @param sampled whether the answers are samples of the tuned model at temperature 1: only then do their sums estimate
 * KL(tuned ‖ base) of whole answers
 * @param seed of the bootstrap
 */
export function driftProfile(
  answers: readonly ReadAnswer[],
  { sampled, seed }: { readonly sampled: boolean; readonly seed: number },
): DriftProfile {
  const prompts = promptsOf(answers);
  const sequenceOf = (some: readonly ReadAnswer[]): SequenceKlEstimates | null =>
    sampled && promptsOf(some) >= 2 ? sequenceEstimates(some, seed) : null;
  const groupKl = (some: readonly ReadAnswer[], place: Partial<GroupKl>): GroupKl => ({
    suiteId: null,
    attackId: null,
    kind: some[0]?.kind ?? 'harmful',
    prompts: promptsOf(some),
    sequence: sequenceOf(some),
    ...place,
  });
  return {
    answers: answers.length,
    prompts,
    tokens: answers.reduce((sum, answer) => sum + answer.kl.length, 0),
    sequence: sequenceOf(answers),
    onPath: prompts >= 2 ? exactKl(answers, seed) : null,
    kinds: grouped(answers, (answer) => answer.kind).map((group) => kindDrift(group, seed)),
    groups: [
      ...grouped(answers, ({ kind }) => kind).map((some) => groupKl(some, {})),
      ...grouped(answers, ({ suiteId, attackId }) => JSON.stringify([suiteId, attackId])).map((some) =>
        groupKl(some, { suiteId: some[0]?.suiteId ?? null, attackId: some[0]?.attackId ?? null }),
      ),
    ],
    categories: grouped(answers, ({ kind, suiteId, category }) =>
      JSON.stringify([kind, suiteId, category]),
    ).map((group) => categoryDrift(group, seed)),
  };
}

function promptsOf(answers: readonly ReadAnswer[]): number {
  return new Set(answers.map((answer) => answer.prompt)).size;
}

function sequenceEstimates(answers: readonly ReadAnswer[], seed: number): SequenceKlEstimates | null {
  const estimates = sequenceKl(
    answers.map(({ prompt, baseLogprobs, tunedLogprobs }) => ({
      prompt,
      logprobs: tunedLogprobs,
      refLogprobs: baseLogprobs,
    })),
    seed,
  );
  if (estimates === null) return null;
  return {
    exact: exactKl(answers, seed),
    k1: meanEstimate(estimates.k1),
    k3: meanEstimate(estimates.k3),
  };
}

function exactKl(answers: readonly ReadAnswer[], seed: number): MeanEstimate {
  const values = answers.map(({ prompt, kl }) => ({ prompt, value: total(kl) }));
  return meanEstimate(atLeastZero(promptMean(values, seed)));
}

function kindDrift(answers: readonly ReadAnswer[], seed: number): KindDrift {
  const sum = (values: (answer: ReadAnswer) => number): number =>
    answers.reduce((all, answer) => all + values(answer), 0);
  const kl = sum((answer) => total(answer.kl));
  const tokens = sum((answer) => answer.kl.length);
  const prompts = promptsOf(answers);
  return {
    kind: answers[0]?.kind ?? 'harmful',
    prompts,
    positions: positionsOf(answers),
    earlyShare: kl > 0 ? sum((answer) => total(answer.kl.subarray(0, earlyPositions))) / kl : 0,
    earlyTokens: sum((answer) => Math.min(earlyPositions, answer.kl.length)) / Math.max(1, tokens),
    refusal: refusalChange(answers, prompts, seed),
  };
}

function refusalChange(answers: readonly ReadAnswer[], prompts: number, seed: number): KindDrift['refusal'] {
  // No token of the vocabulary begins a refusal, or its probability is 0: there are no odds.
  const isKnown = answers.every(({ refusal }) => Number.isFinite(refusal.base + refusal.tuned));
  if (prompts < 2 || !isKnown) return null;
  const mean = (value: (answer: ReadAnswer) => number): number =>
    answers.reduce((all, answer) => all + value(answer), 0) / answers.length;
  const changes = answers.map(({ prompt, refusal }): PromptValue => ({
    prompt,
    value: refusal.tuned - refusal.base,
  }));
  return {
    base: mean(({ refusal }) => refusal.base),
    tuned: mean(({ refusal }) => refusal.tuned),
    change: meanEstimate(promptMean(changes, seed)),
  };
}

/** Of each position by itself; the answers grow fewer towards the end. Normal intervals over prompts. */
function positionsOf(answers: readonly ReadAnswer[]): DriftPosition[] {
  const longest = answers.reduce((most, answer) => Math.max(most, answer.kl.length), 0);
  return Array.from({ length: longest }, (_, at): DriftPosition => {
    const there = answers.filter((answer) => answer.kl.length > at);
    const byPrompt = grouped(there, (answer) => String(answer.prompt));
    const means = byPrompt.map((group) => meanOf(group.map((answer) => answer.kl[at] ?? 0)));
    return {
      position: at + 1,
      kl: normalMean(means),
      js: meanOf(there.map((answer) => answer.js[at] ?? 0)),
    };
  });
}

/** One prompt says nothing of the others. */
function normalMean(values: readonly number[]): MeanEstimate {
  const n = values.length;
  const value = meanOf(values);
  if (n < 2) return { value, low: null, high: null, n };
  const squares = values.reduce((sum, one) => sum + (one - value) ** 2, 0);
  const half = z95 * Math.sqrt(squares / (n - 1) / n);
  return { value, low: Math.max(0, value - half), high: value + half, n };
}

function categoryDrift(answers: readonly ReadAnswer[], seed: number): CategoryDrift {
  const [first] = answers;
  if (first === undefined) throw new RangeError('A group has a member.');
  const tokens = answers.reduce((sum, answer) => sum + answer.kl.length, 0);
  const all = answers.reduce((sum, answer) => sum + total(answer.kl), 0);
  const values = answers.map(({ prompt, kl }) => ({ prompt, value: total(kl) }));
  const prompts = new Set(values.map(({ prompt }) => prompt)).size;
  return {
    suiteId: first.suiteId,
    kind: first.kind,
    category: first.category,
    tokens,
    kl:
      prompts < 2 ? normalMean([all / answers.length]) : meanEstimate(atLeastZero(promptMean(values, seed))),
    perToken: all / Math.max(1, tokens),
  };
}

/** In the order in which the groups first appear. */
function grouped<T>(all: readonly T[], key: (one: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const group = groups.get(key(one));
    if (group === undefined) groups.set(key(one), [one]);
    else group.push(one);
  }
  return [...groups.values()];
}

function meanEstimate({ value, interval, prompts }: KlEstimate): MeanEstimate {
  return { value, low: interval.low, high: interval.high, n: prompts };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function total(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
