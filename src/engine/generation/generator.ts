// What the rest of the engine knows of generation: rows in, responses out.
import type { FinishReason, Generated, GenerationSettings } from '../../protocol/generation';
import type { Adapter } from '../adapters/adapter';
import type { OpenCheckpoint } from '../checkpoints/checkpoint';

export interface GenerationRow {
  /** The caller's own number. */
  readonly id: number;
  readonly promptIds: readonly number[];
  /** Seeds this row's random numbers, whatever else is in the batch. */
  readonly seed: number;
  /** This row's own settings, in place of the call's. */
  readonly settings?: Partial<Pick<RowSettings, 'temperature' | 'topP' | 'topK' | 'maxNewTokens' | 'stop'>>;
  /** How many of the likeliest tokens `onToken` reports at each step; absent: none. */
  readonly topLogprobs?: number;
}

/** A token as it is taken, while its row is still being generated. */
export interface GeneratedToken {
  readonly id: number;
  /** Natural log of its probability at temperature 1. */
  readonly logprob: number;
  /** The likeliest tokens, falling; as many as the row asked for. */
  readonly top: readonly { readonly id: number; readonly logprob: number }[];
}

/** Rows that arrive while others are generated. `generate` goes on until the queue has ended and every row is done. */
export interface RowArrivals {
  /** The next row that has arrived; null: none now. */
  take(): GenerationRow | null;
  /** No row will arrive any more. */
  readonly ended: boolean;
  /** Resolves when a row has arrived, a row was withdrawn, or the queue has ended. */
  changed(): Promise<void>;
  /** Whether a row in flight is no longer wanted: it leaves the batch unreported. */
  withdrawn(id: number): boolean;
}

/** Log-probabilities of the tokens of a given sequence, each given what stands before it. */
export interface ScoredSequence {
  /** [length − from]: of the tokens at `from`, `from` + 1, … */
  readonly logprobs: Float32Array;
  /** Likeliest tokens at each of these positions, falling; empty lists where none were asked for. */
  readonly top: readonly (readonly { readonly id: number; readonly logprob: number }[])[];
}

export interface SequenceToScore {
  readonly ids: readonly number[];
  /** The first position that is scored, at least 1. */
  readonly from: number;
  readonly topLogprobs?: number;
}

export interface GenerationEvents {
  /** A row is done; called once per row, in the order of finishing. */
  onRow(id: number, generated: Generated): void;
  /** About once a second. */
  onProgress?(progress: { readonly rowsDone: number; readonly tokensPerSecond: number }): void;
}

export type RowSettings = Pick<
  GenerationSettings,
  'temperature' | 'topP' | 'topK' | 'maxNewTokens' | 'stop' | 'batchSize' | 'fixedBatch'
>;

/** One set of weights in memory, with at most one adapter switched on at a time. */
export interface Generator {
  /** null: the base. The matrices are graph inputs; switching costs nothing. */
  useAdapter(adapter: Adapter | null): void;
  /**
   * Continuous batching over `rows`; resolves when all are done.
   * @throws GuardrailError cancelled within a second of `signal`; rows already reported stay reported.
   */
  generate(
    rows: Iterable<GenerationRow>,
    settings: RowSettings,
    events: GenerationEvents,
    signal?: AbortSignal,
  ): Promise<void>;
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
}

export type LoadGenerator = (checkpoint: OpenCheckpoint, options: LoadOptions) => Promise<Generator>;

export type { FinishReason };
