// Given token sequences through the model, one at a time, in passes of limited size over a cache of one slot.
import type { DecoderModel, PassResult } from '../models/decoderModel';
import type { KvCache } from './kvCache';
import { chunkTokens, scoredPositions } from './limits';

export interface SequencePass {
  /** Place of the first position of the pass, and of the one after the last. */
  readonly from: number;
  readonly to: number;
  readonly pass: PassResult;
}

export interface SequenceRange {
  /** The cache holds at least as many positions; what lies behind them is forgotten. */
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  /** Which of the positions `from` … `to` − 1 of a pass are scored, rising. */
  readonly select: (from: number, to: number) => readonly number[];
  /** What a pass gives of the positions that are scored. */
  readonly want: 'logits' | 'both';
}

/** Leaves keys and values of everything up to `to` in the cache. */
export async function* sequencePasses(
  model: DecoderModel,
  cache: KvCache,
  ids: readonly number[],
  { from, to, select, want }: SequenceRange,
): AsyncGenerator<SequencePass> {
  let start = from;
  while (start < to) {
    const end = Math.min(to, start + chunkTokens(model.config, start), start + scoredPositions(model.config));
    const part = ids.slice(start, end);
    const scored = select(start, end);
    cache.truncate(0, start);
    cache.rearrange([0], 1, start);
    const pass = await model.run({
      ids: BigInt64Array.from(part, (id) => BigInt(id)),
      positions: BigInt64Array.from(part, (_, at) => BigInt(start + at)),
      sequence: part.length,
      cache,
      select: BigInt64Array.from(scored, (position) => BigInt(position - start)),
      want: scored.length === 0 ? 'none' : want,
    });
    yield { from: start, to: end, pass };
    cache.rearrange([0], 1, end);
    cache.append(0, pass, 0, part.length, part.length);
    start = end;
  }
}
