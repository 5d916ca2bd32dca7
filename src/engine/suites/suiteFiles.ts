// Reads and finds files of suites on disk. Knows file names and sizes, not what the texts mean.
import { open, readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { suiteError } from '../../safety/suites/suiteError';

/** A hundred times the largest published file; a bigger one is something else. */
const maxFileBytes = 32 * 1024 * 1024;
/** Enough for any header. */
const headBytes = 8 * 1024;
const maxDepth = 3;
/** A folder with more below it is not a folder of benchmarks, and looking through it would take long. */
const maxEntries = 20_000;

export type PathKind = 'file' | 'folder' | 'nothing';

export async function pathKind(path: string): Promise<PathKind> {
  const facts = await stat(path).catch(() => null);
  if (facts === null) return 'nothing';
  return facts.isDirectory() ? 'folder' : facts.isFile() ? 'file' : 'nothing';
}

/** The text of a UTF-8 file, without its byte order mark. Throws `suiteInvalid`. */
export async function readText(path: string): Promise<string> {
  try {
    const facts = await stat(path);
    // Opening a pipe would wait for its other end, and a device may have none.
    if (!facts.isFile() && !facts.isDirectory()) {
      throw suiteError({ file: path }, 'It is not a file.', 'Give the path of a file of prompts.');
    }
    const { size } = facts;
    if (size > maxFileBytes) {
      throw suiteError(
        { file: path },
        `The file has ${Math.round(size / 2 ** 20)} MiB; ${maxFileBytes / 2 ** 20} MiB is the most.`,
        'Check that it is a file of prompts, or split it.',
      );
    }
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
  } catch (cause) {
    if (cause instanceof TypeError) {
      throw suiteError({ file: path }, 'The text is not UTF-8.', 'Save the file as UTF-8.', { cause });
    }
    throw unreadable(path, cause);
  }
}

/** The first line of a file, or of its first 8 KiB; null where it can't be read. */
export async function readFirstLine(path: string): Promise<string | null> {
  const file = await open(path).catch(() => null);
  if (file === null) return null;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return /^[^\r\n]*/.exec(new TextDecoder().decode(buffer.subarray(0, bytesRead)))?.[0] ?? null;
  } catch {
    return null;
  } finally {
    await file.close();
  }
}

/**
 * The folder and what lies below it, up to three folders deep, in the order of names. Hidden folders and
 * node_modules are left out, links are followed, no folder is visited twice.
 * Throws `suiteInvalid` where there is too much to look through, or the folder itself can't be read.
 */
export async function findBelow(root: string): Promise<{ folders: string[]; files: string[] }> {
  const folders: string[] = [];
  const files: string[] = [];
  const visited = new Set<string>();
  const visit = async (folder: string, depth: number): Promise<void> => {
    const real = await realpath(folder);
    if (visited.has(real)) return;
    visited.add(real);
    folders.push(folder);
    for (const name of (await readdir(folder)).sort()) {
      if (name.startsWith('.') || name === 'node_modules') continue;
      const path = join(folder, name);
      const kind = await pathKind(path);
      if (kind === 'file') files.push(path);
      else if (kind === 'folder' && depth < maxDepth) {
        await visit(path, depth + 1).catch((cause: unknown) => {
          if (folders.length + files.length > maxEntries) throw cause;
        });
      }
      if (folders.length + files.length > maxEntries) {
        throw suiteError(
          { file: root },
          `There are more than ${maxEntries} files below the folder.`,
          'Give the folder that holds the benchmark files.',
        );
      }
    }
  };
  try {
    await visit(root, 0);
  } catch (cause) {
    throw unreadable(root, cause);
  }
  return { folders, files };
}

/** Our own errors as they are; the system's with advice. */
function unreadable(path: string, cause: unknown): unknown {
  if (!(cause instanceof Error) || !('code' in cause) || typeof cause.code !== 'string') return cause;
  if (cause.code === 'suiteInvalid') return cause;
  return suiteError(
    { file: path },
    `It can't be read (${cause.code}).`,
    'Check that it exists and that you may read it.',
    { cause },
  );
}
