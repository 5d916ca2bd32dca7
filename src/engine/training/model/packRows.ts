// Rows of token ids as the arrays that a training graph is fed. Pure arithmetic.
import type { TrainingRows } from './trainingModel';

export interface PackedRows {
  readonly batch: number;
  readonly sequence: number;
  /** [batch, sequence], padded on the right with 0. */
  readonly ids: BigInt64Array;
  /** [tokens]: which of the batch · sequence positions predicts each scored token. */
  readonly select: BigInt64Array;
  /** [tokens] */
  readonly targets: BigInt64Array;
}

/** @throws RangeError where a scored position has no token, or none before it. */
export function packRows(rows: TrainingRows): PackedRows {
  const batch = rows.ids.length;
  const sequence = Math.max(1, ...rows.ids.map((ids) => ids.length));
  const ids = new BigInt64Array(batch * sequence);
  const select: bigint[] = [];
  const targets: bigint[] = [];
  rows.ids.forEach((row, index) => {
    row.forEach((id, position) => {
      ids[index * sequence + position] = BigInt(id);
    });
    for (const position of rows.scored[index] ?? []) {
      const target = row[position];
      if (target === undefined || position < 1) {
        throw new RangeError(`Row ${index} of ${row.length} tokens has nothing to score at ${position}.`);
      }
      select.push(BigInt(index * sequence + position - 1));
      targets.push(BigInt(target));
    }
  });
  return {
    batch,
    sequence,
    ids,
    select: BigInt64Array.from(select),
    targets: BigInt64Array.from(targets),
  };
}
