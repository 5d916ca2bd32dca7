// Splits the rows of an optimisation step into passes that fit into memory. Sums are what they are in any split.

/** What is never split: a sequence, or a pair of sequences with a common loss. */
export interface TrainUnit {
  readonly sequences: readonly {
    readonly ids: readonly number[];
    /** Positions (≥ 1) of the tokens that are trained. */
    readonly scored: readonly number[];
  }[];
  /** Trained tokens of all sequences. */
  readonly length: number;
  /** The loss's inputs: [length] for a token input, [1] for a row input. */
  readonly inputs: Readonly<Record<string, Float32Array>>;
}

/**
 * Units of similar length together, so that little is padding; each batch has at most `maxTokens` padded tokens, or one
 * unit. The order depends on the lengths alone.
 */
export function microBatches<Unit extends Pick<TrainUnit, 'sequences'>>(
  units: readonly Unit[],
  maxTokens: number,
): Unit[][] {
  const ordered = [...units].sort((x, y) => longest(y) - longest(x));
  const batches: Unit[][] = [];
  let batch: Unit[] = [];
  let width = 0;
  let rows = 0;
  for (const unit of ordered) {
    const widened = Math.max(width, longest(unit));
    if (batch.length > 0 && widened * (rows + unit.sequences.length) > maxTokens) {
      batches.push(batch);
      batch = [];
      rows = 0;
      width = 0;
    }
    batch.push(unit);
    rows += unit.sequences.length;
    width = Math.max(width, longest(unit));
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}

function longest(unit: Pick<TrainUnit, 'sequences'>): number {
  return Math.max(0, ...unit.sequences.map(({ ids }) => ids.length));
}
