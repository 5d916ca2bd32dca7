// Which responses a path names: a file or folder, and behind `#` whose of several models' that it holds.
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { GuardrailError } from '../../../protocol/errors';
import { readResponses, type ResponsesFile } from './readResponses';

/**
 * One model's responses.
 * @throws GuardrailError datasetInvalid (as `readResponses`; where there are several models and none is named, or another)
 */
export async function readModel(path: string): Promise<ResponsesFile> {
  const { file, model } = await splitPath(path);
  const read = await readResponses(file);
  if (model === null) {
    if (read.models.length < 2) return read;
    throw severalModels(file, `has responses of ${read.models.length} models`, read.models);
  }
  if (!read.models.includes(model)) throw severalModels(file, `has no responses of ${model}`, read.models);
  return { ...read, rows: read.rows.filter((row) => row.model === model) };
}

/** A file's name may have a `#` of its own: what is there counts. */
async function splitPath(path: string): Promise<{ readonly file: string; readonly model: string | null }> {
  if (await exists(path)) return { file: path, model: null };
  for (let at = path.indexOf('#'); at >= 0; at = path.indexOf('#', at + 1)) {
    const file = path.slice(0, at);
    if (at + 1 < path.length && (await exists(file))) return { file, model: path.slice(at + 1) };
  }
  return { file: path, model: null };
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}

/** Names that an error lists. */
const mostNamed = 10;

function severalModels(file: string, what: string, models: readonly string[]): GuardrailError {
  const named = models.slice(0, mostNamed).map((model) => `#${model}`);
  const advice =
    models.length === 0
      ? 'It names no models: leave out what stands behind #.'
      : `Name one behind its path: ${named.join(', ')}${models.length > mostNamed ? ', …' : ''}.`;
  return new GuardrailError('datasetInvalid', `${basename(file)} ${what}.`, advice);
}
