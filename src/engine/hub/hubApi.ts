// What the hub says of repositories, asked through @huggingface/hub, which is imported here alone. It is given a fetch of
// ours and no token: it would follow redirects and links to further pages with it.
import { datasetInfo, listFiles, listModels, modelInfo } from '@huggingface/hub';
import { z } from 'zod';
import { GuardrailError } from '../../protocol/errors';
import type { HubKind, HubModel } from '../../protocol/hub';
import { isRepositoryPath } from '../../safety/subjects/hubText';
import { readBody } from '../network/httpRequest';
import { parseHostileJson } from '../files/parseHostileJson';
import type { HubAccess } from './hubAccess';
import { hubFailed, type HubSubject } from './hubErrors';
import { hubRequest, type HubRequestOptions } from './hubRequest';

export interface HubCall {
  readonly access: HubAccess;
  readonly onWait?: HubRequestOptions['onWait'];
  readonly signal?: AbortSignal;
  readonly patience?: HubRequestOptions['patience'];
}

export interface Repository {
  readonly kind: HubKind;
  /** `owner/name` */
  readonly name: string;
}

export interface RepositoryState {
  readonly commit: string;
  readonly gated: boolean;
  readonly licence: string | null;
}

export interface RepositoryFile {
  readonly path: string;
  readonly bytes: number;
  /** SHA-256 of the content where the hub keeps it apart from Git (LFS, Xet), else the Git blob's SHA-1; hex. */
  readonly oid: string;
}

const mostAnswerBytes = 32_000_000;
const mostFiles = 20_000;

const hash = /^[0-9a-f]{40}$/u;
const fileSchema = z.object({
  type: z.string(),
  path: z.string(),
  size: z.number().int().min(0),
  oid: z.string().regex(hash).optional(),
  lfs: z.object({ oid: z.string().regex(/^[0-9a-f]{64}$/u), size: z.number().int().min(0) }).nullish(),
});
const stateSchema = z.object({
  sha: z.string().regex(hash),
  gated: z.unknown(),
  tags: z.array(z.unknown()).nullish(),
});
const modelSchema = z.object({
  name: z.string(),
  gated: z.unknown(),
  downloads: z.number().catch(0),
  likes: z.number().catch(0),
  task: z.string().nullish(),
  updatedAt: z.date(),
  safetensors: z.object({ total: z.number() }).nullish().catch(null),
});

/** The page of a repository, for a person. */
export function repositoryPage(endpoint: string, { kind, name }: Repository): string {
  return `${endpoint}/${kind === 'dataset' ? 'datasets/' : ''}${name}`;
}

/** Models whose name has the words, most downloaded first. @throws GuardrailError hubFailed, cancelled */
export function searchModels(query: string, limit: number, call: HubCall): Promise<HubModel[]> {
  const subject = { name: 'the list of models', page: `${call.access.endpoint}/models` };
  return readable(subject, () => readModels(query, limit, call, subject));
}

async function readModels(
  query: string,
  limit: number,
  call: HubCall,
  subject: HubSubject,
): Promise<HubModel[]> {
  const found: HubModel[] = [];
  const models = listModels({
    search: { query },
    limit,
    sort: 'downloads',
    additionalFields: ['safetensors'],
    hubUrl: call.access.endpoint,
    fetch: fetchFor(call, subject),
  });
  for await (const entry of models) {
    const model = modelSchema.safeParse(entry);
    if (!model.success) continue;
    const { name, gated, downloads, likes, task, updatedAt, safetensors } = model.data;
    found.push({
      repository: name,
      gated: isGated(gated),
      downloads,
      likes,
      task: task ?? null,
      parameters: safetensors?.total ?? null,
      updated: Number.isNaN(updatedAt.getTime()) ? '' : updatedAt.toISOString(),
    });
  }
  return found;
}

