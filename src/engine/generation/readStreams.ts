// Hands what a pass gives out of the residual stream to its readers.
import type { PassResult } from '../models/decoderModel';
import type { ResidualReader, StepContext } from './hooks';

/** A row's new positions in a pass. */
export interface PassPart {
  /** The row's place in the pass, and positions per row there. */
  readonly index: number;
  readonly sequence: number;
  /** Place of the first of the positions in the row's text, and how many there are. */
  readonly from: number;
  readonly count: number;
}

export function readStreams(
  readers: readonly ResidualReader[],
  pass: Pick<PassResult, 'streams'>,
  hidden: number,
  context: StepContext,
  { index, sequence, from, count }: PassPart,
): void {
  for (const reader of readers) {
    const stream = pass.streams.get(reader.layer);
    if (stream === undefined) throw new RangeError('A pass has every stream that is read.');
    const start = index * sequence * hidden;
    reader.read(context, from, stream.slice(start, start + count * hidden));
  }
}
