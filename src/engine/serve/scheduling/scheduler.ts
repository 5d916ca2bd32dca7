// Continuous batching over requests: rows of every client share one batch. One adapter is switched on at a time, so models
// take turns, the one whose work has waited longest first. Knows rows and sequences, no HTTP.
import { GuardrailError, toErrorData } from '../../../protocol/errors';
import { cancelled } from '../../cancellation';
import type {
  GenerationRow,
  Generator,
  RowSettings,
  ScoredSequence,
  SequenceToScore,
} from '../../generation/generator';
import type { ServedModel } from '../servedModel';
import { ChangeSignal } from './changeSignal';
import { Lane, type RowListener } from './lane';
import { Turn, type Gathering } from './turn';

export type RowToAnswer = Omit<GenerationRow, 'id'>;

export interface SchedulerOptions {
  /** Rows decoded together. */
  readonly batchSize: number;
  readonly fixedBatch: boolean;
  readonly gather?: Gathering;
}

/** What rows say themselves does not count: every row brings all of these. */
const rowDefaults = { temperature: 0, topP: 1, topK: 0, maxNewTokens: 16, stop: [] } as const;

export class Scheduler {
  private readonly lanes = new Map<ServedModel, Lane>();
  private readonly change = new ChangeSignal();
  private turn: Turn | null = null;
  private nextId = 0;
  private nextOrder = 0;
  private stopped = false;
  private speed: number | null = null;
  private activity = 0;

  constructor(
    private readonly generator: Pick<Generator, 'useAdapter' | 'generate' | 'score'>,
    private readonly options: SchedulerOptions,
  ) {}

  /** Rows and sequences that wait. */
  get waiting(): number {
    let count = 0;
    for (const lane of this.lanes.values()) count += lane.rows.length + lane.scores.length;
    return count;
  }

  /** null while nothing is generated. */
  get tokensPerSecond(): number | null {
    return this.turn === null || this.turn.inFlight.size === 0 ? null : this.speed;
  }

  /** Says that clients are at work: rows may come soon. */
  stir(): void {
    this.activity++;
  }

  /** Queues a row. Returns what withdraws it: after that its listener is not called any more. */
  answer(model: ServedModel, row: RowToAnswer, listener: RowListener): () => void {
    if (this.stopped) {
      listener.onFailed(cancelled());
      return () => undefined;
    }
    this.stir();
    const id = this.nextId++;
    const lane = this.lane(model);
    const arrived = performance.now();
    lane.rows.push({ row: { ...row, id }, listener, order: this.nextOrder++, arrived });
    this.change.raise();
    return () => {
      lane.rows = lane.rows.filter((waiting) => waiting.row.id !== id);
      this.turn?.withdraw(id);
      this.change.raise();
    };
  }

  /**
   * Teacher-forced log-probabilities. The sequence must fit the model.
   * @throws GuardrailError cancelled when `signal` aborts before its turn, or the server stops; what scoring throws.
   */
  score(model: ServedModel, sequence: SequenceToScore, signal: AbortSignal): Promise<ScoredSequence> {
    if (this.stopped || signal.aborted) return Promise.reject(cancelled());
    this.stir();
    const lane = this.lane(model);
    return new Promise<ScoredSequence>((resolve, reject) => {
      const waiting = { sequence, order: this.nextOrder++, resolve, reject };
      lane.scores.push(waiting);
      signal.addEventListener(
        'abort',
        () => {
          lane.scores = lane.scores.filter((other) => other !== waiting);
          reject(cancelled());
        },
        { once: true },
      );
      this.change.raise();
    });
  }

  /** Works until `signal` aborts; then everything that waits or is under way has failed with `cancelled`. */
  async run(signal: AbortSignal): Promise<void> {
    const wake = (): void => this.change.raise();
    signal.addEventListener('abort', wake, { once: true });
    while (!signal.aborted) {
      const lane = this.next();
      if (lane === null) await this.change.next();
      else await this.serve(lane, signal);
    }
    signal.removeEventListener('abort', wake);
    this.stopped = true;
    for (const lane of this.lanes.values()) failWaiting(lane, cancelled());
  }

  private async serve(lane: Lane, signal: AbortSignal): Promise<void> {
    try {
      this.generator.useAdapter(lane.model.adapter);
      if (lane.scores.length > 0) await this.scoreLane(lane, signal);
      if (lane.rows.length > 0 && !signal.aborted) await this.generate(lane, signal);
    } catch (error) {
      // Nothing was taken, so nothing else would end: the model itself cannot be used.
      failWaiting(lane, asGuardrailError(error));
    }
  }

  private async scoreLane(lane: Lane, signal: AbortSignal): Promise<void> {
    const batch = lane.scores.splice(0, this.options.batchSize);
    try {
      const scored = await this.generator.score(
        batch.map(({ sequence }) => sequence),
        signal,
      );
      batch.forEach((waiting, index) => {
        const one = scored[index];
        if (one !== undefined) waiting.resolve(one);
      });
    } catch (error) {
      for (const waiting of batch) waiting.reject(asGuardrailError(error));
    }
  }

  private async generate(lane: Lane, signal: AbortSignal): Promise<void> {
    const { batchSize, fixedBatch } = this.options;
    const settings: RowSettings = { ...rowDefaults, batchSize, fixedBatch };
    const turn = new Turn(lane, this.change, {
      share: batchSize,
      gather: this.options.gather ?? { quiet: 5, most: 50 },
      batchSize,
      activity: () => this.activity,
      othersWait: () => lane.scores.length > 0 || this.othersWait(lane),
    });
    this.turn = turn;
    const close = (): void => turn.close();
    signal.addEventListener('abort', close, { once: true });
    const listenerOf = (id: number, last: boolean): RowListener | undefined => {
      const listener = turn.inFlight.get(id);
      if (last) turn.inFlight.delete(id);
      return listener;
    };
    try {
      await this.generator.generate(
        turn,
        settings,
        {
          onToken: (id, token) => listenerOf(id, false)?.onToken(token),
          onRow: (id, generated) => listenerOf(id, true)?.onDone(generated),
          onRejected: (id, error) => listenerOf(id, true)?.onFailed(error),
          onProgress: ({ tokensPerSecond }) => {
            this.speed = tokensPerSecond;
          },
        },
        signal,
      );
    } catch (error) {
      if (turn.taken === 0) throw error;
      for (const listener of turn.inFlight.values()) listener.onFailed(asGuardrailError(error));
    } finally {
      signal.removeEventListener('abort', close);
      this.turn = null;
    }
  }

  private lane(model: ServedModel): Lane {
    const lane = this.lanes.get(model) ?? new Lane(model);
    this.lanes.set(model, lane);
    return lane;
  }

  /** The lane whose work has waited longest. */
  private next(): Lane | null {
    let found: Lane | null = null;
    for (const lane of this.lanes.values()) {
      if (lane.oldest !== null && lane.oldest < (found?.oldest ?? Infinity)) found = lane;
    }
    return found;
  }

  private othersWait(mine: Lane): boolean {
    for (const lane of this.lanes.values()) if (lane !== mine && lane.oldest !== null) return true;
    return false;
  }
}

function failWaiting(lane: Lane, error: GuardrailError): void {
  const { rows, scores } = lane;
  lane.rows = [];
  lane.scores = [];
  for (const { listener } of rows) listener.onFailed(error);
  for (const score of scores) score.reject(error);
}

function asGuardrailError(error: unknown): GuardrailError {
  if (error instanceof GuardrailError) return error;
  const { message, advice } = toErrorData(error);
  return new GuardrailError('internal', message, advice, { cause: error });
}
