// Large arrays whose memory cannot wait for the next collection of garbage.

/** Gives their memory back at once; whoever still has one of them finds it empty. */
export function freeArrays(arrays: Iterable<Float32Array>): void {
  for (const { buffer } of arrays) if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}
