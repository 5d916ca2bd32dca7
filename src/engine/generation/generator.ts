// What the rest of the engine knows of generation: rows in, responses out.
import type { FinishReason, Generated, GenerationSettings } from '../../protocol/generation';
import type { LoraModule, OpenCheckpoint } from '../checkpoints/checkpoint';

export interface GenerationRow {
  /** The caller's own number. */
  readonly id: number;
  readonly promptIds: readonly number[];
  /** Seeds this row's random numbers, whatever else is in the batch. */
  readonly seed: number;
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
  useAdapter(lora: readonly LoraModule[] | null): void;
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
