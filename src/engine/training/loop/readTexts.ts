// The texts of a `text` dataset, and which of them are held out.
import { resolve } from 'node:path';
import { seededRandom } from '../../../safety/random';
import type { TextDatasetSpec } from '../config/trainingData';
import { datasetError } from '../tasks/datasetError';
import { readRows } from '../tasks/readRows';
import { shuffled } from './dataOrder';

const heldOutStream = 0x68656c64;

export interface Texts {
  readonly train: readonly string[];
  readonly heldOut: readonly string[];
}

/** @throws GuardrailError datasetInvalid naming the row and the column. */
export async function readTexts(spec: TextDatasetSpec, folder: string, seed: number): Promise<Texts> {
  const path = resolve(folder, spec.path);
  const texts = (await readRows(path)).map(({ source, row, values }) => {
    const text = values[spec.column];
    if (typeof text === 'string' && text !== '') return text;
    throw datasetError(
      { source, row, column: spec.column },
      'There is no text.',
      'Set data.column to the column that has the text, in every row.',
    );
  });
  const size = spec.test_size < 1 ? Math.round(spec.test_size * texts.length) : spec.test_size;
  if (size >= texts.length) {
    throw datasetError(
      { source: path },
      `Of ${texts.length} texts ${size} cannot be held out.`,
      'Lower data.test_size.',
    );
  }
  const held = heldOutTexts(texts, size, seed);
  const train = texts.filter((text) => !held.has(text));
  if (train.length > 0) return { train, heldOut: texts.filter((text) => held.has(text)) };
  throw datasetError(
    { source: path },
    'It has the same text again and again: nothing would be left to learn.',
    'Leave repeated texts out.',
  );
}

/** Different texts until `size` lines are held out: a repeated text would be learned and measured. */
function heldOutTexts(texts: readonly string[], size: number, seed: number): ReadonlySet<string> {
  const lines = new Map<string, number>();
  for (const text of texts) lines.set(text, (lines.get(text) ?? 0) + 1);
  const different = [...lines];
  const held = new Set<string>();
  let count = 0;
  for (const index of shuffled(different.length, seededRandom(seed, heldOutStream))) {
    const [text, repeats] = different[index] ?? ['', 0];
    if (count >= size) break;
    held.add(text);
    count += repeats;
  }
  return held;
}
