// Continuous batching: rows that end leave, waiting rows take their place, and all rows in flight take one step together.
import { cacheBytes, KvCache, roundUpToBlock } from './kvCache';
import type { BatchContext } from './rowBatch';
import { RowBatch, startRow } from './rowBatch';
import type { RowInFlight } from './rowInFlight';

/**
 * Batch and cache follow the rows: the cache grows in blocks and shrinks as rows leave at the end. Where rows arrive, they
 * start in their order of arrival; with nothing in flight the cache is given back until the next one comes.
 */
export async function runContinuous(context: BatchContext): Promise<void> {
  const { source, settings, model } = context;
  const batch = new RowBatch(context, new KvCache(model.config, 0, 0));
  const refillAt = Math.max(1, Math.floor(settings.batchSize / 8));
  for (;;) {
    const free = settings.batchSize - batch.size;
    if (source.peek() !== null && (batch.size === 0 || free >= refillAt)) {
      await batch.admit(admissible(context, batch));
    }
    if (batch.size === 0) {
      if (!source.ended && source.peek() !== null) continue;
      batch.release();
      if (source.ended) return;
      await source.changed();
      context.check();
      continue;
    }
    if (source.peek() === null) batch.compact();
    await batch.step();
    await source.pause();
  }
}

/** As many waiting rows as slots and memory allow; at least one where none is in flight. */
function admissible(context: BatchContext, batch: RowBatch): RowInFlight[] {
  const { model, settings, source } = context;
  const taken: RowInFlight[] = [];
  let longest = batch.finalLength;
  while (batch.size + taken.length < settings.batchSize) {
    const next = source.peek();
    if (next === null) break;
    const row = startRow(context, next);
    longest = Math.max(longest, row.finalLength);
    const count = batch.size + taken.length + 1;
    if (count > 1 && count * cacheBytes(model.config, roundUpToBlock(longest)) > context.cacheBudget) break;
    source.take();
    taken.push(row);
  }
  return taken;
}
