// Ray's REST interface for jobs (docs.ray.io, Ray Jobs REST API).
import { z } from 'zod';
import type { ClusterJobStatus } from '../../../protocol/cluster';
import { GuardrailError } from '../../../protocol/errors';
import { parseHostileJson } from '../../files/parseHostileJson';
import { HttpClient, type HttpClientOptions, type Outcome, type Reading } from '../../network/httpClient';
import { openPlainConnection } from '../../network/plainConnection';
import { serverUrl } from '../../network/serverUrl';
import type { ClusterJobs, JobLogPart, JobSubmission, SchedulerJob } from '../clusterJobs';
import { isoTime } from '../isoTime';
import { shellCommand } from '../shellCommand';

/** What a job says of itself, by which it is known as one of this product. */
const metadata = { folder: 'guardrail_lens_folder', target: 'guardrail_lens_target' } as const;

interface RayJob extends SchedulerJob {
  readonly ours: boolean;
}

const milliseconds = z.number().nullish().transform(isoTime);
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
    folder: job.metadata?.[metadata.folder] ?? null,
    ours: job.metadata?.[metadata.target] !== undefined,
  }));
const versionSchema = z.object({ ray_version: z.string() });
const logsSchema = z.object({ logs: z.string() });
const submittedSchema = z.object({ submission_id: z.string() });
const stoppedSchema = z.object({ stopped: z.boolean() });

export interface RayJobsOptions extends HttpClientOptions {
  /** Of the target. */
  readonly name: string;
  /** Jobs are given some, so that they need an encrypted connection as a key does. */
  readonly secrets: boolean;
}

export class RayJobs implements ClusterJobs {
  readonly pace = 2000;
  private readonly base: URL;
  private readonly client: HttpClient;
  private readonly name: string;

  /**
   * @param address of the dashboard, without `/api`
   * @throws GuardrailError invalidRequest for an address that cannot be asked
   */
  constructor(address: string, { name, secrets, ...options }: RayJobsOptions) {
    this.name = name;
    this.base = serverUrl(address, secrets || options.key !== null);
    this.client = new HttpClient({
      ...{ timeout: 60_000, maxBytes: 64_000_000, connect: openPlainConnection },
      ...options,
    });
  }

  async version(signal?: AbortSignal): Promise<string> {
    const { ray_version } = await this.ask('GET', 'api/version', versionSchema, undefined, signal);
    return `Ray ${ray_version}`;
  }

  async submit(job: JobSubmission, signal?: AbortSignal): Promise<void> {
    const json = {
      submission_id: job.id,
      entrypoint: shellCommand(job.command),
      runtime_env: { env_vars: job.env },
      metadata: {
        ...(job.folder === null ? {} : { [metadata.folder]: job.folder }),
        ...(job.passing === true ? {} : { [metadata.target]: this.name }),
      },
      ...(job.gpus === 0 ? {} : { entrypoint_num_gpus: job.gpus }),
    };
    const outcome = await this.send('POST', 'api/jobs/', submittedSchema, json, signal);
    if (outcome.kind === 'value') return;
    // The answer to an earlier try may have been lost.
    const there = await this.send('GET', jobPath(job.id), jobSchema, undefined, signal);
    if (there.kind !== 'value') throw this.failure('The job was not taken', outcome);
  }

  async job(id: string, signal?: AbortSignal): Promise<SchedulerJob> {
    return { ...(await this.ask('GET', jobPath(id), jobSchema, undefined, signal)), id };
  }

  async list(signal?: AbortSignal): Promise<SchedulerJob[]> {
    const jobs = await this.ask('GET', 'api/jobs/', z.array(jobSchema), undefined, signal);
    return jobs
      .filter(({ id, ours }) => ours && id !== '')
      .sort((a, b) => ((a.begun ?? '9') < (b.begun ?? '9') ? 1 : -1));
  }

  /** Ray sends the whole; a job that it starts again has a log of its own. */
  async log(id: string, from: number, signal?: AbortSignal): Promise<JobLogPart> {
    const { logs } = await this.ask('GET', `${jobPath(id)}/logs`, logsSchema, undefined, signal);
    return { text: logs.slice(logs.length < from ? 0 : from), next: logs.length };
  }

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
