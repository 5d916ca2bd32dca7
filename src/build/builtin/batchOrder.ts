// Which examples make an optimisation step: rows of like length together, so that little is padding.
import { seededRandom } from '../../safety/random';

/** Batches whose rows are sorted by length among themselves. */
const batchesPerWindow = 50;

/** Row indices of each step of one pass over the rows; a window of rows is sorted by length, its batches shuffled. */
export function batchOrder(lengths: readonly number[], batchSize: number, seed: number): number[][] {
  const random = seededRandom(seed);
  const batches: number[][] = [];
  const windowSize = batchSize * batchesPerWindow;
  for (let start = 0; start < lengths.length; start += windowSize) {
    const rows = Array.from({ length: Math.min(windowSize, lengths.length - start) }, (_, at) => start + at);
    rows.sort((a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0) || a - b);
    const window: number[][] = [];
    for (let at = 0; at < rows.length; at += batchSize) window.push(rows.slice(at, at + batchSize));
    while (window.length > 0) batches.push(...window.splice(Math.floor(random() * window.length), 1));
  }
  return batches;
}
