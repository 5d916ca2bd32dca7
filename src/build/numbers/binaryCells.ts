// Paired comparisons with one verdict per prompt and side, over n, how much differs, and how one-sided that is.
import { seededRandom } from '../../safety/random';
import { binomialVariate } from '../../safety/statistics/binomialVariate';
import { pairedDelta, type PairedDelta } from '../../safety/statistics/pairedDelta';
import type { CellResult } from './cellResult';

export const binaryRuns = 10_000;

interface BinaryCell {
  readonly n: number;
  /** Share of prompts that differ. */
  readonly differing: number;
  /** (losses − gains) / (losses + gains): the drift. */
  readonly balance: number;
}

export const binaryCells: readonly BinaryCell[] = [20, 50, 100, 200, 500].flatMap((n) =>
  [0.02, 0.05, 0.1, 0.2, 0.4].flatMap((differing) =>
    [0, 0.25, 0.5, 0.8, 1].map((balance) => ({ n, differing, balance })),
  ),
);

/** So many differing prompts make the steps of the distribution small enough for 96% at most, unless all go one way. */
const fineEnough = 15;

export function simulateBinary({ n, differing, balance }: BinaryCell): CellResult {
  const random = seededRandom(n, differing * 1000, balance * 1000);
  const known = new Map<number, PairedDelta>();
  const truth = -differing * balance;
  let covered = 0;
  let rejected = 0;
  let contradictions = 0;
  for (let run = 0; run < binaryRuns; run++) {
    const differ = binomialVariate(n, differing, random);
    const lost = binomialVariate(differ, (1 + balance) / 2, random);
    const key = differ * (n + 1) + lost;
    const found = known.get(key) ?? changeOf(n, lost, differ - lost);
    known.set(key, found);
    if (found.low <= truth + 1e-12 && found.high >= truth - 1e-12) covered++;
    const rejects = found.pMid < 0.05;
    if (rejects) rejected++;
    if (rejects !== (found.low > 0 || found.high < 0)) contradictions++;
  }
  const fine = n * differing >= fineEnough && balance < 1;
  return {
    name: `n ${n}, ${differing * 100}% differ, drift ${balance}`,
    truth,
    differing: n * differing,
    runs: binaryRuns,
    coverage: covered / binaryRuns,
    band: { low: 0.94, high: fine ? 0.96 : 1 },
    rejected: rejected / binaryRuns,
    contradictions,
  };
}

function changeOf(n: number, lost: number, gained: number): PairedDelta {
  const sums = new Float64Array(n).map((_, i) => (i < lost ? -1 : i < lost + gained ? 1 : 0));
  return pairedDelta({ sums, sizes: new Float64Array(n).fill(1) });
}
