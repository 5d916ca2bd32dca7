// What both models of a comparison were found to say of its answers or prompts, kept in its file: a reading of minutes that need
// not be made again.
import type { Precision } from './checkpoints';
import type {
  RepresentationAnalysis,
  RepresentationSettings,
  WeightsAnalysis,
  WeightsSettings,
} from './representation';
import type { DriftAnalysis, DriftSettings } from './tokens';

/** Of the answers, see `DriftAnalysis`; of refusal directions, see `RepresentationAnalysis`; of the weights, see `WeightsAnalysis`. */
export const readingKinds = ['drift', 'representation', 'weights'] as const;

export type ReadingKind = (typeof readingKinds)[number];

/** A model as it read. */
export interface ReadModel {
  readonly name: string;
  readonly fingerprint: string;
  readonly precision: Precision;
}

export interface ReadingOrigin {
  /** ISO 8601. */
  readonly at: string;
  /** Of the product. */
  readonly version: string;
  readonly base: ReadModel;
  readonly tuned: ReadModel;
  /** Prompts that were read; 0: weights alone. */
  readonly prompts: number;
  /** The answers that the file had then; null: none was read. */
  readonly answers: AnswersState | null;
}

/** What the answers of a side are told apart by: one that comes adds to both, one that goes on adds tokens. */
export interface AnswersState {
  readonly count: number;
  readonly tokens: number;
}

/** A model as it is now, beside the one that read. `unchecked`: nobody looked, or a look would take too long
 * (GGUF, merges). */
export type ModelState = 'same' | 'changed' | 'missing' | 'unchecked';

/** What has changed since the reading was made. */
export interface ReadingState {
  readonly base: ModelState;
  readonly tuned: ModelState;
  /** Answers were added or went on since. */
  readonly answersChanged: boolean;
}

export interface Reading<Settings, Value> {
  readonly settings: Settings;
  readonly value: Value;
  readonly origin: ReadingOrigin;
  readonly state: ReadingState;
}

export type DriftReading = Reading<DriftSettings, DriftAnalysis>;
export type RepresentationReading = Reading<RepresentationSettings, RepresentationAnalysis>;
export type WeightsReading = Reading<WeightsSettings, WeightsAnalysis>;

/** Of all answers of tuned, and the newest of directions and of weights; null: none is kept. */
export interface KeptReadings {
  readonly drift: DriftReading | null;
  readonly representation: RepresentationReading | null;
  readonly weights: WeightsReading | null;
}

/** What a request for a reading gives. */
export type ReadingResult<R> = R & {
  /** It was kept in the file before, and nothing was read now. */
  readonly reused: boolean;
  /** Why it could not be kept in the file; null: it is, or there is none to keep it in. */
  readonly notKept: string | null;
};
