// What a comparison would find and cost, before it is run.
import type { Precision } from './checkpoints';
import type { Side, SuiteKind } from './outcomes';
import type { Rate } from './summary';

export interface KindForecast {
  readonly kind: SuiteKind;
  readonly benchmarks: number;
  /** Different prompts; attacks and samples do not add to them. */
  readonly prompts: number;
  readonly attacks: number;
  readonly samples: number;
  /** Of the base in the pilot, by the metric of this kind; null: no pilot, or nothing usable. */
  readonly rate: Rate | null;
  /** Smallest loss found with 80% power if nothing but the loss flips, in [0, 1]; null: none would be found. */
  readonly smallestLoss: number | null;
  /** The same if as many prompts flip besides as a base of this rate makes likely. */
  readonly smallestLossInNoise: number | null;
  /** Prompts that a loss of 2 points needs, without and with such noise. */
  readonly promptsForTwoPoints: number | null;
  readonly promptsForTwoPointsInNoise: number | null;
}

/** What the checkpoints of a comparison take in a precision that all of them have, before anything is loaded. */
export interface PrecisionEstimate {
  readonly precision: Precision;
  /** Bytes of weights, keys and values. */
  readonly memory: number;
  /** Bytes of scratch files. */
  readonly disk: number;
  readonly fits: boolean;
  /** Seconds that answering takes here. */
  readonly seconds: TimeRange;
}

export interface TimeRange {
  readonly low: number;
  readonly high: number;
}

/** What times rest on before anything is loaded. */
export interface TimeBasis {
  /** To be generated here. */
  readonly answers: number;
  /** Tokens per answer that the range assumes. */
  readonly leastTokens: number;
  readonly mostTokens: number;
  /** Floating-point operations per second that products of so many rows reached just now, in the chosen precision. */
  readonly rate: number;
  readonly batch: number;
}

export interface PrecisionPlan {
  readonly chosen: Precision;
  /** From what is exact to what takes the least. */
  readonly estimates: readonly PrecisionEstimate[];
  /** Bytes that the engine may take: the limit, or four fifths of the machine's memory. */
  readonly available: number;
  /** The most exact that fits; null: none does. */
  readonly advised: Precision | null;
  readonly basis: TimeBasis;
}

export interface ComparisonForecast {
  readonly kinds: readonly KindForecast[];
  /** Answers to be generated: both sides, the control, and the exact base where one is asked. */
  readonly responses: number;
  /** Answers that the pilot took. */
  readonly pilot: number;
  /** Seconds for all answers at the pilot's speed; null: no pilot. */
  readonly seconds: number | null;
  /** Bytes that weights, keys and values take in this process; null: nothing runs here. */
  readonly memory: number | null;
}

/** How many of the cut answers are expected to end under a higher limit, with a 95% interval. */
export interface CutForecast {
  /** Rests on the answers that ended beyond so many tokens. */
  readonly from: number;
  readonly expected: number;
  readonly low: number;
  readonly high: number;
}

/** Answers that the limit of tokens cut and that can go on. */
export interface CutAnswers {
  /** Tokens per answer. */
  readonly limit: number;
  /** Of each side; a control that is not run has none. */
  readonly cut: Readonly<Record<Side, number>>;
  /** All answers whose length is known. */
  readonly answers: number;
  /** null: no higher limit would help. */
  readonly offer: {
    readonly limit: number;
    /** Of all sides together; null: cannot be told. */
    readonly ending: CutForecast | null;
  } | null;
}
