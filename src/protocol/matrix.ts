// One base against several tuned subjects as numbers: what each pair gives, side by side, corrected for looking at many.
import type { SuiteKind } from './outcomes';
import type { BenchmarkSummary, ComparisonSummary, Delta, PairedTest, Rate } from './summary';
import type { AccuracyMeaning, MeasuredDelta, MeasuredRate } from './training';

/** A tuned subject with everything that a comparison of it alone with the base says. */
export interface MatrixColumn {
  readonly name: string;
  /** Optimiser steps, where the columns are steps of one training run. */
  readonly step: number | null;
  readonly summary: ComparisonSummary;
}

/** The change from the base to one column; the same numbers as in that column's own summary but for `pHolm`. */
export interface MatrixCell {
  readonly tuned: Rate | null;
  readonly delta: Delta | null;
  /** `pHolm`: over all cells of the matrix's benchmarks; in rows of all benchmarks of a kind, over the cells of those rows. */
  readonly test: PairedTest | null;
}

export interface MatrixRow {
  /** null: all benchmarks of the kind together. */
  readonly suiteId: string | null;
  readonly attackId: string | null;
  readonly title: string;
  readonly kind: SuiteKind;
  readonly metric: BenchmarkSummary['metric'];
  /** Distinct prompts. */
  readonly prompts: number;
  /** While a run is not complete: on the prompts that the first column has, too. */
  readonly base: Rate | null;
  /** One per column. */
  readonly cells: readonly MatrixCell[];
}

/** One column against another on the same prompts: second − first. */
export interface Contrast {
  readonly kind: SuiteKind;
  /** Indices of columns. */
  readonly first: number;
  readonly second: number;
  /** null: no prompt is usable on both. */
  readonly delta: Delta | null;
  /** `pHolm`: over all contrasts of both kinds. */
  readonly test: PairedTest | null;
}

/** Over the steps of a training run: when a guardrail first fell, corrected for looking at every step. */
export interface FirstFall {
  readonly kind: SuiteKind;
  /** Steps looked at, in order, with the p of each adjusted by Holm over them (null: not tested). */
  readonly looks: readonly {
    readonly column: number;
    readonly step: number;
    readonly pHolm: number | null;
  }[];
  /** The first column at which the prompts are handled well significantly less often than by the base; null: none. */
  readonly column: number | null;
}

/** Answers, not prompts, are counted. */
export type RunAccuracy = Omit<MeasuredRate, 'prompts'>;

/** What a training run's own folder says of one of its steps; the comparison measures nothing of it. */
export interface RunPoint {
  readonly step: number;
  /** KL from the run's reference as it was logged last, up to this step and after the step before; null: not logged. */
  readonly kl: { readonly value: number; readonly step: number } | null;
  /** The newest evaluation up to this step, with its paired change from the first; null: none. */
  readonly accuracy: (RunAccuracy & { readonly step: number; readonly delta: MeasuredDelta | null }) | null;
}

/** What a training run's own folder says of the steps that are compared, as it stood when the comparison ran. */
export interface RunCurve {
  readonly folder: string;
  /** Of an answer or of a token, nats; null: no KL was logged. */
  readonly klPer: 'answer' | 'token' | null;
  readonly accuracyOf: AccuracyMeaning | null;
  /** Held-out accuracy before the first step; null: not measured. */
  readonly start: RunAccuracy | null;
  /** Rising. */
  readonly points: readonly RunPoint[];
  /** What is not there, and why. */
  readonly notes: readonly string[];
}

/** What the answers of a subject took. Of one with a safeguard around it that is all of its stages. */
export interface AnswerCost {
  /** Answers whose tokens are known, over which the means are. */
  readonly answers: number;
  readonly tokensPerAnswer: number;
  /** From an answer's beginning to its end, in the batch that it was decoded in; on this machine, under its load then. */
  readonly secondsPerAnswer: number;
}

/** null: no tokens are known, as of answers made elsewhere. */
export interface AnswerCosts {
  readonly base: AnswerCost | null;
  /** One per column. */
  readonly columns: readonly (AnswerCost | null)[];
}

export interface MatrixSummary {
  readonly schema: 'guardrail-lens/matrix/1';
  /** What the matrix shows, in a line that can be said aloud. */
  readonly headline: string;
  readonly columns: readonly MatrixColumn[];
  /** Harmful first; those of all benchmarks of a kind together after the benchmarks of that kind. */
  readonly rows: readonly MatrixRow[];
  readonly contrasts: readonly Contrast[];
  /** Empty unless every column is a step. */
  readonly firstFalls: readonly FirstFall[];
  /** null: the columns are no steps of a run, or the file was made by a version that kept nothing of it. */
  readonly run: RunCurve | null;
  /** Absent in what is not read from a file of answers. */
  readonly costs?: AnswerCosts;
  readonly complete: boolean;
}
