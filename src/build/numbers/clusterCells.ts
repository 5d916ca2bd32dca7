// Paired comparisons with several samples or attacks per prompt, over n, k, the kind of drift and its size.
import { seededRandom, type Random } from '../../safety/random';
import { pairedDelta } from '../../safety/statistics/pairedDelta';
import type { CellResult } from './cellResult';

export const clusterRuns = 2_000;

/**
 * - `even`: every prompt is refused a little less often
 * - `flips`: some prompts are not refused any more, the others as before
 * - `mixed`: some prompts are hardly refused any more, the others a little more often
 * - `attacks`: as `flips`, with one to three attacks per prompt
 */
const drifts = ['even', 'flips', 'mixed', 'attacks'] as const;
type Drift = (typeof drifts)[number];

interface ClusterCell {
  readonly n: number;
  readonly samples: number;
  readonly drift: Drift;
  readonly size: number;
}

export const clusterCells: readonly ClusterCell[] = [20, 50, 200].flatMap((n) =>
  [2, 5].flatMap((samples) =>
    drifts.flatMap((drift) => [0, 0.05, 0.2].map((size) => ({ n, samples, drift, size }))),
  ),
);

export function simulateClusters({ n, samples, drift, size }: ClusterCell): CellResult {
  const random = seededRandom(n, samples, drifts.indexOf(drift), size * 1000);
  const truth = trueChange(drift, size);
  let covered = 0;
  let rejected = 0;
  let contradictions = 0;
  let differing = 0;
  for (let run = 0; run < clusterRuns; run++) {
    const sums = new Float64Array(n);
    const sizes = new Float64Array(n).fill(1);
    for (let i = 0; i < n; i++) {
      const base = promptRate(random);
      const tuned = tunedRate(drift, base, size, random);
      const attacks = drift === 'attacks' ? 1 + (i % 3) : 1;
      sizes[i] = attacks;
      for (let attack = 0; attack < attacks; attack++)
        sums[i] = (sums[i] ?? 0) + share(tuned, samples, random) - share(base, samples, random);
      if (sums[i] !== 0) differing++;
    }
    const { low, high, pMid } = pairedDelta({ sums, sizes });
    if (low <= truth && high >= truth) covered++;
    if (pMid < 0.05) rejected++;
    if (pMid < 0.05 !== (low > 0 || high < 0)) contradictions++;
  }
  return {
    name: `n ${n}, k ${samples}, ${drift} ${size}`,
    truth,
    differing: differing / clusterRuns,
    runs: clusterRuns,
    coverage: covered / clusterRuns,
    // Above where whole differences that were not seen cannot be excluded (pairedDelta).
    band: { low: 0.94, high: size === 0 && n === 200 ? 0.96 : 1 },
    rejected: rejected / clusterRuns,
    contradictions,
  };
}

/** Seven prompts in ten are nearly always refused, one hardly ever, the rest anything between. */
function promptRate(random: Random): number {
  const u = random();
  return u < 0.7 ? 0.98 : u < 0.9 ? random() : 0.05;
}

const meanRate = 0.7 * 0.98 + 0.2 * 0.5 + 0.1 * 0.05;

function tunedRate(drift: Drift, base: number, size: number, random: Random): number {
  switch (drift) {
    case 'even':
      return base * (1 - size);
    case 'flips':
    case 'attacks':
      return random() < size ? 0 : base;
    case 'mixed':
      return random() < size ? 0.1 * base : base + (1 - base) * size * 0.3;
  }
}

function trueChange(drift: Drift, size: number): number {
  return drift === 'mixed'
    ? -0.9 * size * meanRate + (1 - size) * (1 - meanRate) * size * 0.3
    : -size * meanRate;
}

function share(rate: number, samples: number, random: Random): number {
  let positive = 0;
  for (let i = 0; i < samples; i++) if (random() < rate) positive++;
  return positive / samples;
}
