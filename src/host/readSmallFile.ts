// A small text file of a workspace, which anybody may have made. Knows no format.
import { readFile, stat } from 'node:fs/promises';

/**
 * null where there is none, it is larger than `most` bytes, or it is none: opening a pipe waits for its other end, and holds
 * one of the few threads that read files.
 */
export async function readSmallFile(path: string, most: number): Promise<string | null> {
  try {
    const facts = await stat(path);
    return facts.isFile() && facts.size <= most ? await readFile(path, 'utf8') : null;
  } catch {
    return null;
  }
}
