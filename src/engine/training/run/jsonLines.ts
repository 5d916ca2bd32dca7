// JSON Lines of a run: whole files for completions and probes. A broken last line (a killed process) is left out.
import { readText } from '../../checkpoints/readJson';
import { writeFileAtomically } from './atomicFile';

const maxBytes = 512_000_000;

export async function writeJsonLines(path: string, rows: readonly unknown[]): Promise<void> {
  await writeFileAtomically(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
}

/** null: no such file. What is not JSON, as `read` reads it, or what `parse` turns down, is left out. */
export async function readJsonLines<T>(
  path: string,
  parse: (value: unknown) => T | null,
  read: (line: string) => unknown = (line) => JSON.parse(line) as unknown,
): Promise<T[] | null> {
  const text = await readText(path, maxBytes);
  if (text === null) return null;
  const rows: T[] = [];
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    let value: unknown;
    try {
      value = read(line);
    } catch {
      continue;
    }
    const row = parse(value);
    if (row !== null) rows.push(row);
  }
  return rows;
}
