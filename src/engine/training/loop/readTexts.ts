// The texts of a `text` dataset, and which of them are held out.
import { resolve } from 'node:path';
import { GuardrailError } from '../../../protocol/errors';
import { seededRandom } from '../../../safety/random';
import type { TextDatasetSpec } from '../config/trainingData';
import { readText } from '../../checkpoints/readJson';
import { shuffled } from './dataOrder';

const maxBytes = 1_500_000_000;
const heldOutStream = 0x68656c64;

export interface Texts {
  readonly train: readonly string[];
  readonly heldOut: readonly string[];
}

/** @throws GuardrailError datasetInvalid naming the line and the column. */
export async function readTexts(spec: TextDatasetSpec, folder: string, seed: number): Promise<Texts> {
  const path = resolve(folder, spec.path);
  const content = await readText(path, maxBytes, (message) => datasetInvalid(message, 'Split the file.'));
  if (content === null) throw datasetInvalid(`There is no file ${path}.`, 'Check data.path.');
  const texts = content.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    const text = columnOf(line, spec.column);
    if (text !== null) return [text];
    throw datasetInvalid(
      `${path}, line ${index + 1}: there is no text in the column "${spec.column}".`,
      'Every line is a JSON object with that column; set data.column to the one that has the text.',
    );
  });
  if (texts.length === 0) throw datasetInvalid(`${path} is empty.`, 'Give a file with at least one text.');
  const size = spec.test_size < 1 ? Math.round(spec.test_size * texts.length) : spec.test_size;
  if (size >= texts.length) {
    throw datasetInvalid(
      `${path} has ${texts.length} texts; ${size} cannot be held out.`,
      'Lower data.test_size.',
    );
  }
  const held = heldOutTexts(texts, size, seed);
  const train = texts.filter((text) => !held.has(text));
  if (train.length > 0) return { train, heldOut: texts.filter((text) => held.has(text)) };
  throw datasetInvalid(`${path} has the same text again and again.`, 'Leave repeated texts out.');
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

function columnOf(line: string, column: string): string | null {
  try {
    const row: unknown = JSON.parse(line);
    if (typeof row !== 'object' || row === null) return null;
    const value = (row as Record<string, unknown>)[column];
    return typeof value === 'string' && value !== '' ? value : null;
  } catch {
    return null;
  }
}

function datasetInvalid(message: string, advice: string): GuardrailError {
  return new GuardrailError('datasetInvalid', message, advice);
}
