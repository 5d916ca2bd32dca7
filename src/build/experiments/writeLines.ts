// JSON Lines, as the experiments' data are written.
import { writeFile } from 'node:fs/promises';

export async function writeLines(path: string, rows: readonly object[]): Promise<void> {
  await writeFile(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
}
