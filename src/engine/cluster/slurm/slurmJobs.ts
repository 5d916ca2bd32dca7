// Jobs of Slurm by its own commands. A job is found by its name; what Slurm has forgotten is known from its folder.
import { readdir, rm } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { z } from 'zod';
import { GuardrailError } from '../../../protocol/errors';
import { throwIfCancelled } from '../../cancellation';
import { writeFileAtomically } from '../../files/atomicFile';
import { readJsonFile } from '../../files/jsonFile';
import type { FileKind } from '../../files/textFile';
import type { ClusterJobs, JobLogPart, JobSubmission, SchedulerJob } from '../clusterJobs';
import type { CommandOptions, CommandRunner, FinishedCommand } from './commandRunner';
import { isoTime } from '../isoTime';
import { batchScript, jobFiles, sbatchCommand } from './sbatch';
import { parseSqueue, type QueuedJob } from './squeue';

export interface SlurmFolders {
  readonly folder: string;
  readonly remoteFolder: string;
  readonly sbatch: readonly string[];
}

/** What is kept of a job in its folder, so that it is listed when Slurm has forgotten it. */
const recordFile = 'slurm.json';
const recordSchema = z.object({
  /** Of the run, here. */
  folder: z.string().nullable(),
  /** UTC, ISO 8601. */
  submitted: z.string(),
  stopped: z.boolean(),
});
type JobRecord = z.infer<typeof recordSchema>;
const recordKind: FileKind = {
  maxBytes: 100_000,
  broken: { code: 'storeInvalid', advice: 'Delete the file; the job is then not listed any more.' },
};

const name = /^\w[\w.-]*$/u;
/** A cluster's whole queue, which older versions of squeue print whatever they are asked for. */
const mostQueue = 400_000_000;
const mostLog = 16_000_000;
/** Paths in one command. */
const mostPaths = 200;

export class SlurmJobs implements ClusterJobs {
  /** A queue that is asked more often slows down for everybody. */
  readonly pace = 10_000;

  constructor(
    private readonly target: SlurmFolders,
    private readonly commands: CommandRunner,
  ) {}

  async version(signal?: AbortSignal): Promise<string> {
    const { stdout } = await this.run(['sbatch', '--version'], { signal });
    const said = stdout.toString('utf8').trim();
    if (/^slurm\b/iu.test(said)) return said.slice(0, 100);
    throw this.failure('sbatch does not say that it is of Slurm', said);
  }

  async submit(job: JobSubmission, signal?: AbortSignal): Promise<void> {
    const folder = this.there(job.id);
    if ((await this.queue(signal)).some((queued) => queued.name === job.id)) return;
    await this.keep(job.id, { folder: job.folder, submitted: new Date().toISOString(), stopped: false });
    const command = sbatchCommand(job, folder, this.target.sbatch);
    // Not given up half way: a job that was taken must be known of.
    const finished = await this.commands
      .run(command, { input: batchScript(job, folder) })
      .catch((error: unknown) => {
        if (error instanceof GuardrailError) return error;
        throw error;
      });
    if (
      !(finished instanceof GuardrailError) &&
      /^\d+(?:;|$)/mu.test(finished.stdout.toString('utf8').trim())
    )
      return;
    // The answer may have been lost.
    const there = await this.queue(signal).catch(() => []);
    if (there.some((queued) => queued.name === job.id)) return;
    if (finished instanceof GuardrailError) throw finished;
    await rm(join(this.target.folder, job.id, recordFile), { force: true });
    throw this.failure('The job was not taken', finished.stderr);
  }

  async job(id: string, signal?: AbortSignal): Promise<SchedulerJob> {
    const record = name.test(id) ? await this.record(id) : null;
    const queued = newest(await this.queue(signal), id);
    if (queued !== undefined) return schedulerJob(id, record, queued);
    if (record === null) {
      throw new GuardrailError(
        'endpointFailed',
        `There is no job "${id}" in ${this.target.folder}, and none in the queue of ${this.commands.place}.`,
        'guardrail-lens jobs list names those that there are.',
      );
    }
    const ends = await this.ends([id], signal);
    return endedJob(id, record, ends.get(id));
  }

  async list(signal?: AbortSignal): Promise<SchedulerJob[]> {
    const records = await this.records();
    const queue = await this.queue(signal);
    const forgotten = records.filter(([id]) => newest(queue, id) === undefined);
    const ends = await this.ends(
      forgotten.map(([id]) => id),
      signal,
    );
    return records
      .toSorted(([, a], [, b]) => (a.submitted < b.submitted ? 1 : -1))
      .map(([id, record]) => {
        const queued = newest(queue, id);
        return queued === undefined ? endedJob(id, record, ends.get(id)) : schedulerJob(id, record, queued);
      });
  }

  /** `from` counts bytes. */
  async log(id: string, from: number, signal?: AbortSignal): Promise<JobLogPart> {
    const path = posix.join(this.there(id), jobFiles.log);
    // The number of the first byte, from 1.
    const command = ['tail', '-c', `+${from + 1}`, path];
    const { code, stdout } = await this.commands.run(command, { signal, maxBytes: mostLog });
    // There is none before the job has begun.
    if (code !== 0) return { text: '', next: from };
    const whole = wholeCharacters(stdout);
    return { text: whole.toString('utf8'), next: from + whole.length };
  }

