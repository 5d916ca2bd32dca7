// Where two models differ token by token: over one response, and over the responses of a comparison.
import type { FinishReason } from './generation';
import type { SuiteKind } from './outcomes';

/** What both models are made to read: an answer in the comparison, or a text that a user typed. */
export type ForcedResponse =
  | { readonly kind: 'base' | 'tuned'; readonly sample: number }
  | { readonly kind: 'text'; readonly text: string };

export interface TokenChoice {
  readonly text: string;
  readonly logprob: number;
}

/** What one model says of a token, at temperature 1. */
export interface SideToken {
  /** Natural log. */
  readonly logprob: number;
  /** How many tokens are at least as likely, itself included; null, like what follows, where the model does not say. */
  readonly rank: number | null;
  /** Of the whole distribution, nats. */
  readonly entropy: number | null;
  /** The likeliest, falling. */
  readonly top: readonly TokenChoice[];
}

export interface ComparedToken {
  readonly text: string;
  readonly base: SideToken | null;
  readonly tuned: SideToken | null;
  /** KL(tuned ‖ base) over the vocabulary, nats; null, like what follows, where a distribution is not known. */
  readonly kl: number | null;
  /** KL(base ‖ tuned), nats. */
  readonly reverseKl: number | null;
  /** Jensen–Shannon divergence, nats, at most ln 2. */
  readonly js: number | null;
}

/** log(p / (1 − p)) with p the mass of the tokens with which refusals begin, where the answer begins. */
export interface RefusalOdds {
  readonly tokens: readonly string[];
  readonly base: number;
  readonly tuned: number;
}

export interface TokenAnalysis {
  readonly promptId: number;
  readonly response: ForcedResponse;
  readonly tokens: readonly ComparedToken[];
  /** The first token where the likeliest differ and KL is above `partingKl`; null: none, or not known. */
  readonly partsAt: number | null;
  readonly refusal: RefusalOdds | null;
  /** What could not be measured, and why. */
  readonly notes: readonly string[];
}

/** An answer that one of the models goes on with from a token of it, in its own way. */
export interface ContinuationSpec {
  readonly promptId: number;
  readonly response: ForcedResponse;
  /** Tokens of the answer that stay; what follows them is generated anew. */
  readonly keep: number;
  readonly side: 'base' | 'tuned';
  /** 0 is greedy. */
  readonly temperature: number;
  readonly seed: number;
  readonly maxNewTokens: number;
}

export interface TokenContinuation extends ContinuationSpec {
  /** The text of the tokens that stayed, and what had stood behind them. */
  readonly kept: string;
  readonly original: string;
  /** What the model wrote behind the tokens that stayed, and how many tokens that is. */
  readonly text: string;
  readonly tokens: number;
  readonly finishReason: FinishReason | null;
}

/** Tokens that were generated, of the most that there may be. */
export interface ContinuationProgress {
  readonly phase: 'opening' | 'generating';
  readonly done: number;
  readonly total: number;
}

/** New tokens of a continuation that nothing else is said of. */
export const continuedTokens = 128;

/** Nats; below, two likeliest tokens that differ were nearly equal anyway. */
export const partingKl = 0.1;

/** A mean over prompts with its 95% interval; without limits where one prompt is all there is. */
export interface MeanEstimate {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  /** Prompts. */
  readonly n: number;
}

export interface DriftPosition {
  /** 1: the first token of the answer. */
  readonly position: number;
  /** Mean KL(tuned ‖ base) there, nats, over the answers that are as long. */
  readonly kl: MeanEstimate;
  readonly js: number;
}

export interface KindDrift {
  readonly kind: SuiteKind;
  readonly prompts: number;
  readonly positions: readonly DriftPosition[];
  /** Share of all KL that lies in the first `earlyPositions` tokens, and the share of all tokens there. */
  readonly earlyShare: number;
  readonly earlyTokens: number;
  /** Mean log-odds of refusal tokens where the answer begins, and the mean change. */
  readonly refusal: { readonly base: number; readonly tuned: number; readonly change: MeanEstimate } | null;
}

/** As in Qi et al. (2024), arXiv 2406.05946, who find alignment "only a few tokens deep". */
export const earlyPositions = 5;

export interface CategoryDrift {
  readonly suiteId: string;
  readonly kind: SuiteKind;
  readonly category: string;
  readonly tokens: number;
  /** Σ KL over the tokens of an answer, nats. */
  readonly kl: MeanEstimate;
  /** Nats per token. */
  readonly perToken: number;
}

/** The prompts of one benchmark under one attack, or all of a kind. */
export interface GroupKl {
  /** null: all of this kind. */
  readonly suiteId: string | null;
  readonly attackId: string | null;
  readonly kind: SuiteKind;
  readonly prompts: number;
  /** null: as in `DriftAnalysis`. */
  readonly sequence: SequenceKlEstimates | null;
}

/** Estimates of KL(tuned ‖ base) of whole answers, nats. */
export interface SequenceKlEstimates {
  /** Σ over tokens of the exact KL at each: the same mean as k1 and k3 with less noise. */
  readonly exact: MeanEstimate;
  readonly k1: MeanEstimate;
  readonly k3: MeanEstimate;
}

export interface DriftSettings {
  /** Whose answers both models read. */
  readonly side: 'base' | 'tuned';
  /** The first prompts only; null: all. */
  readonly limit: number | null;
}

export interface DriftAnalysis {
  /** Whose answers both models read. */
  readonly side: 'base' | 'tuned';
  /** Answers, their prompts and tokens. */
  readonly answers: number;
  readonly prompts: number;
  readonly tokens: number;
  /** Answers without tokens. */
  readonly skipped: number;
  /** null: the answers are no samples of tuned's own distribution, or of fewer than two prompts. */
  readonly sequence: SequenceKlEstimates | null;
  /** Σ KL over the tokens of the answers as they stand: on the path that was taken, whatever chose it. */
  readonly onPath: MeanEstimate | null;
  readonly kinds: readonly KindDrift[];
  /** Every kind, then every benchmark. */
  readonly groups: readonly GroupKl[];
  readonly categories: readonly CategoryDrift[];
  /** The tokens that the refusal log-odds are about. */
  readonly refusalTokens: readonly string[];
  readonly notes: readonly string[];
}

/** Answers that were read by both models, of all. */
export interface TokenProgress {
  readonly phase: 'opening' | 'scoring';
  readonly done: number;
  readonly total: number;
}
