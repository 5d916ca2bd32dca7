// Puts the inputs of rows together into what a loss is fed for a micro-batch. Knows no algorithm.
import type { Loss } from './loss';

/** One row of a loss: a sample, or a pair with the chosen completion's tokens before the rejected one's. */
export interface LossRow {
  /** Number of trained tokens. */
  readonly length: number;
  /** By input name: [length] for a token input, [1] for a row input. */
  readonly inputs: Readonly<Record<string, Float32Array>>;
}

/**
 * The data of every input of `loss`, rows in order: token inputs as [tokens], row inputs as [rows], and `rowToken`
 * inputs as the row-major matrix [rows · tokens] that is 1 where a token belongs to the row. `shared`: inputs that are the same
 * for all rows.
 * @throws RangeError where a row lacks an input or has one of another length.
 */
export function lossFeeds(
  loss: Pick<Loss, 'inputs'>,
  rows: readonly LossRow[],
  shared: Readonly<Record<string, Float32Array>> = {},
): Record<string, Float32Array> {
  const feeds: Record<string, Float32Array> = {};
  for (const [name, kind] of Object.entries(loss.inputs)) {
    switch (kind) {
      case 'token':
        feeds[name] = joined(name, rows, (row) => row.length);
        break;
      case 'row':
        feeds[name] = joined(name, rows, () => 1);
        break;
      case 'rowToken':
        feeds[name] = membership(rows);
        break;
      case 'hidden':
        feeds[name] = sharedInput(name, shared);
        break;
    }
  }
  return feeds;
}

/** Several sets of inputs of the same rows as one. */
export function mergeInputs(...sets: readonly (readonly LossRow['inputs'][])[]): LossRow['inputs'][] {
  const [first = []] = sets;
  return first.map((_, index) => Object.assign({}, ...sets.map((set) => set[index])) as LossRow['inputs']);
}

function joined(name: string, rows: readonly LossRow[], lengthOf: (row: LossRow) => number): Float32Array {
  const data = new Float32Array(rows.reduce((total, row) => total + lengthOf(row), 0));
  let at = 0;
  for (const [index, row] of rows.entries()) {
    const part = row.inputs[name];
    const length = lengthOf(row);
    if (part?.length !== length) {
      throw new RangeError(`Row ${index}: ${name} has ${part?.length ?? 'no'} numbers, ${length} expected.`);
    }
    data.set(part, at);
    at += length;
  }
  return data;
}

function sharedInput(name: string, shared: Readonly<Record<string, Float32Array>>): Float32Array {
  const data = shared[name];
  if (data === undefined) throw new RangeError(`The loss is not given ${name}.`);
  return data;
}

function membership(rows: readonly LossRow[]): Float32Array {
  const tokens = rows.reduce((total, row) => total + row.length, 0);
  const matrix = new Float32Array(rows.length * tokens);
  let at = 0;
  for (const [index, row] of rows.entries()) {
    matrix.fill(1, index * tokens + at, index * tokens + at + row.length);
    at += row.length;
  }
  return matrix;
}
