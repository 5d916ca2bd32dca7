// The cache folder that huggingface_hub and transformers use as well: blobs by their hash, a folder per commit that links to
// them, and which commit a branch was when it was last asked for. Opens no connection.
import { readFileSync } from 'node:fs';
import { copyFile, link, mkdir, rename, rm, stat, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { HubRef } from '../../protocol/hub';
import { isCommit } from '../../safety/subjects/hubText';
import { makeFolder, writeFailed, writeFileAtomically } from '../files/atomicFile';
import type { Repository, RepositoryFile } from './hubApi';

/** The hub's. */
const defaultBranch = 'main';

/** `models--owner--name` and so on. */
export function repositoryFolder(cacheFolder: string, { kind, name }: Repository): string {
  return join(cacheFolder, [`${kind}s`, ...name.split('/')].join('--'));
}

export function snapshotFolder(repository: string, commit: string): string {
  return join(repository, 'snapshots', commit);
}

export function blobPath(repository: string, oid: string): string {
  return join(repository, 'blobs', oid);
}

/** Whether a file of a commit is here, whole; by its size, as the programs that share the folder do not read it either. */
export async function isHere(repository: string, commit: string, file: RepositoryFile): Promise<boolean> {
  const path = join(snapshotFolder(repository, commit), file.path);
  return (await fileSize(path)) === file.bytes;
}

/** Null where there is no file. */
export async function fileSize(path: string): Promise<number | null> {
  const stats = await stat(path).catch(() => null);
  return stats?.isFile() === true ? stats.size : null;
}

/** The commit that a revision stood for when it was last asked for; null where it never was. */
export function knownCommit(repository: string, revision: string | null): string | null {
  const name = revision ?? defaultBranch;
  if (isCommit(name)) return name;
  try {
    const text = readFileSync(join(repository, 'refs', name), 'utf8').trim();
    return isCommit(text) ? text : null;
  } catch {
    return null;
  }
}

/** Remembers it, for later and for Python. @throws GuardrailError storeWriteFailed */
export async function rememberCommit(
  repository: string,
  { revision }: HubRef,
  commit: string,
): Promise<void> {
  const name = revision ?? defaultBranch;
  if (isCommit(name)) return;
  const path = join(repository, 'refs', name);
  await makeFolder(dirname(path));
  await writeFileAtomically(path, commit);
}

/** How a snapshot's file becomes the blob, and what is tried where that is not possible. */
export interface Linking {
  readonly symlink: typeof symlink;
  readonly link: typeof link;
}

/**
 * Makes a snapshot's file of a blob: a relative symbolic link, a hard link where the system allows none (Windows without the
 * right to), else a copy.
 * @throws GuardrailError storeWriteFailed
 */
export async function linkBlob(
  repository: string,
  commit: string,
  file: RepositoryFile,
  how: Linking = { symlink, link },
): Promise<void> {
  const blob = blobPath(repository, file.oid);
  const path = join(snapshotFolder(repository, commit), file.path);
  try {
    await mkdir(dirname(path), { recursive: true });
    await rm(path, { force: true });
    try {
      await how.symlink(relative(dirname(path), blob), path, 'file');
    } catch {
      await how.link(blob, path).catch(() => copyWhole(blob, path));
    }
  } catch (cause) {
    throw writeFailed(path, cause);
  }
}

async function copyWhole(from: string, to: string): Promise<void> {
  const temporary = `${to}.${process.pid}.tmp`;
  try {
    await copyFile(from, temporary);
    await rename(temporary, to);
  } finally {
    await rm(temporary, { force: true });
  }
}
