// `built-in:<name>` on the command line: a checkpoint that comes with the product, wherever one may be named.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GuardrailError } from '../protocol/errors';

const prefix = 'built-in:';

export function isBuiltIn(text: string): boolean {
  return text.startsWith(prefix);
}

/** @throws GuardrailError checkpointNotFound for a name that none has */
export function builtInPath(
  text: string,
  folder = fileURLToPath(new URL('../media/checkpoints/', import.meta.url)),
): string {
  const name = text.slice(prefix.length);
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  if (names.includes(name)) return join(folder, name);
  throw new GuardrailError(
    'checkpointNotFound',
    `There is no built-in checkpoint ${name === '' ? 'without a name' : name}.`,
    `Take one of ${names.map((known) => prefix + known).join(', ')}.`,
  );
}
