// One file from the network into one file here: resumed where an earlier try ended, checked against its hash, and put into its
// place only then. What does not match is not kept.
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Hash } from 'node:crypto';
import { GuardrailError } from '../../protocol/errors';
import { formatBytes } from '../../safety/presentation/numbers';
import { cancelled, throwIfCancelled } from '../cancellation';
import { makeFolder, writeFailed } from '../files/atomicFile';
import { causeOf } from '../network/httpRequest';
import { scrubKeys } from '../network/scrubKeys';
import { acquireWriteLock } from '../store/writeLock';
import { contentHasher, digestName } from './contentDigest';
import { fileSize } from './hubCache';
import { hubFailed } from './hubErrors';
import { hubRequest, patient, pause, type HubRequestOptions, type HubResponse } from './hubRequest';

export interface FileDownload {
  readonly url: URL;
  /** Where it will be. */
  readonly target: string;
  /** SHA-256, or Git's SHA-1 of the blob; hex. */
  readonly oid: string;
  readonly bytes: number;
  /** The commit that the hub should say the file is of; null where it says none. */
  readonly commit: string | null;
  readonly request: HubRequestOptions;
  /** Hears how many of the file's bytes are here. */
  readonly onBytes?: (done: number) => void;
  readonly onChecking?: () => void;
  /** For tests of a disk that is full. */
  readonly openFile?: typeof open;
}

/** What is not whole yet. Of our own, so that no other program that shares the folder writes into it. */
export function partPath(target: string): string {
  return `${target}.guardrail-lens.part`;
}

/**
 * @throws GuardrailError hubFailed (refused, broken off, another file than was announced, a wrong hash), storeWriteFailed,
 * storeBusy (another process downloads it), cancelled. What was downloaded stays for the next try, but for a wrong hash.
 */
export async function downloadFile(download: FileDownload): Promise<void> {
  const { target, bytes } = download;
  await makeFolder(dirname(target));
  const lock = lockFile(target);
  try {
    // Another process may have been faster.
    if ((await fileSize(target)) === bytes) return;
    await fetchChecked(download);
  } finally {
    lock.release();
  }
}

function lockFile(target: string): { release(): void } {
  try {
    return acquireWriteLock(target);
  } catch (cause) {
    if (!(cause instanceof GuardrailError) || cause.code !== 'storeBusy') throw cause;
    throw new GuardrailError(
      'storeBusy',
      `Another process downloads ${target}.`,
      'Wait for it, then try again: what is here is not downloaded twice.',
      { cause },
    );
  }
}

async function fetchChecked(download: FileDownload): Promise<void> {
  const { target, oid, bytes, request } = download;
  const part = partPath(target);
  const writer = await PartWriter.open(download, part);
  let digest: string;
  try {
    await fetchAll(download, writer);
    throwIfCancelled(request.signal);
    digest = writer.digest();
    await writer.sync();
  } finally {
    await writer.close();
  }
  if (digest !== oid) {
    await rm(part, { force: true });
    throw hubFailed(
      `${request.subject.name} is not what the hub announces: its ${digestName(oid)} is ${digest}, not ${oid}. It was not kept.`,
      `Try again. If it happens again, something on the way changes what is downloaded, or the file was replaced: look at ${request.subject.page}.`,
    );
  }
  await rename(part, target).catch((cause: unknown) => {
    throw writeFailed(target, cause);
  });
  download.onBytes?.(bytes);
}

/** Asks for what is missing until nothing is; a try that brought something begins the count of tries anew. */
async function fetchAll(download: FileDownload, writer: PartWriter): Promise<void> {
  const { bytes, request } = download;
  const { attempts, backoff } = request.patience ?? patient;
  let failed = 0;
  while (writer.written < bytes) {
    const before = writer.written;
    const reason = await fetchOnce(download, writer);
    if (writer.written === bytes) return;
    failed = writer.written > before ? 1 : failed + 1;
    if (failed >= attempts) {
      throw hubFailed(
        `${request.subject.name} broke off at ${formatBytes(writer.written)} of ${formatBytes(bytes)}: ${reason}`,
        'Check the connection, then try again: it goes on where it ended.',
      );
    }
    await pause(backoff * 2 ** (failed - 1), reason, request);
  }
}

/** Why it ended, which says nothing where all came. @throws GuardrailError as downloadFile */
async function fetchOnce(download: FileDownload, writer: PartWriter): Promise<string> {
  const { url, bytes, request } = download;
  const from = writer.written;
  const response = await hubRequest(url, {
    ...request,
    headers: {
      ...request.headers,
      // Packed content has other lengths and other ranges.
      'accept-encoding': 'identity',
      ...(from > 0 ? { range: `bytes=${from}-` } : {}),
    },
  });
  try {
    checkSame(download, response);
    if (response.status === 416) {
      await writer.restart();
      return 'The server has less than was here already.';
    }
    if (response.status !== 206) await writer.restart();
    else if (!isRangeFrom(response.headers, from, bytes)) throw changed(download);
    return await receive(download, writer, response);
  } finally {
    response.close();
  }
}

