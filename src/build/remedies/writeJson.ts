// JSON as a person reads it.
import { writeFile } from 'node:fs/promises';

export async function writeJson(path: string, value: object): Promise<void> {
  await writeFile(path, `${JSON.stringify(value, null, 2)}\n`);
}
