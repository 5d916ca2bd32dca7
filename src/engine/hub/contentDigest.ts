// What a file's content has to be: the hash that the hub names it by.
import { createHash, type Hash } from 'node:crypto';

/** SHA-256 (64 hex digits) of the content, or the SHA-1 (40) of Git's blob: of `blob <size>`, a zero byte and the content. */
export function contentHasher(oid: string, bytes: number): Hash {
  return oid.length === 64 ? createHash('sha256') : createHash('sha1').update(`blob ${bytes}\0`);
}

/** What the hash is called, for messages. */
export function digestName(oid: string): string {
  return oid.length === 64 ? 'SHA-256' : 'Git hash';
}
