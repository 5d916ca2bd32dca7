// The file of an audit: JSON Lines beside the configuration, appended to as answers come, so that a kill loses at most the
// answers in flight. Later lines of a row count before earlier ones; a torn last line is passed over.
import { appendFileSync, closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { z } from 'zod';
import { GuardrailError } from '../../protocol/errors';
import { finishReasons } from '../../protocol/generation';
import { outcomes, safetyKinds } from '../../protocol/outcomes';
import { noteSeverities } from '../../protocol/summary';
import { algorithmIds } from '../../protocol/training';
import { writeFailed } from '../files/atomicFile';
import { readJsonLines } from '../files/jsonLines';
import type { FileKind } from '../files/textFile';
import { judgeSpecJson } from '../store/jsonColumns';
import { acquireWriteLock } from '../store/writeLock';

const format = 'guardrail-lens/audit/1';

const headLine = z.object({
  line: z.literal('head'),
  format: z.literal(format),
  createdAt: z.string(),
  /** What answers and rewards follow from. */
  identity: z.record(z.string(), z.unknown()),
});

const share = z.number().min(0).max(1);

/** What was asked for, and what it was asked of. The newest counts. */
const runLine = z.object({
  line: z.literal('run'),
  at: z.string(),
  spec: z.object({
    configPath: z.string(),
    suites: z.array(z.string()),
    limit: z.int().positive().nullable(),
    samples: z.int().positive(),
    judge: judgeSpecJson,
  }),
  algorithm: z.enum(algorithmIds),
  beta: z.number().min(0),
  seed: z.int().min(0),
  base: z.object({ name: z.string(), fingerprint: z.string() }),
  judge: z.object({
    id: z.string(),
    version: z.string(),
    title: z.string(),
    quality: z
      .object({
        sensitivity: share,
        sensitivityN: z.int().positive(),
        specificity: share,
        specificityN: z.int().positive(),
        agreement: share,
        kappa: z.number().min(-1).max(1),
        source: z.string(),
      })
      .nullable(),
  }),
  functions: z
    .array(
      z.object({
        name: z.string(),
        verifier: z.string(),
        weight: z.number(),
        needs: z.string().nullable(),
        range: z.object({ low: z.number(), high: z.number() }).nullable(),
      }),
    )
    .min(1),
  notes: z.array(z.object({ severity: z.enum(noteSeverities), id: z.string(), message: z.string() })),
  benchmarks: z.array(
    z.object({ id: z.string(), title: z.string(), kind: z.enum(safetyKinds), items: z.array(z.string()) }),
  ),
  versions: z.record(z.string(), z.string()),
});

const rowKey = { suiteId: z.string(), itemId: z.string(), sample: z.int().min(0) };

const answerLine = z.object({
  line: z.literal('answer'),
  ...rowKey,
  /** As generated, and without its reasoning. */
  text: z.string(),
  answer: z.string(),
  finishReason: z.enum(finishReasons).nullable(),
  tokens: z.int().min(0),
});

const scoreLine = z.object({
  line: z.literal('score'),
  ...rowKey,
  outcome: z.enum(outcomes),
  judge: z.object({ id: z.string(), version: z.string() }),
  reward: z.number().nullable(),
  rewards: z.record(z.string(), z.number().nullable()),
});

const missingLine = z.object({ line: z.literal('missing'), ...rowKey, reason: z.string() });

const anyLine = z.discriminatedUnion('line', [headLine, runLine, answerLine, scoreLine, missingLine]);

export type AuditRun = z.infer<typeof runLine>;
export type StoredAnswer = z.infer<typeof answerLine>;
export type StoredScore = z.infer<typeof scoreLine>;
type AuditLine = z.infer<typeof anyLine>;

export interface AuditContents {
  readonly identity: Readonly<Record<string, unknown>>;
  /** null: nothing was begun. */
  readonly run: AuditRun | null;
  /** By `rowId`. */
  readonly answers: ReadonlyMap<string, StoredAnswer>;
  readonly scores: ReadonlyMap<string, StoredScore>;
  /** Reasons of questions that failed and were not answered since. */
  readonly missing: ReadonlyMap<string, string>;
}

export function rowId(row: {
  readonly suiteId: string;
  readonly itemId: string;
  readonly sample: number;
}): string {
  return `${row.suiteId}\u0000${row.itemId}\u0000${row.sample}`;
}

const kind: FileKind = {
  maxBytes: 512_000_000,
  broken: {
    code: 'storeInvalid',
    advice: 'Name another file for the audit.',
  },
  unreadable: { code: 'storeInvalid', advice: 'Check the permissions of the file.' },
};

/** null: there is no such file. @throws GuardrailError storeInvalid where it is no audit. */
export async function readAuditFile(path: string): Promise<AuditContents | null> {
  const lines = await readJsonLines(path, anyLine, kind);
  if (lines === null) return null;
  const [head] = lines;
  if (head?.line !== 'head') {
    throw new GuardrailError('storeInvalid', `${path} is not a reward audit.`, kind.broken.advice);
  }
  let run: AuditRun | null = null;
  const answers = new Map<string, StoredAnswer>();
  const scores = new Map<string, StoredScore>();
  const missing = new Map<string, string>();
  for (const one of lines) {
    switch (one.line) {
      case 'head':
        break;
      case 'run':
        run = one;
        break;
      case 'answer':
        answers.set(rowId(one), one);
        missing.delete(rowId(one));
        break;
      case 'score':
        scores.set(rowId(one), one);
        break;
      case 'missing':
        missing.set(rowId(one), one.reason);
    }
  }
  return { identity: head.identity, run, answers, scores, missing };
}

/** Adds lines to an audit; one process at a time. */
export class AuditWriter {
  private constructor(
    private readonly path: string,
    private readonly file: number,
    private readonly lock: { release(): void },
  ) {}

  /** Begins the file where it is new or `fresh`. @throws GuardrailError storeBusy, storeWriteFailed. */
  static open(path: string, identity: AuditContents['identity'], fresh: boolean): AuditWriter {
    const lock = lockAudit(path);
    try {
      const isNew = fresh || (statSync(path, { throwIfNoEntry: false })?.size ?? 0) === 0;
      const file = openSync(path, isNew ? 'w+' : 'a+');
      const writer = new AuditWriter(path, file, lock);
      if (isNew) writer.append({ line: 'head', format, createdAt: new Date().toISOString(), identity });
      else writer.endTornLine();
      return writer;
    } catch (cause) {
      lock.release();
      throw writeFailed(path, cause);
    }
  }

  append(line: AuditLine): void {
    this.write(`${JSON.stringify(line)}\n`);
  }

  close(): void {
    closeSync(this.file);
    this.lock.release();
  }

  /** What a killed process was writing must not swallow the next line. */
  private endTornLine(): void {
    const { size } = fstatSync(this.file);
    const last = Buffer.alloc(1);
    readSync(this.file, last, 0, 1, size - 1);
    if (last.toString() !== '\n') this.write('\n');
  }

  private write(text: string): void {
    try {
      appendFileSync(this.file, text);
    } catch (cause) {
      throw writeFailed(this.path, cause);
    }
  }
}

function lockAudit(path: string): { release(): void } {
  try {
    return acquireWriteLock(path);
  } catch (cause) {
    if (!(cause instanceof GuardrailError) || cause.code !== 'storeBusy') throw cause;
    throw new GuardrailError(
      'storeBusy',
      `Another process is writing the audit ${path}.`,
      'Wait for it, or stop it.',
      { cause },
    );
  }
}
