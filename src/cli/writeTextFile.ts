// Writes a file that was asked for by an option.
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { GuardrailError } from '../protocol/errors';

/** The absolute path. `what`: the kind of file, for the error. @throws GuardrailError invalidRequest */
export async function writeTextFile(path: string, text: string, what: string): Promise<string> {
  const target = resolve(path);
  try {
    await writeFile(target, text);
  } catch (cause) {
    const advice = 'Check the path.';
    throw new GuardrailError('invalidRequest', `The ${what} ${target} cannot be written.`, advice, { cause });
  }
  return target;
}
