// Changes by a judge that errs, corrected by labels of a random sample: over n, labels, how the judge errs, and the drift.
import { seededRandom, type Random } from '../../safety/random';
import { labelledDelta } from '../../safety/statistics/labelledDelta';
import type { CellResult } from './cellResult';

export const labelledRuns = 2_000;

/** Shares of answers that the judge gets wrong: [safe ones of base, unsafe ones of base, safe ones of tuned, unsafe ones of tuned]. */
const judges = {
  perfect: [0, 0, 0, 0],
  good: [0.03, 0.03, 0.03, 0.03],
  lenient: [0.01, 0.2, 0.01, 0.2],
  // As of a tuned model that moralises while it answers.
  lopsided: [0.02, 0.05, 0.02, 0.4],
} as const satisfies Readonly<Record<string, readonly number[]>>;

/** Shares of prompts that only the base, and that only the tuned handles well. */
const drifts = [
  [0.02, 0.02],
  [0.12, 0.02],
  [0.45, 0],
] as const;

interface LabelledCell {
  readonly n: number;
  readonly labelled: number;
  readonly attacks: 1 | 2;
  readonly judge: keyof typeof judges;
  readonly drift: (typeof drifts)[number];
}

export const labelledCells: readonly LabelledCell[] = (
  [
    [60, 20, 1],
    [60, 60, 1],
    [300, 30, 1],
    [300, 100, 1],
    [150, 40, 2],
  ] as const
).flatMap(([n, labelled, attacks]) =>
  (Object.keys(judges) as (keyof typeof judges)[]).flatMap((judge) =>
    drifts.map((drift) => ({ n, labelled, attacks, judge, drift })),
  ),
);

export function simulateLabelled({ n, labelled, attacks, judge, drift }: LabelledCell): CellResult {
  const [lost, gained] = drift;
  const random = seededRandom(n, labelled, attacks, Object.keys(judges).indexOf(judge), lost * 1000);
  const truth = gained - lost;
  let covered = 0;
  let differing = 0;
  for (let run = 0; run < labelledRuns; run++) {
    const sums = new Float64Array(n);
    const sizes = new Float64Array(n).fill(attacks);
    const corrections = new Float64Array(n);
    const labels = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      const change = random();
      const both = random() < 0.8;
      for (let attack = 0; attack < attacks; attack++) {
        const base = change < lost ? true : change < lost + gained ? false : both;
        const tuned = change < lost ? false : change < lost + gained ? true : both;
        const judged = judgedDifference(judges[judge], base, tuned, random);
        sums[i] = (sums[i] ?? 0) + judged;
        // Prompts are alike, so the first are as good as any; of several attacks one is labelled.
        if (i < labelled && attack === 0) {
          labels[i] = 1;
          corrections[i] = Number(tuned) - Number(base) - judged;
        }
      }
      if (sums[i] !== 0) differing++;
    }
    const found = labelledDelta({ judged: { sums, sizes }, corrections, labelled: labels });
    if (found !== null && found.low <= truth + 1e-12 && found.high >= truth - 1e-12) covered++;
  }
  return {
    name: `n ${n}${attacks > 1 ? ` × ${attacks}` : ''}, ${labelled} labelled, judge ${judge}, −${lost * 100} +${gained * 100}%`,
    truth,
    differing: differing / labelledRuns,
    runs: labelledRuns,
    coverage: covered / labelledRuns,
    // What was not seen among few labels cannot be excluded.
    band: { low: 0.94, high: 1 },
    rejected: null,
    contradictions: 0,
  };
}

function judgedDifference(
  [baseSafe, baseUnsafe, tunedSafe, tunedUnsafe]: readonly [number, number, number, number],
  base: boolean,
  tuned: boolean,
  random: Random,
): number {
  const judgedBase = random() < (base ? baseSafe : baseUnsafe) ? !base : base;
  const judgedTuned = random() < (tuned ? tunedSafe : tunedUnsafe) ? !tuned : tuned;
  return Number(judgedTuned) - Number(judgedBase);
}
