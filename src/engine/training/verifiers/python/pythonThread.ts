// A thread with one Python interpreter: it makes the snapshot that the others start from, runs an answer, or examines
// answers. Started by pythonSandbox.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import type { loadPyodide as LoadPyodide } from 'pyodide';
import { candidateSource } from './candidateSource';
import { codecSource } from './codecSource';
import { examinerSource } from './examinerSource';
import { enterWorkerWorld, sealThread } from './sealThread';
import type { WasmModule } from './webAssembly';
import { exchange, serve, type ChannelBuffer } from './syncChannel';

export interface ThreadData {
  readonly role: 'snapshot' | 'candidate' | 'examiner';
  readonly pyodideFolder: string;
  readonly module: WasmModule;
  /** This thread's own copy; null for the thread that makes it. */
  readonly snapshot: ArrayBuffer | null;
  readonly memoryLimit: number;
  /** For a candidate: where it is asked. */
  readonly channel: ChannelBuffer | null;
}

/** What a thread says: its snapshot, that it is ready, or an examination's result as JSON. */
export type ThreadMessage =
  | { readonly kind: 'snapshot'; readonly snapshot: ArrayBuffer }
  | { readonly kind: 'ready' }
  | { readonly kind: 'examined'; readonly result: string };

export interface Examination {
  readonly job: string;
  readonly channel: ChannelBuffer;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
}

/** Modules that answers import most: in the snapshot they cost nothing. */
const preloaded =
  'import bisect, cmath, collections, copy, datetime, decimal, fractions, functools, heapq, itertools, json, math, operator, random, re, statistics, string, sys, typing';

const data = workerData as ThreadData;
const port = parentPort;
if (port === null) throw new Error('pythonThread runs as a worker thread only');
const post = (message: ThreadMessage): void => port.postMessage(message);

const files = new Map(
  ['python_stdlib.zip', 'pyodide-lock.json'].map((name) => [
    name,
    readFileSync(join(data.pyodideFolder, name)),
  ]),
);
enterWorkerWorld({
  module: data.module,
  memoryLimit: data.memoryLimit,
  fileOf: (name) => {
    const file = files.get(name);
    if (file === undefined) throw new Error(`there is no file ${name}`);
    return file;
  },
});
const library = pathToFileURL(join(data.pyodideFolder, 'pyodide.mjs')).href;
const { loadPyodide } = (await import(library)) as { loadPyodide: typeof LoadPyodide };
const python = await loadPyodide({
  indexURL: pathToFileURL(join(data.pyodideFolder, '/')).href,
  stdin: () => null,
  stdout: () => undefined,
  stderr: () => undefined,
  ...(data.snapshot === null ? { _makeSnapshot: true } : { _loadSnapshot: new Uint8Array(data.snapshot) }),
});

switch (data.role) {
  case 'snapshot': {
    python.runPython(`${codecSource}\n${candidateSource}\n${examinerSource}\n${preloaded}`);
    const snapshot = (
      python as unknown as { makeMemorySnapshot(): Uint8Array<ArrayBuffer> }
    ).makeMemorySnapshot();
    post({ kind: 'snapshot', snapshot: snapshot.slice().buffer });
    break;
  }
  case 'candidate': {
    const { channel } = data;
    if (channel === null) throw new Error('a candidate needs a channel');
    const handle = python.runPython('_candidate.handle') as (text: string) => string;
    sealThread();
    post({ kind: 'ready' });
    serve(channel, handle);
    break;
  }
  case 'examiner': {
    const examine = python.runPython('_examine') as (text: string, ask: (text: string) => string) => string;
    port.on('message', ({ job, channel, deadline }: Examination) => {
      post({ kind: 'examined', result: examine(job, (text) => exchange(channel, text, deadline)) });
    });
    sealThread();
    post({ kind: 'ready' });
    break;
  }
}
