// Logits at every position of given token sequences, one sequence at a time, in passes of limited size.
import type { DecoderModel } from '../models/decoderModel';
import { KvCache } from './kvCache';
import { chunkTokens } from './limits';
import { checkRow } from './rowSource';

/** @returns per row float32 [length, vocabulary] */
export async function scoreRows(
  model: DecoderModel,
  rows: readonly (readonly number[])[],
): Promise<Float32Array[]> {
  const results: Float32Array[] = [];
  for (const [index, ids] of rows.entries()) {
    checkRow(
      { id: index, promptIds: ids, seed: 0 },
      { ...model.config, contextLength: model.config.contextLength + 1 },
    );
    const logits = new Float32Array(ids.length * model.config.vocabSize);
    const cache = new KvCache(model.config, 1, 0);
    let start = 0;
    while (start < ids.length) {
      const part = ids.slice(start, start + chunkTokens(model.config, start));
      const pass = await model.run({
        ids: BigInt64Array.from(part, (id) => BigInt(id)),
        positions: BigInt64Array.from(part, (_, at) => BigInt(start + at)),
        sequence: part.length,
        cache,
        select: BigInt64Array.from(part, (_, at) => BigInt(at)),
        want: 'logits',
      });
      if (pass.logits !== null) logits.set(pass.logits, start * model.config.vocabSize);
      start += part.length;
      if (start < ids.length) {
        cache.rearrange([0], 1, start);
        cache.append(0, pass, 0, part.length, part.length);
      }
    }
    results.push(logits);
  }
  return results;
}
