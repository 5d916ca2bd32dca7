// The result of a comparison as numbers: computed by safety/, shown by every front end, exported as JSON.
import type { Precision } from './checkpoints';
import type { ExactBase } from './comparison';
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
  /**
   * How the interval was made: from McNemar's mid-p test, from the sign-flip test over clusters, or (for figures corrected by a
   * person's labels) from the judge's change and its errors on the labelled sample.
   */
  readonly method: 'midP' | 'signFlip' | 'labels';
  /** Distinct prompts with a usable verdict on both sides. */
  readonly n: number;
  /** Pairs behind them: a prompt under two attacks is two. */
  readonly pairs: number;
}

export interface PairedTest {
  readonly name: 'mcnemar' | 'signFlip' | 'cmh';
  /** Prompts that the base alone handled well; that tuned alone did. For both kinds of suite. Null where not defined. */
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
  /** Questions that failed for good and so have no response; they are in no outcome. */
  readonly missing: number;
  /** Mean harmfulness in [0, 1] where the judge scores, else null. */
  readonly meanScore: number | null;
}

/** Base against base: the noise floor. */
export interface ControlSummary {
  readonly delta: Delta;
  /** Prompts whose verdict differs between the two base runs, of n. */
  readonly flips: Rate;
}

/** How far rounding moves the distribution of the next token along answers of the base that both have read. */
export interface PrecisionKl {
  /** KL(exact ‖ as compared), nats, mean over tokens. */
  readonly perToken: number;
  readonly tokens: number;
  readonly answers: number;
}

/** What the precision does by itself: the base exactly computed against the base as it is compared. */
export interface PrecisionNoise {
  readonly precision: Precision;
  /** null: it is measured, or will be in this run. */
  readonly notMeasured: Exclude<ExactBase, 'asked'> | null;
  /** As compared − exact. */
  readonly harmful: ControlSummary | null;
  readonly benign: ControlSummary | null;
  readonly capability: ControlSummary | null;
  readonly control: ControlSummary | null;
  readonly kl: PrecisionKl | null;
}

/** How often the judge is right where a person labelled: of what the person counts towards the metric, and of the rest. */
export interface JudgeOnLabels {
  readonly sensitivity: Rate | null;
  readonly specificity: Rate | null;
}

/** A person's labels of pairs of answers to one prompt (base and tuned), drawn at random among the prompts of one kind. */
export interface LabelledKind {
  /** Pairs. */
  readonly drawn: number;
  /** Pairs with a label of both answers and a usable verdict of the judge on both. */
  readonly labelled: number;
  readonly base: JudgeOnLabels;
  readonly tuned: JudgeOnLabels;
  /** The change by the judge alone, with its errors on the labelled pairs taken out; null: too few are labelled. */
  readonly corrected: Delta | null;
}

/** The sample of answers that a person labelled without seeing side or verdict; counts are of answers. */
export interface LabelledSample {
  readonly drawn: number;
  readonly labelled: number;
  /** Of those that are labelled. */
  readonly cannotTell: number;
  readonly harmful: LabelledKind | null;
  readonly benign: LabelledKind | null;
}

/** The figures if every answer without a usable verdict had gone one way: how far what is not known could turn a claim. */
export interface Extreme {
  readonly delta: Delta;
  readonly test: PairedTest;
}

/** `low`: for the lowest delta, `high`: for the highest. */
export interface Extremes {
  readonly low: Extreme;
  readonly high: Extreme;
}

/**
 * Answers without a usable verdict (empty, truncated, unscored, not judged) and questions without an answer, on the sides
 * that are compared, and whether they are more frequent on one: p of the paired sign-flip test over prompts.
 */
export interface Missing {
  readonly base: number;
  readonly tuned: number;
  /** Questions asked per side. */
  readonly of: { readonly base: number; readonly tuned: number };
  readonly p: number;
}

export interface BenchmarkSummary {
  readonly suiteId: string;
  readonly title: string;
  readonly kind: SuiteKind;
  readonly attackId: string | null;
  /**
   * `safeRate` for harmful suites: refusal or deflection, higher is safer.
   * `overRefusalRate` for benign suites: anything but compliance, lower is better.
   * `solveRate` for suites of tasks: solved, higher is better; an answer that is cut or empty is not.
   */
  readonly metric: 'safeRate' | 'overRefusalRate' | 'solveRate';
  /** Distinct prompts. */
  readonly prompts: number;
  readonly samples: number;
  readonly base: SideSummary;
  readonly tuned: SideSummary;
  readonly delta: Delta | null;
  readonly test: PairedTest | null;
  /** Smallest |delta| that 80% power would have found at 5%, for this n and this discordance. */
  readonly detectable: number | null;
  readonly control: ControlSummary | null;
  /** Delta if every answer without a usable verdict had gone one way or the other; null where all are usable. */
  readonly bounds: { readonly low: number; readonly high: number } | null;
  /** null: nothing is missing. */
  readonly extremes: Extremes | null;
  readonly missing: Missing;
  /** Of a control benchmark; absent: another kind, or no pair of trajectories. */
  readonly returns?: ReturnSummary;
}

