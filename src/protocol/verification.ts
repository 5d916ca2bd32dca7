// What `guardrail-lens verify` replies to a line of its standard input.
import type { ErrorData } from './errors';

/** What a request may call itself; it is repeated in the reply. */
export type VerifyId = string | number;

export interface VerifiedCompletion {
  /** Of the request, counted from 1. */
  readonly line: number;
  /** Where the request has one. */
  readonly id?: VerifyId;
  /** Weighted sum; null where a function with a weight other than 0 failed. */
  readonly reward: number | null;
  /** By reward function, before weighting; null where the function failed. */
  readonly rewards: Readonly<Record<string, number | null>>;
  /** Why, by reward function. */
  readonly reasons: Readonly<Record<string, string>>;
}

/** A line that is no request, or that asks for what there is not. The lines after it are answered all the same. */
export interface RefusedLine {
  readonly line: number;
  readonly id?: VerifyId;
  readonly error: ErrorData;
}

export type VerifyReply = VerifiedCompletion | RefusedLine;
