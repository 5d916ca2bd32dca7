// Logits at every position of given token sequences.
import type { DecoderModel } from '../models/decoderModel';
import type { ResidualReader } from './hooks';
import { KvCache } from './kvCache';
import { readStreams } from './readStreams';
import { checkPrompt } from './rowSettings';
import { sequencePasses } from './sequencePasses';

/** @returns per row float32 [length, vocabulary] */
export async function rowLogits(
  model: DecoderModel,
  rows: readonly (readonly number[])[],
  readers: readonly ResidualReader[],
): Promise<Float32Array[]> {
  const { config } = model;
  const results: Float32Array[] = [];
  for (const [id, ids] of rows.entries()) {
    checkPrompt(ids, { ...config, contextLength: config.contextLength + 1 });
    const logits = new Float32Array(ids.length * config.vocabSize);
    const passes = sequencePasses(model, new KvCache(config, 1, 0), ids, {
      from: 0,
      to: ids.length,
      select: range,
      want: 'logits',
    });
    for await (const { from, to, pass } of passes) {
      if (pass.logits !== null) logits.set(pass.logits, from * config.vocabSize);
      const part = { index: 0, sequence: to - from, from, count: to - from };
      readStreams(readers, pass, config.hiddenSize, { id, promptIds: ids, tokenIds: [] }, part);
    }
    results.push(logits);
  }
  return results;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}