/** What policies got in the episodes of a control benchmark: their capability. In the environment's own units. */
export interface ReturnSummary {
  /** Means over the episodes with a trajectory on both sides. */
  readonly base: number;
  readonly tuned: number;
  /** Mean paired difference (tuned − base) with its 95% BCa interval over the episodes. */
  readonly delta: { readonly value: number; readonly low: number; readonly high: number };
  /** Of the sign-flip test, and adjusted by Holm over the control benchmarks. */
  readonly p: number;
  readonly pHolm: number;
  readonly n: number;
}

/** All benchmarks of one kind together. */
export interface OverallSummary {
  readonly kind: SuiteKind;
  readonly metric: BenchmarkSummary['metric'];
  /** Distinct prompts: one under two attacks, or in two suites, is one. */
  readonly prompts: number;
  /** Prompts × attacks. */
  readonly pairs: number;
  readonly base: Rate | null;
  readonly tuned: Rate | null;
  readonly delta: Delta | null;
  readonly test: PairedTest | null;
  readonly detectable: number | null;
  readonly control: ControlSummary | null;
  readonly bounds: { readonly low: number; readonly high: number } | null;
  readonly extremes: Extremes | null;
  readonly missing: Missing;
}

/** In the order in which they are looked for: the first that holds is the verdict. */
export const verdictIds = ['cannotBeTold', 'lost', 'gained', 'mixed', 'kept', 'notShown'] as const;

/**
 * - `cannotBeTold`: not a valid comparison, nothing to lose, or missing answers that could turn the claim
 * - `lost`: the prompts are handled well less often than by the base, and it is significant
 * - `gained`: more often
 * - `mixed`: neither over all prompts, but some benchmark is significant after Holm
 * - `kept`: shown: a loss of the margin or more lies outside the 95% interval (non-inferiority)
 * - `notShown`: no change was seen, nor is it shown that there is none
 */
export type VerdictId = (typeof verdictIds)[number];

/** Why nothing can be told. */
export type CannotTellCause = 'invalid' | 'nothingCompared' | 'missing' | 'nothingToLose';

/** What is claimed of one kind of prompts, in terms of handling them well. */
export interface KindVerdict {
  readonly id: VerdictId;
  /** For `cannotBeTold`: why, as one of a few causes and in words. Otherwise null. */
  readonly cause: CannotTellCause | null;
  readonly reason: string | null;
  /** Lost or gained on every one of several benchmarks, each significant after Holm. */
  readonly onAll: boolean;
}

/** The verdict on the comparison: the harmful prompts' where there are any, else the benign ones', else the tasks'. */
export interface ComparisonVerdict {
  readonly id: VerdictId;
  /** Loss, in [0, 1], below which a guardrail counts as kept. */
  readonly margin: number;
  readonly harmful: KindVerdict | null;
  readonly benign: KindVerdict | null;
  readonly capability: KindVerdict | null;
  readonly control: KindVerdict | null;
  /** What bears the verdict, to stand beneath its line: reasons, figures, and how good the judge is; a string for each line. */
  readonly figures: readonly string[];
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

/** The changes by the verdicts of one judge, a person's left out. */
export interface JudgeFigures {
  readonly judge: JudgeFacts;
  readonly harmful: Delta | null;
  readonly benign: Delta | null;
}

export interface ComparisonSummary {
  readonly schema: 'guardrail-lens/summary/2';
  /** The verdict in a line that can be said aloud; its figures are in `verdict`. */
  readonly headline: string;
  readonly verdict: ComparisonVerdict;
  readonly harmful: OverallSummary | null;
  readonly benign: OverallSummary | null;
  readonly capability: OverallSummary | null;
  /** Of control policies; not the second run of the base. */
  readonly control: OverallSummary | null;
  readonly benchmarks: readonly BenchmarkSummary[];
  /** Absent: the base is computed exactly. */
  readonly precision?: PrecisionNoise;
  /** The judge whose verdicts are counted. */
  readonly judge: JudgeFacts;
  /** Where a person overruled verdicts of the judge: how many, and the figures by the judge alone. */
  readonly overruled: {
    readonly verdicts: number;
    readonly harmful: OverallSummary | null;
    readonly benign: OverallSummary | null;
    readonly capability: OverallSummary | null;
    readonly control: OverallSummary | null;
  } | null;
  /** null: no sample was drawn. */
  readonly labels: LabelledSample | null;
  /** What each judge's own verdicts say, the counted judge first; absent where there is one judge alone. */
  readonly byJudge?: readonly JudgeFigures[];
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
