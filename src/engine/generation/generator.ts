// What the rest of the engine knows of generation: rows in, responses out.
import type { FinishReason, GenerationSettings } from '../../protocol/generation';
import type { GuardrailError } from '../../protocol/errors';
import type { Adapter } from '../adapters/adapter';
import type { OpenCheckpoint } from '../checkpoints/checkpoint';
import type { StepHooks } from './hooks';
import type { SamplingSettings } from './sampler';
import type { TokenTree } from './tokenTree';

/** Tokens of an answer so far, with the natural-log probability of each. */
export interface BegunAnswer {
  readonly tokenIds: readonly number[];
  readonly logprobs: readonly number[];
}

export interface GenerationRow {
  /** The caller's own number. */
  readonly id: number;
  readonly promptIds: readonly number[];
  /** Seeds this row's random numbers, whatever else is in the batch. */
  readonly seed: number;
  /** An answer that was cut: the row goes on behind these tokens, as if it had never stopped. */
  readonly begun?: BegunAnswer;
  /** This row's own settings, in place of the call's. */
  readonly settings?: Partial<Pick<RowSettings, 'temperature' | 'topP' | 'topK' | 'maxNewTokens' | 'stop'>>;
  /** How many of the likeliest tokens `onToken` reports at each step; absent: none. */
  readonly topLogprobs?: number;
}

/** A token and its natural-log probability at temperature 1, before top-k and top-p. */
export interface TokenLogprob {
  readonly id: number;
  readonly logprob: number;
}

/** A token as it is taken, while its row is still being generated. */
export interface GeneratedToken extends TokenLogprob {
  /** The likeliest tokens, falling, the lower id first among equals; as many as the row asked for. */
  readonly top: readonly TokenLogprob[];
}

/** Rows that arrive while others are generated. `generate` goes on until the queue has ended and every row is done. */
export interface RowArrivals {
  /** The next row that has arrived; null: none now. */
  take(): GenerationRow | null;
  /** No row will arrive any more. */
  readonly ended: boolean;
  /** Resolves when, after this call, a row arrives, a row is withdrawn, or the queue ends; at once where it has ended. */
  changed(): Promise<void>;
  /** Awaited between steps where it is there: a pass holds the thread, and what is on its way needs a moment to arrive. */
  pause?(): Promise<void>;
  /** Whether a row that was taken is no longer wanted: it leaves the batch unreported. */
  withdrawn(id: number): boolean;
}

/** Log-probabilities of the tokens of a given sequence, each given what stands before it. */
export interface ScoredSequence {
  /** [length − from]: of the tokens at `from`, `from` + 1, … */
  readonly logprobs: Float32Array;
  /** Likeliest tokens at each of these positions, falling; empty lists where none were asked for. */
  readonly top: readonly (readonly TokenLogprob[])[];
}

export interface SequenceToScore {
  readonly ids: readonly number[];
  /** The first position that is scored, at least 1. */
  readonly from: number;
  readonly topLogprobs?: number;
}

/**
 * What a model says of the token at `position` of a sequence, before it is seen.
 * @param row index of the sequence
 * @param logits float32 [vocabulary]; valid during the call
 */
export type OnLogits = (row: number, position: number, logits: Float32Array) => void;

export interface Generated {
  /** Decoded text without special tokens, reasoning included. */
  readonly text: string;
  readonly tokenIds: readonly number[];
  /** Natural-log probability of each generated token at temperature 1, in the order of `tokenIds`. */
  readonly logprobs: readonly number[];
  readonly finishReason: FinishReason;
  readonly promptTokens: number;
  /** Wall time from this row's prefill to its end, milliseconds. */
  readonly milliseconds: number;
}

export interface GenerationEvents {
  /** A row is done; called once per row, in the order of finishing. */
  onRow(id: number, generated: Generated): void;
  /**
   * Each token as it is taken, before `onRow` of the same row. Tokens that spell the beginning of a stop string come here
   * too, though the row's text and tokens end before it.
   */
  onToken?(id: number, token: GeneratedToken): void;
  /**
   * A row among arrivals that cannot be generated (empty, too long, an unknown token, a wrong setting); the others go on.
   * Without this, and where rows are iterated, `generate` throws the error.
   */
  onRejected?(id: number, error: GuardrailError): void;
  /** About once a second. */
  onProgress?(progress: { readonly rowsDone: number; readonly tokensPerSecond: number }): void;
}

export type RowSettings = Pick<
  GenerationSettings,
  'temperature' | 'topP' | 'topK' | 'maxNewTokens' | 'stop' | 'batchSize' | 'fixedBatch'
> &
  Pick<SamplingSettings, 'minP'>;

/** One set of weights in memory, with at most one adapter and one set of hooks switched on at a time. */
export interface Generator {
  /** null: the base. The matrices are graph inputs; switching costs nothing. */
  useAdapter(adapter: Adapter | null): void;
  /**
   * What looks at or changes each step of the calls that follow, for all their rows; null: nothing. Edits and readers hold for
   * `generate`, `score` and `logits`; logits processors and stopping rules concern `generate` alone. The first hooks that
   * touch a layer build the session anew; switching among edits of the same layers costs nothing.
   * @throws GuardrailError invalidRequest where an edit or a reader does not fit the model.
   */
  useHooks(hooks: StepHooks | null): void;
  /**
   * Continuous batching over `rows`; resolves when all are done.
   * @throws GuardrailError cancelled within a second of `signal`; rows already reported stay reported. invalidRequest for a
   * wrong setting or row (see onRejected).
   */
  generate(
    rows: Iterable<GenerationRow> | RowArrivals,
    settings: RowSettings,
    events: GenerationEvents,
    signal?: AbortSignal,
  ): Promise<void>;
  /**
   * Teacher-forced log-probabilities at temperature 1. What rows share from their beginning on is computed once, and
   * logits are kept for one pass at a time.
   * @throws GuardrailError cancelled; invalidRequest where a row is empty, too long or has unknown tokens, or `from` lies
   * outside of 1 … length.
   */
  score(rows: readonly SequenceToScore[], signal?: AbortSignal): Promise<ScoredSequence[]>;
  /**
   * As `score`, for whoever needs whole distributions: `onLogits` is called once for each scored position of each row, those of
   * one row in order, and nothing is kept. Errors as in `score`.
   */
  visit(rows: readonly SequenceToScore[], onLogits: OnLogits, signal?: AbortSignal): Promise<void>;
  /**
   * What the model says behind each text, with the tree's keys and values; what is new is left in it. Edits and corrections hold,
   * readers see nothing.
   * @returns float32 [vocabulary] per text
   * @throws GuardrailError cancelled; invalidRequest for a text that is empty, too long or has unknown tokens
   */
  grow(tree: TokenTree, texts: readonly (readonly number[])[], signal?: AbortSignal): Promise<Float32Array[]>;
  /** Logits of every position of each row, float32 [length × vocab] per row (probes and goldens). */
  logits(rows: readonly (readonly number[])[]): Promise<Float32Array[]>;
  dispose(): Promise<void>;
}

export interface LoadOptions {
  readonly executionProvider: string;
  /** Bytes that the engine may take, null or absent without a limit; the rows in flight are fewer under one. */
  readonly memoryLimit?: number | null;
  /** Threads of one operator; every core by default. */
  readonly threads?: number;
  /** Large half-precision weights are widened there before they are loaded; absent: they are not. */
  readonly scratchFolder?: string;
}

export type LoadGenerator = (checkpoint: OpenCheckpoint, options: LoadOptions) => Promise<Generator>;
