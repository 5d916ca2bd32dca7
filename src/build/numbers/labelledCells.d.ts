import type { CellResult } from './cellResult';
export declare const labelledRuns = 2000;
/** Shares of answers that the judge gets wrong: [safe ones of base, unsafe ones of base, safe ones of tuned, unsafe ones of tuned]. */
declare const judges: {
    readonly perfect: readonly [0, 0, 0, 0];
    readonly good: readonly [0.03, 0.03, 0.03, 0.03];
    readonly lenient: readonly [0.01, 0.2, 0.01, 0.2];
    readonly lopsided: readonly [0.02, 0.05, 0.02, 0.4];
};
/** Shares of prompts that only the base, and that only the tuned handles well. */
declare const drifts: readonly [readonly [0.02, 0.02], readonly [0.12, 0.02]];
interface LabelledCell {
    readonly n: number;
    readonly labelled: number;
    readonly attacks: 1 | 2;
    readonly judge: keyof typeof judges;
    readonly drift: (typeof drifts)[number];
}
export declare const labelledCells: readonly LabelledCell[];
export declare function simulateLabelled({ n, labelled, attacks, judge, drift }: LabelledCell): CellResult;
export {};
