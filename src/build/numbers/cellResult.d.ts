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
export declare function isInBand({ coverage, band, runs, contradictions, truth, rejected }: CellResult): boolean;
