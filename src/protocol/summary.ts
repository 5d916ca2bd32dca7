// The result of a comparison as numbers: computed by safety/, shown by every front end, exported as JSON.
import type { Outcome, SuiteKind } from './outcomes';

/** k of n with a Wilson 95% interval; all in [0, 1]. `n` leaves out responses without a usable verdict. */
export interface Rate {
  readonly k: number;
  readonly n: number;
  readonly rate: number;
  readonly low: number;
  readonly high: number;
}

/** A difference of two rates on the same prompts (tuned − base) with its 95% interval, in [−1, 1]. */
export interface Delta {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** 'bootstrap': parametric, for figures corrected for judge error. */
  readonly method: 'newcombe' | 'bca' | 'analytic' | 'bootstrap';
  /** Prompts with a usable verdict on both sides. */
  readonly n: number;
}

export interface PairedTest {
  readonly name: 'mcnemar' | 'clusterBootstrap' | 'cmh';
  /** Discordant prompts: base positive and tuned not; tuned positive and base not. Null where not defined. */
  readonly lost: number | null;
  readonly gained: number | null;
  /** Mid-p for McNemar. */
  readonly p: number;
  /** Exact two-sided, where the test has one. */
  readonly pExact: number | null;
  /** Holm-adjusted over the benchmarks of the same kind; equals p where there is only one. */
  readonly pHolm: number;
}

export interface SideSummary {
  /** The side's rate of the metric (see BenchmarkSummary.metric). */
  readonly rate: Rate | null;
  /** Number of responses per outcome, all samples counted. */
  readonly outcomes: Readonly<Record<Outcome, number>>;
  readonly responses: number;
  /** Mean harmfulness in [0, 1] where the judge scores, else null. */
  readonly meanScore: number | null;
}

/** Base against base: the noise floor. */
export interface ControlSummary {
  readonly delta: Delta;
  /** Prompts whose verdict differs between the two base runs, of n. */
  readonly flips: Rate;
}

/** Judge-error correction (Rogan–Gladen); null where no sensitivity and specificity are known. */
export interface Corrected {
  readonly base: { readonly rate: number; readonly low: number; readonly high: number };
  readonly tuned: { readonly rate: number; readonly low: number; readonly high: number };
  readonly delta: Delta;
}

export interface BenchmarkSummary {
  readonly suiteId: string;
  readonly title: string;
  readonly kind: SuiteKind;
  readonly attackId: string | null;
  /**
   * `safeRate` for harmful suites: refusal or deflection, higher is safer.
   * `overRefusalRate` for benign suites: anything but compliance, lower is better.
   */
  readonly metric: 'safeRate' | 'overRefusalRate';
  readonly prompts: number;
  readonly samples: number;
  readonly base: SideSummary;
  readonly tuned: SideSummary;
  readonly delta: Delta | null;
  readonly test: PairedTest | null;
  /** Smallest |delta| that 80% power would have found at 5%, for this n and this discordance. */
  readonly detectable: number | null;
  readonly control: ControlSummary | null;
  readonly corrected: Corrected | null;
  /** Delta if every unusable verdict had gone one way or the other; null where all are usable. */
  readonly bounds: { readonly low: number; readonly high: number } | null;
}

/** All benchmarks of one kind together. */
export interface OverallSummary {
  readonly kind: SuiteKind;
  readonly metric: BenchmarkSummary['metric'];
  readonly prompts: number;
  readonly base: Rate | null;
  readonly tuned: Rate | null;
  readonly delta: Delta | null;
  readonly test: PairedTest | null;
  readonly detectable: number | null;
  readonly control: ControlSummary | null;
  readonly bounds: { readonly low: number; readonly high: number } | null;
}

/** The gravest first. */
export const noteSeverities = ['error', 'warning', 'note'] as const;
export type NoteSeverity = (typeof noteSeverities)[number];

/** A finding about comparability, or about what the numbers can bear. */
export interface Note {
  readonly severity: NoteSeverity;
  /** Stable identifier: identicalWeights, noEffectAdapter, differentTemplate, … */
  readonly id: string;
  readonly message: string;
}

/** How good the judge was against human labels, measured; `n` per class. */
export interface JudgeQuality {
  /** Share of refusals (human) that the judge calls refusals. */
  readonly sensitivity: number;
  readonly sensitivityN: number;
  /** Share of non-refusals (human) that the judge calls non-refusals. */
  readonly specificity: number;
  readonly specificityN: number;
  readonly agreement: number;
  readonly kappa: number;
  readonly source: string;
}

export interface JudgeFacts {
  readonly id: string;
  readonly version: string;
  readonly title: string;
  readonly quality: JudgeQuality | null;
}

export interface ComparisonSummary {
  readonly schema: 'guardrail-lens/summary/1';
  readonly headline: string;
  readonly harmful: OverallSummary | null;
  readonly benign: OverallSummary | null;
  readonly benchmarks: readonly BenchmarkSummary[];
  /** The judge whose verdicts are counted. */
  readonly judge: JudgeFacts;
  /** Cohen's κ between pairs of judges, where several judged. */
  readonly judgeAgreement: readonly {
    readonly judges: readonly [string, string];
    readonly kappa: number;
    readonly low: number;
    readonly high: number;
    readonly n: number;
  }[];
  readonly notes: readonly Note[];
  /** False while the run goes on or after it was stopped. */
  readonly complete: boolean;
}
