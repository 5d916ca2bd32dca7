// A generator without a model that keeps the contract of arrivals: each step adds one token to every row in flight.
// Support for tests; holds no test itself.
import type { GuardrailError } from '../../../../src/protocol/errors';
import { cancelled } from '../../../../src/engine/cancellation';
import type { Adapter } from '../../../../src/engine/adapters/adapter';
import type {
  GenerationEvents,
  GenerationRow,
  RowArrivals,
  RowSettings,
  ScoredSequence,
  SequenceToScore,
} from '../../../../src/engine/generation/generator';

export class FakeGenerator {
  /** Row ids by the order in which they were started, with the adapter that was on. */
  readonly started: { readonly prompt: number; readonly adapter: Adapter | null }[] = [];
  /** Rows in flight at each step. */
  readonly sizes: number[] = [];
  /** The next call of `generate` throws this at its third step. */
  failWith: GuardrailError | null = null;
  #adapter: Adapter | null = null;

  useAdapter(adapter: Adapter | null): void {
    this.#adapter = adapter;
  }

  async generate(
    rows: Iterable<GenerationRow> | RowArrivals,
    settings: RowSettings,
    events: GenerationEvents,
    signal?: AbortSignal,
  ): Promise<void> {
    if (!('take' in rows)) throw new Error('The server brings rows that arrive.');
    let flight: { readonly row: GenerationRow; readonly tokens: number[] }[] = [];
    for (let step = 0; ;) {
      if (signal?.aborted === true) throw cancelled();
      while (flight.length < settings.batchSize) {
        const row = rows.take();
        if (row === null) break;
        this.started.push({ prompt: row.promptIds[0] ?? -1, adapter: this.#adapter });
        flight.push({ row, tokens: [] });
      }
      if (flight.length === 0) {
        if (rows.ended) return;
        await rows.changed();
        continue;
      }
      if (this.failWith !== null && step++ >= 2) {
        const error = this.failWith;
        this.failWith = null;
        throw error;
      }
      await new Promise((resolve) => setImmediate(resolve));
      flight = flight.filter(({ row }) => !rows.withdrawn(row.id));
      this.sizes.push(flight.length);
      for (const { row, tokens } of flight) {
        const id = tokens.length + 1;
        tokens.push(id);
        events.onToken?.(row.id, { id, logprob: -1, top: [] });
        if (tokens.length < (row.settings?.maxNewTokens ?? settings.maxNewTokens)) continue;
        events.onRow(row.id, {
          text: tokens.join(' '),
          tokenIds: tokens,
          logprobs: tokens.map(() => -1),
          finishReason: 'length',
          promptTokens: row.promptIds.length,
          milliseconds: 0,
        });
      }
      flight = flight.filter(
        ({ row, tokens }) => tokens.length < (row.settings?.maxNewTokens ?? settings.maxNewTokens),
      );
    }
  }

  async score(sequences: readonly SequenceToScore[]): Promise<ScoredSequence[]> {
    await new Promise((resolve) => setImmediate(resolve));
    return sequences.map(({ ids, from }) => ({
      logprobs: Float32Array.from(ids.slice(from), (id) => -id),
      top: ids.slice(from).map(() => []),
    }));
  }
}
