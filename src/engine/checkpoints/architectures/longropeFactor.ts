/**
 * What LongRoPE multiplies cosines and sines by where no file says it, as Phi-3 does (Abdin et al. 2024, arXiv 2404.14219).
 * @param factor by which the context is longer than the original positions
 */
export function longropeFactor(factor: number, originalPositions: number): number {
  return factor <= 1 ? 1 : Math.sqrt(1 + Math.log(factor) / Math.log(originalPositions));
}