async function receive(download: FileDownload, writer: PartWriter, response: HubResponse): Promise<string> {
  const { bytes, request } = download;
  try {
    for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
      throwIfCancelled(request.signal);
      response.alive();
      if (writer.written + chunk.byteLength > bytes) {
        await writer.restart();
        throw changed(download);
      }
      await writer.write(chunk);
      download.onBytes?.(writer.written);
    }
    return 'The transfer ended early.';
  } catch (error) {
    if (request.signal?.aborted === true) throw cancelled();
    if (error instanceof GuardrailError) throw error;
    return `The connection broke: ${scrubKeys(causeOf(error), request.key)}.`;
  }
}

/** The hub's own headers name the file and its commit before a byte is written. */
function checkSame(download: FileDownload, { hubHeaders }: HubResponse): void {
  const tag = (hubHeaders.get('x-linked-etag') ?? hubHeaders.get('etag') ?? '').replace(/^W\/|"/gu, '');
  const commit = hubHeaders.get('x-repo-commit');
  const isHash = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/u.test(tag) && tag.length === download.oid.length;
  if (isHash && tag !== download.oid) throw changed(download);
  if (commit !== null && download.commit !== null && commit !== download.commit) throw changed(download);
}

function changed({ request: { subject } }: FileDownload): GuardrailError {
  return hubFailed(
    `${subject.name} was changed on the hub since it was asked what there is.`,
    `Try again, which asks anew. To see what changed: ${subject.page}.`,
  );
}

/** `Content-Range: bytes <from>-<to>/<size>` */
function isRangeFrom(headers: Headers, from: number, bytes: number): boolean {
  const range = /^bytes (\d+)-\d+\/(\d+|\*)$/u.exec(headers.get('content-range') ?? '');
  return range !== null && Number(range[1]) === from && (range[2] === '*' || Number(range[2]) === bytes);
}

/** The part of a file that is here, and the hash of it. */
class PartWriter {
  /** Bytes; all of them are hashed. */
  written = 0;

  private constructor(
    private readonly handle: FileHandle,
    private readonly path: string,
    private hash: Hash,
    private readonly emptyHash: () => Hash,
  ) {}

  /** Goes on with what an earlier try left. @throws GuardrailError storeWriteFailed, cancelled */
  static async open({ oid, bytes, onBytes, onChecking, openFile, request }: FileDownload, path: string) {
    const left = await fileSize(path);
    if (left === null || left > bytes) await rm(path, { force: true, recursive: true });
    const handle = await (openFile ?? open)(path, 'a+').catch((cause: unknown) => {
      throw writeFailed(path, cause);
    });
    const empty = (): Hash => contentHasher(oid, bytes);
    const writer = new PartWriter(handle, path, empty(), empty);
    try {
      if (left !== null && left > 0 && left <= bytes) {
        onChecking?.();
        await writer.readLeft(left, request.signal);
        onBytes?.(writer.written);
      }
    } catch (error) {
      await handle.close();
      throw error instanceof GuardrailError ? error : writeFailed(path, error);
    }
    return writer;
  }

  async write(chunk: Uint8Array): Promise<void> {
    try {
      await this.handle.writeFile(chunk);
    } catch (cause) {
      // Part of it may be written, and is not hashed.
      await this.handle.truncate(this.written).catch(() => undefined);
      throw writeFailed(this.path, cause);
    }
    this.hash.update(chunk);
    this.written += chunk.byteLength;
  }

  async restart(): Promise<void> {
    if (this.written === 0) return;
    await this.handle.truncate(0).catch((cause: unknown) => {
      throw writeFailed(this.path, cause);
    });
    this.written = 0;
    this.hash = this.emptyHash();
  }

  /** Hex, of all that was written. */
  digest(): string {
    return this.hash.copy().digest('hex');
  }

  async sync(): Promise<void> {
    await this.handle.sync().catch((cause: unknown) => {
      throw writeFailed(this.path, cause);
    });
  }

  async close(): Promise<void> {
    await this.handle.close();
  }

  private async readLeft(left: number, signal: AbortSignal | undefined): Promise<void> {
    const buffer = new Uint8Array(4_000_000);
    while (this.written < left) {
      throwIfCancelled(signal);
      const { bytesRead } = await this.handle.read(buffer, 0, buffer.byteLength, this.written);
      if (bytesRead === 0) return;
      this.hash.update(buffer.subarray(0, bytesRead));
      this.written += bytesRead;
    }
  }
}