  async stop(id: string, signal?: AbortSignal): Promise<boolean> {
    const { status } = await this.job(id, signal);
    if (status !== 'pending' && status !== 'running') return false;
    const queued = newest(await this.queue(signal), id);
    if (queued === undefined) return false;
    await this.run(['scancel', String(queued.number)], { signal });
    const record = await this.record(id);
    if (record !== null) await this.keep(id, { ...record, stopped: true });
    return true;
  }

  /** Jobs of whomever, newest state of each. */
  private async queue(signal: AbortSignal | undefined): Promise<QueuedJob[]> {
    const command = ['squeue', '--me', '--states=all', '--json'];
    const { stdout, cut } = await this.run(command, { signal, maxBytes: mostQueue });
    try {
      if (!cut) return parseSqueue(stdout.toString('utf8'));
    } catch {
      // Said below.
    }
    throw this.failure('squeue --json prints what is not known', stdout.subarray(0, 200).toString('utf8'));
  }

  /** Of those that have ended, what is in their file. */
  private async ends(ids: readonly string[], signal: AbortSignal | undefined): Promise<Map<string, string>> {
    const ends = new Map<string, string>();
    for (let first = 0; first < ids.length; first += mostPaths) {
      throwIfCancelled(signal);
      const paths = ids
        .slice(first, first + mostPaths)
        .map((id) => posix.join(this.there(id), jobFiles.exit));
      // 1 and 2: in none of them, or some are not there.
      const { stdout } = await this.commands.run(['grep', '-sH', '-e', '.', '--', ...paths], { signal });
      for (const line of stdout.toString('utf8').split('\n')) {
        const at = line.lastIndexOf(':');
        if (at > 0) ends.set(posix.basename(posix.dirname(line.slice(0, at))), line.slice(at + 1));
      }
    }
    return ends;
  }

  private async records(): Promise<(readonly [string, JobRecord])[]> {
    const entries = await readdir(this.target.folder, { withFileTypes: true }).catch(() => []);
    const ids = entries
      .filter((entry) => entry.isDirectory() && name.test(entry.name))
      .map((entry) => entry.name);
    const all = await Promise.all(
      ids.map(async (id) => [id, await this.record(id).catch(() => null)] as const),
    );
    return all.flatMap(([id, record]) => (record === null ? [] : [[id, record] as const]));
  }

  private record(id: string): Promise<JobRecord | null> {
    return readJsonFile(join(this.target.folder, id, recordFile), recordSchema, recordKind);
  }

  private keep(id: string, record: JobRecord): Promise<void> {
    return writeFileAtomically(join(this.target.folder, id, recordFile), `${JSON.stringify(record)}\n`);
  }

  /** @throws GuardrailError endpointFailed for what is no job's name */
  private there(id: string): string {
    if (name.test(id)) return posix.join(this.target.remoteFolder, id);
    throw new GuardrailError(
      'endpointFailed',
      `There is no job "${id}".`,
      'guardrail-lens jobs list names those that there are.',
    );
  }

  private async run(command: readonly string[], options: CommandOptions): Promise<FinishedCommand> {
    const finished = await this.commands.run(command, options);
    if (finished.code === 0) return finished;
    throw this.failure(`${command[0] ?? ''} ends with ${finished.code}`, finished.stderr);
  }

  private failure(what: string, said: string): GuardrailError {
    return new GuardrailError(
      'endpointFailed',
      `${what} (${this.commands.place})${said === '' ? '.' : `: ${said.slice(-500)}`}`,
      'Try Slurm’s command by hand there; Slurm 21.08 or newer is needed, with its JSON plugin.',
    );
  }
}

/** A job that is submitted again under a name has a higher number. */
function newest(queue: readonly QueuedJob[], id: string): QueuedJob | undefined {
  return queue
    .filter((job) => job.name === id)
    .reduce<QueuedJob | undefined>(
      (best, job) => (best !== undefined && best.number > job.number ? best : job),
      undefined,
    );
}

function schedulerJob(id: string, record: JobRecord | null, job: QueuedJob): SchedulerJob {
  const { status, message, begun, ended } = job;
  return { id, status, message, begun, ended, folder: record?.folder ?? null };
}

/** Of a job that Slurm has forgotten. @param end of its file, undefined where it left none */
function endedJob(id: string, { folder, stopped }: JobRecord, end: string | undefined): SchedulerJob {
  const [code, begun, ended] = (end ?? '').trim().split(' ').map(Number);
  const iso = (seconds: number | undefined): string | null => isoTime((seconds ?? 0) * 1000);
  const facts = { id, folder, begun: iso(begun), ended: iso(ended) };
  if (end === undefined || code === undefined || !Number.isInteger(code)) {
    const message =
      'Slurm does not know it any more, and it left no exit code: it was ended from outside (a limit, a node, scancel).';
    return {
      ...facts,
      begun: null,
      ended: null,
      status: stopped ? 'stopped' : 'failed',
      message: stopped ? null : message,
    };
  }
  if (code === 0) return { ...facts, status: 'succeeded', message: null };
  return {
    ...facts,
    status: stopped ? 'stopped' : 'failed',
    message: stopped ? null : `It ended with exit code ${code}.`,
  };
}

/** Without a character at the end of which a part is missing. */
function wholeCharacters(bytes: Buffer): Buffer {
  for (let back = 1; back <= Math.min(4, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes;
    if (byte < 0xc0) continue;
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return needed > back ? bytes.subarray(0, bytes.length - back) : bytes;
  }
  return bytes;
}
