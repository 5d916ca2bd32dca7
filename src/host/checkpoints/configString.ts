// A text in a small JSON file of a checkpoint.
import { readSmallFile } from '../readSmallFile';

/** Configs are small; a larger file is not one. */
const largestConfig = 4_000_000;

/** Of the file's object; null where there is no such text. */
export async function configString(path: string, key: string): Promise<string | null> {
  try {
    const config: unknown = JSON.parse((await readSmallFile(path, largestConfig)) ?? 'null');
    const value: unknown = typeof config === 'object' && config !== null ? Reflect.get(config, key) : null;
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}
