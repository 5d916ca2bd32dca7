// A file that an argument names, at once and of limited size. Knows no format.
import { readFileSync, statSync } from 'node:fs';

/** What people write by hand is smaller by far. */
const mostBytes = 4_000_000;

/** Without a byte order mark. @throws Error that says why it cannot be read */
export function readCliFile(path: string): string {
  const facts = statSync(path);
  // Opening a pipe would wait for its other end, and a device has none.
  if (!facts.isFile()) throw new Error('it is not a file');
  if (facts.size > mostBytes) throw new Error(`it has ${facts.size} bytes; at most ${mostBytes} are read`);
  return readFileSync(path, 'utf8').replace(/^\uFEFF/u, '');
}
