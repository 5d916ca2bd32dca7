// Ray's REST interface for jobs (docs.ray.io, Ray Jobs REST API). Knows no training.
import { z } from 'zod';
import type { ClusterJobStatus } from '../../../protocol/cluster';
import { GuardrailError } from '../../../protocol/errors';
import { parseHostileJson } from '../../files/parseHostileJson';
import { HttpClient, type HttpClientOptions, type Outcome, type Reading } from '../../network/httpClient';
import { openPlainConnection } from '../../network/plainConnection';
import { serverUrl } from '../../network/serverUrl';

export interface RayJob {
  readonly id: string;
  readonly status: ClusterJobStatus;
  readonly message: string | null;
  /** UTC, ISO 8601. */
  readonly begun: string | null;
  readonly ended: string | null;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface RaySubmission {
  /** Unique: a request that is sent twice starts one job. */
  readonly id: string;
  /** A command of the cluster's shell; see shellCommand. */
  readonly entrypoint: string;
  readonly env: Readonly<Record<string, string>>;
  readonly gpus: number;
  readonly metadata: Readonly<Record<string, string>>;
}

const milliseconds = z
  .number()
  .nullish()
  .transform((time) => (typeof time === 'number' && time > 0 ? new Date(time).toISOString() : null));
const jobSchema = z
  .object({
    submission_id: z.string().nullish(),
    status: z.enum(['PENDING', 'RUNNING', 'STOPPED', 'SUCCEEDED', 'FAILED']),
    message: z.string().nullish(),
    start_time: milliseconds,
    end_time: milliseconds,
    metadata: z.record(z.string(), z.string()).nullish(),
  })
  .transform((job): RayJob => ({
    id: job.submission_id ?? '',
    status: job.status.toLowerCase() as ClusterJobStatus,
    message: job.message ?? null,
    begun: job.start_time,
    ended: job.end_time,
    metadata: job.metadata ?? {},
  }));
const versionSchema = z.object({ ray_version: z.string() });
const logsSchema = z.object({ logs: z.string() });
const submittedSchema = z.object({ submission_id: z.string() });
const stoppedSchema = z.object({ stopped: z.boolean() });

export class RayJobs {
  private readonly base: URL;
  private readonly client: HttpClient;

  /**
   * @param address of the dashboard, without `/api`
   * @param options `secrets`: jobs are given some, so that they need an encrypted connection as a key does
   * @throws GuardrailError invalidRequest for an address that cannot be asked
   */
  constructor(address: string, { secrets, ...options }: HttpClientOptions & { readonly secrets: boolean }) {
    this.base = serverUrl(address, secrets || options.key !== null);
    this.client = new HttpClient({
      ...{ timeout: 60_000, maxBytes: 64_000_000, connect: openPlainConnection },
      ...options,
    });
  }

  /** @throws GuardrailError endpointFailed, cancelled; as all of these */
  async version(signal?: AbortSignal): Promise<string> {
    const { ray_version } = await this.ask('GET', 'api/version', versionSchema, undefined, signal);
    return ray_version;
  }

  /** Its number is the submission's, and a submission that is there already is not made again. */
  async submit(job: RaySubmission, signal?: AbortSignal): Promise<void> {
    const json = {
      submission_id: job.id,
      entrypoint: job.entrypoint,
      runtime_env: { env_vars: job.env },
      metadata: job.metadata,
      ...(job.gpus === 0 ? {} : { entrypoint_num_gpus: job.gpus }),
    };
    const outcome = await this.send('POST', 'api/jobs/', submittedSchema, json, signal);
    if (outcome.kind === 'value') return;
    // The answer to an earlier try may have been lost.
    const there = await this.send('GET', jobPath(job.id), jobSchema, undefined, signal);
    if (there.kind !== 'value') throw this.failure('The job was not taken', outcome);
  }

  async job(id: string, signal?: AbortSignal): Promise<RayJob> {
    return { ...(await this.ask('GET', jobPath(id), jobSchema, undefined, signal)), id };
  }

  /** Those that were submitted, newest first. */
  async list(signal?: AbortSignal): Promise<RayJob[]> {
    const jobs = await this.ask('GET', 'api/jobs/', z.array(jobSchema), undefined, signal);
    return jobs.filter(({ id }) => id !== '').sort((a, b) => ((a.begun ?? '9') < (b.begun ?? '9') ? 1 : -1));
  }

  /** All that it has written so far. */
  async logs(id: string, signal?: AbortSignal): Promise<string> {
    const { logs } = await this.ask('GET', `${jobPath(id)}/logs`, logsSchema, undefined, signal);
    return logs;
  }

  /** Whether it ran. */
  async stop(id: string, signal?: AbortSignal): Promise<boolean> {
    const { stopped } = await this.ask('POST', `${jobPath(id)}/stop`, stoppedSchema, {}, signal);
    return stopped;
  }

  private async ask<T>(
    method: 'GET' | 'POST',
    path: string,
    schema: z.ZodType<T>,
    json: unknown,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    const outcome = await this.send(method, path, schema, json, signal);
    if (outcome.kind === 'value') return outcome.value;
    throw this.failure('Ray does not answer', outcome);
  }

  private send<T>(
    method: 'GET' | 'POST',
    path: string,
    schema: z.ZodType<T>,
    json: unknown,
    signal: AbortSignal | undefined,
  ): Promise<Outcome<T>> {
    const url = new URL(this.base);
    url.pathname = `${url.pathname.replace(/\/+$/u, '')}/${path}`;
    const request = { method, url, ...(json === undefined ? {} : { json }) };
    return this.client.send(request, (body) => reading(body, schema), signal);
  }

  private failure(what: string, outcome: Exclude<Outcome<unknown>, { kind: 'value' }>): GuardrailError {
    return new GuardrailError(
      'endpointFailed',
      `${what} (${this.base.origin}): ${outcome.reason}`,
      outcome.kind === 'lost'
        ? 'Check that the cluster runs and that the address is that of its dashboard (port 8265), then try again.'
        : 'guardrail-lens jobs lists the jobs that are there.',
    );
  }
}

/** Argument array → a command of a POSIX shell, which is what Ray takes. */
export function shellCommand(args: readonly string[]): string {
  return args
    .map((arg) => (/^[\w@%+=:,./-]+$/u.test(arg) ? arg : `'${arg.replaceAll("'", `'\\''`)}'`))
    .join(' ');
}

function jobPath(id: string): string {
  return `api/jobs/${encodeURIComponent(id)}`;
}

function reading<T>(body: string, schema: z.ZodType<T>): Reading<T> {
  let json: unknown;
  try {
    json = parseHostileJson(body);
  } catch {
    return { kind: 'unreadable', reason: 'The answer is not JSON: is this the address of a Ray dashboard?' };
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return { kind: 'value', value: parsed.data };
  return { kind: 'unreadable', reason: 'The answer is not what a Ray dashboard says.' };
}
