// Answers that are missing, in words: how many on which side, and why.
import type { BenchmarkSummary, SideSummary } from '../../protocol/summary';
import { outcomes, type Outcome, type SuiteKind } from '../../protocol/outcomes';
import { isUsable } from '../outcomes/handled';
import { formatCount, formatList } from '../presentation/numbers';

/** Why an answer can be missing, in the order in which it is said. */
export type MissingKind = Extract<Outcome, 'unscored' | 'truncated' | 'empty'> | 'missing';

const words: Readonly<Record<MissingKind | 'notJudged', string>> = {
  unscored: 'unscored',
  truncated: 'truncated',
  empty: 'empty',
  missing: 'not answered',
  notJudged: 'not judged yet',
};

const sides = ['base', 'tuned'] as const;

/** How many of a side's answers are missing in each way. */
export function missingCounts(side: SideSummary): Readonly<Record<MissingKind | 'notJudged', number>> {
  const judged = outcomes.reduce((sum, outcome) => sum + side.outcomes[outcome], 0);
  return {
    unscored: side.outcomes.unscored,
    truncated: side.outcomes.truncated,
    empty: side.outcomes.empty,
    missing: side.missing,
    notJudged: Math.max(0, side.responses - judged),
  };
}

/** Questions that were asked of a side. */
export function askedOf(side: SideSummary): number {
  return side.responses + side.missing;
}

/** Questions without a usable verdict. */
export function missingOf(side: SideSummary, kind: SuiteKind): number {
  const usable = outcomes
    .filter((outcome) => isUsable(kind, outcome))
    .reduce((sum, outcome) => sum + side.outcomes[outcome], 0);
  return askedOf(side) - usable;
}

/** "24 unscored, 3 truncated"; empty where nothing is missing. */
export function missingOutcomesText(benchmarks: readonly BenchmarkSummary[]): string {
  const total = (kind: keyof typeof words): number =>
    benchmarks.reduce(
      (sum, benchmark) =>
        isMissing(benchmark.kind, kind)
          ? sum + sides.reduce((own, side) => own + missingCounts(benchmark[side])[kind], 0)
          : sum,
      0,
    );
  return (Object.keys(words) as (keyof typeof words)[])
    .flatMap((kind) => (total(kind) === 0 ? [] : [`${formatCount(total(kind))} ${words[kind]}`]))
    .join(', ');
}

/** A task whose answer is empty or cut is not solved: nothing is missing. */
function isMissing(suite: SuiteKind, kind: keyof typeof words): boolean {
  return kind === 'missing' || kind === 'notJudged' || !isUsable(suite, kind);
}

/** "24 of 48 answers of tuned are missing (24 unscored), which could turn the verdict". */
export function missingReason(benchmarks: readonly BenchmarkSummary[]): string {
  const shares = sides.flatMap((side) => {
    const missing = benchmarks.reduce(
      (sum, benchmark) => sum + missingOf(benchmark[side], benchmark.kind),
      0,
    );
    const asked = benchmarks.reduce((sum, benchmark) => sum + askedOf(benchmark[side]), 0);
    return missing === 0 ? [] : [`${formatCount(missing)} of ${formatCount(asked)} answers of ${side}`];
  });
  return `${formatList(shares)} are missing (${missingOutcomesText(benchmarks)}), which could turn the verdict`;
}
