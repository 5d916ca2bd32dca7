// A JSON file of a checkpoint of random weights.
import { writeFile } from 'node:fs/promises';

export async function writeJson(path: string, value: object): Promise<void> {
  await writeFile(path, `${JSON.stringify(value)}\n`);
}