/** Which commit a revision stands for now. @throws GuardrailError hubFailed, cancelled */
export async function repositoryState(
  repository: Repository,
  revision: string | null,
  call: HubCall,
): Promise<RepositoryState> {
  const asked = {
    name: repository.name,
    hubUrl: call.access.endpoint,
    fetch: fetchFor(call, subjectOf(repository, call)),
    ...(revision === null ? {} : { revision }),
  };
  const info = await readable<object>(subjectOf(repository, call), () =>
    repository.kind === 'model'
      ? modelInfo({ ...asked, additionalFields: ['sha', 'tags'] })
      : datasetInfo({ ...asked, additionalFields: ['sha', 'tags'] }),
  );
  const state = stateSchema.safeParse(info);
  if (!state.success) throw unreadable(subjectOf(repository, call));
  const { sha, gated, tags } = state.data;
  const licence = (tags ?? []).find((tag) => typeof tag === 'string' && tag.startsWith('license:'));
  return {
    commit: sha,
    gated: isGated(gated),
    licence: typeof licence === 'string' ? licence.slice('license:'.length) : null,
  };
}

/** Every file of a commit, sorted by path. @throws GuardrailError hubFailed, cancelled */
export function repositoryFiles(
  repository: Repository,
  commit: string,
  call: HubCall,
): Promise<RepositoryFile[]> {
  const subject = subjectOf(repository, call);
  return readable(subject, () => readFiles(repository, commit, call, subject));
}

async function readFiles(
  repository: Repository,
  commit: string,
  call: HubCall,
  subject: HubSubject,
): Promise<RepositoryFile[]> {
  const found: RepositoryFile[] = [];
  const entries = listFiles({
    repo: { type: repository.kind, name: repository.name },
    revision: commit,
    recursive: true,
    hubUrl: call.access.endpoint,
    fetch: fetchFor(call, subject),
  });
  for await (const entry of entries) {
    const file = fileSchema.safeParse(entry);
    if (!file.success) throw unreadable(subject);
    const { type, path, size, oid, lfs } = file.data;
    if (type !== 'file' || !isRepositoryPath(path)) continue;
    const id = lfs?.oid ?? oid;
    if (id === undefined) throw unreadable(subject);
    found.push({ path, bytes: lfs?.size ?? size, oid: id });
    if (found.length > mostFiles) {
      throw hubFailed(
        `${subject.name} has more than ${mostFiles} files.`,
        'Name one file of it: hf:<owner>/<name>:<file>.',
      );
    }
  }
  return found.sort((x, y) => (x.path < y.path ? -1 : 1));
}

/** The library takes an answer for what it should be, and fails as it comes where it is not. */
async function readable<T>(subject: HubSubject, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof GuardrailError ? error : unreadable(subject, error);
  }
}

function subjectOf(repository: Repository, { access }: HubCall): HubSubject {
  return { name: repository.name, page: repositoryPage(access.endpoint, repository) };
}

/** The hub's word for ungated is false; others are the ways in which terms are accepted. */
function isGated(gated: unknown): boolean {
  return gated === true || typeof gated === 'string';
}

/** What the library is given for `fetch`: successes of limited size that are JSON; all else is thrown. */
function fetchFor({ access, onWait, signal, patience }: HubCall, subject: HubSubject): typeof fetch {
  const origin = new URL(access.endpoint).origin;
  return async (input) => {
    const url = new URL(input instanceof Request ? input.url : input);
    // A page's link to the next may lead anywhere.
    if (url.origin !== origin) throw unreadable(subject);
    const response = await hubRequest(url, {
      subject,
      keyOrigin: origin,
      key: access.key,
      headers: { accept: 'application/json' },
      ...(onWait === undefined ? {} : { onWait }),
      ...(signal === undefined ? {} : { signal }),
      ...(patience === undefined ? {} : { patience }),
    });
    const { status, headers, body, close } = response;
    const text = await readBody(new Response(body, { headers }), mostAnswerBytes).finally(close);
    const link = headers.get('link');
    try {
      parseHostileJson(text ?? '');
    } catch (cause) {
      throw unreadable(subject, cause);
    }
    return new Response(text, {
      status,
      headers: { 'content-type': 'application/json', ...(link === null ? {} : { link }) },
    });
  };
}

function unreadable(subject: HubSubject, cause?: unknown) {
  return hubFailed(
    `What the hub says of ${subject.name} cannot be read.`,
    `Look at ${subject.page}. If HF_ENDPOINT is set, check that it is a hub.`,
    cause,
  );
}
