// The store needs Node's own SQLite.
import { isBuiltin } from 'node:module';
import { GuardrailError } from '../protocol/errors';

/** @throws GuardrailError on a Node without node:sqlite, instead of an import error in the engine. */
export function requireSqlite(): void {
  if (isBuiltin('node:sqlite')) return;
  throw new GuardrailError(
    'invalidRequest',
    `Node ${process.versions.node} has no built-in SQLite.`,
    'Use Node 22.13 or newer (inside the repository, npm scripts bring their own).',
  );
}
