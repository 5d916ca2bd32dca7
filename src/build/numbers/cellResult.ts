// What a cell of the simulation is judged by. Must not know what was simulated.
import type { Interval } from '../../safety/statistics/interval';

export interface CellResult {
  readonly name: string;
  /** The true change. */
  readonly truth: number;
  /** Prompts that differ between the sides, expected. */
  readonly differing: number;
  readonly runs: number;
  readonly coverage: number;
  /** The coverage that the method must have in truth. */
  readonly band: Interval;
  /** null: there is no test. */
  readonly rejected: number | null;
  /** Runs in which the test rejects and the interval holds 0, or the reverse. */
  readonly contradictions: number;
}

/** Standard errors of the simulation by which a share may lie beside its band: of a hundred good cells all stay inside. */
const allowance = 3;

/** Size above which a test at 5% rejects too often. */
const mostRejected = 0.05;

export function isInBand({ coverage, band, runs, contradictions, truth, rejected }: CellResult): boolean {
  const slack = (share: number): number => allowance * Math.sqrt((share * (1 - share)) / runs);
  const covers = coverage >= band.low - slack(band.low) && coverage <= band.high + slack(band.high);
  const sized = truth !== 0 || rejected === null || rejected <= mostRejected + slack(mostRejected);
  return covers && sized && contradictions === 0;
}
