// Rows of token ids as the arrays that a training graph is fed. Pure arithmetic.
import type { RowLayout } from '../../models/causalAttention';
import { promptLength } from './sharedPrompts';
import type { TrainingRows, TrainingSequence } from './trainingModel';

export interface PackedRows {
  readonly batch: number;
  readonly sequence: number;
  /** [batch, sequence], padded on the right with 0. */
  readonly ids: BigInt64Array;
  /** [batch, sequence]: places in the text, from 0; any value in the padding. */
  readonly positions: BigInt64Array;
  /** [batch]: what sees what. */
  readonly layouts: readonly RowLayout[];
  /** [tokens]: which of the batch · sequence positions predicts each scored token. */
  readonly select: BigInt64Array;
  /** [tokens] */
  readonly targets: BigInt64Array;
}

interface Pack {
  readonly prompt: number;
  readonly sequences: readonly TrainingSequence[];
  readonly length: number;
}

/** @throws RangeError where a scored position has no token, or none before it; where the packs are not the rows. */
export function packRows(rows: TrainingRows): PackedRows {
  const packs = packsOf(rows);
  const batch = packs.length;
  const sequence = Math.max(1, ...packs.map(({ length }) => length));
  const ids = new BigInt64Array(batch * sequence);
  const positions = new BigInt64Array(batch * sequence);
  const select: bigint[] = [];
  const targets: bigint[] = [];
  const layouts = packs.map(({ prompt, sequences }, row) => {
    const origin = row * sequence;
    const starts: number[] = [];
    let end = prompt;
    for (const { ids: tokens, scored } of sequences) {
      const start = end;
      const place = (position: number): number =>
        origin + (position < prompt ? position : start - prompt + position);
      for (const [position, id] of tokens.entries()) {
        ids[place(position)] = BigInt(id);
        positions[place(position)] = BigInt(position);
      }
      for (const position of scored) {
        const target = tokens[position];
        if (target === undefined || position < 1) {
          throw new RangeError(`A row of ${tokens.length} tokens has nothing to score at ${position}.`);
        }
        select.push(BigInt(place(position - 1)));
        targets.push(BigInt(target));
      }
      starts.push(start);
      end = start + tokens.length - prompt;
    }
    return { prompt, starts };
  });
  return {
    batch,
    sequence,
    ids,
    positions,
    layouts,
    select: BigInt64Array.from(select),
    targets: BigInt64Array.from(targets),
  };
}

function packsOf({ ids, scored, packs = ids.map(() => 1) }: TrainingRows): Pack[] {
  const sequences = ids.map((tokens, row) => ({ ids: tokens, scored: scored[row] ?? [] }));
  let next = 0;
  const made = packs.map((count) => pack(sequences.slice(next, (next += count))));
  if (next !== ids.length) throw new RangeError(`Packs of ${next} rows in all for ${ids.length} rows.`);
  return made;
}

/** A row alone has no prompt to share. */
function pack(sequences: readonly TrainingSequence[]): Pack {
  const [first] = sequences;
  const prompt = sequences.length < 2 || first === undefined ? 0 : promptLength(first);
  for (const { ids } of sequences) {
    for (let position = 0; position < prompt; position++) {
      if (ids[position] !== first?.ids[position])
        throw new RangeError('Rows of a pack have the same prompt.');
    }
  }
  return {
    prompt,
    sequences,
    length: sequences.reduce((sum, { ids }) => sum + ids.length - prompt, prompt),
  };
}
