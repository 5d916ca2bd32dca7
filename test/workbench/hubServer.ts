// A hub on this machine as the real one behaves to its clients: an API, files that it gives itself, large ones that it
// redirects to another host for, ranges, gates, and what goes wrong.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

export interface FakeRepository {
  readonly kind?: 'model' | 'dataset';
  /** `owner/name` */
  readonly name: string;
  /** Path → content; what ends in .safetensors or .gguf, or is listed in `large`, lies on the other host. */
  readonly files: Record<string, string | Buffer>;
  readonly large?: readonly string[];
  /** Branches, beside main. */
  readonly branches?: Readonly<Record<string, string>>;
  readonly commit?: string;
  readonly gated?: boolean;
  readonly private?: boolean;
  readonly licence?: string;
}

export interface HubRequestSeen {
  readonly host: 'hub' | 'storage';
  readonly url: string;
  readonly authorization: string | undefined;
  readonly range: string | undefined;
}

/** Changed by tests while it runs. */
export interface HubTroubles {
  /** So many further requests for files are answered with this. */
  busy: { times: number; status: number; retryAfter: string | null };
  /** So many further transfers from the storage end after so many bytes. */
  truncated: { times: number; after: number };
  /** Ranges are ignored by the storage. */
  noRanges: boolean;
  /** Where large files are redirected to, instead of the storage. */
  redirectTo: string | null;
  /** What the storage gives, instead of the file's content. */
  wrongContent: Buffer | null;
  /** A link to a further page of files that leads there. */
  nextPage: string | null;
  /** Everything is answered with HTTP 404. */
  down: boolean;
}

export interface FakeHub {
  readonly url: string;
  readonly storageUrl: string;
  readonly seen: HubRequestSeen[];
  readonly troubles: HubTroubles;
  /** The token that is let in, with the terms accepted. */
  readonly token: string;
  readonly close: () => void;
}

export const commitOf = (text: string): string => createHash('sha1').update(text).digest('hex');
const defaultCommit = commitOf('main');
/** Files of a page. */
const pageSize = 3;

export async function startHubServer(repositories: readonly FakeRepository[]): Promise<FakeHub> {
  const servers: Server[] = [];
  const seen: HubRequestSeen[] = [];
  const troubles: HubTroubles = {
    busy: { times: 0, status: 429, retryAfter: null },
    truncated: { times: 0, after: 0 },
    noRanges: false,
    redirectTo: null,
    wrongContent: null,
    nextPage: null,
    down: false,
  };
  const token = 'hf_fakeTokenForTestsOnly';
  const note = (host: 'hub' | 'storage', { url, headers }: IncomingMessage): void =>
    void seen.push({ host, url: url ?? '', authorization: headers.authorization, range: headers.range });
  const blobs = new Map<string, Buffer>();
  for (const { files } of repositories) {
    for (const content of Object.values(files)) blobs.set(sha256(content), Buffer.from(content));
  }
  const storageUrl = await listen(servers, (request, response) => {
    note('storage', request);
    const content = troubles.wrongContent ?? blobs.get((request.url ?? '').split('/').at(-1) ?? '');
    if (content === undefined) {
      response.writeHead(404).end();
      return;
    }
    const { truncated } = troubles;
    const cut = truncated.times > 0 ? truncated.after : null;
    if (cut !== null) truncated.times--;
    sendContent(response, content, troubles.noRanges ? undefined : request.headers.range, {}, cut);
  });
  const url = await listen(servers, (request, response) => {
    note('hub', request);
    const hub = { repositories, storageUrl, troubles, token, url: `http://${request.headers.host ?? ''}` };
    const address = new URL(request.url ?? '', hub.url);
    if (troubles.down) response.writeHead(404).end();
    else if (address.pathname.startsWith('/api/')) answerApi(hub, address, request, response);
    else answerFile(hub, address, request, response);
  });
  const close = (): void => {
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
  };
  return { url, storageUrl, seen, troubles, token, close };
}

interface Hub {
  readonly repositories: readonly FakeRepository[];
  readonly storageUrl: string;
  readonly troubles: HubTroubles;
  readonly token: string;
  readonly url: string;
}

function answerApi(hub: Hub, address: URL, request: IncomingMessage, response: ServerResponse): void {
  const [, , kinds, owner, name, what, ...rest] = address.pathname.split('/').map(decodeURIComponent);
  if (owner === undefined) {
    const query = address.searchParams.get('search') ?? '';
    const found = hub.repositories.filter(
      (one) => (one.kind ?? 'model') === 'model' && one.name.includes(query),
    );
    sendJson(response, 200, found.map(infoOf));
    return;
  }
  const repository = find(hub, kinds === 'datasets' ? 'dataset' : 'model', `${owner}/${name ?? ''}`);
  if (repository === null || (repository.private === true && !isLetIn(hub, request))) {
    const code = isLetIn(hub, request) ? 404 : 401;
    sendJson(response, code, { error: 'Repository not found' }, { 'x-error-code': 'RepoNotFound' });
    return;
  }
  const commit = commitOfRevision(repository, rest.join('/'));
  if (commit === null) {
    const error = `Invalid rev id: ${rest.join('/')}`;
    sendJson(response, 404, { error }, { 'x-error-code': 'RevisionNotFound' });
  } else if (what === 'revision') sendJson(response, 200, { ...infoOf(repository), sha: commit });
  else {
    const from = Number(address.searchParams.get('cursor') ?? 0);
    const all = Object.keys(repository.files);
    address.searchParams.set('cursor', String(from + pageSize));
    const next = hub.troubles.nextPage ?? `${hub.url}${address.pathname}${address.search}`;
    const link = from + pageSize < all.length ? { link: `<${next}>; rel="next"` } : undefined;
    const entries = all.slice(from, from + pageSize).map((path) => entryOf(repository, path));
    sendJson(response, 200, entries, link);
  }
}

function answerFile(hub: Hub, address: URL, request: IncomingMessage, response: ServerResponse): void {
  const parts = address.pathname.slice(1).split('/').map(decodeURIComponent);
  const isDataset = parts[0] === 'datasets';
  const [owner, name, , commit, ...rest] = isDataset ? parts.slice(1) : parts;
  const repository = find(hub, isDataset ? 'dataset' : 'model', `${owner ?? ''}/${name ?? ''}`);
  const path = rest.join('/');
  const content = repository?.files[path];
  const { busy } = hub.troubles;
  if (busy.times > 0) {
    busy.times--;
    const headers = busy.retryAfter === null ? undefined : { 'retry-after': busy.retryAfter };
    sendJson(response, busy.status, { error: 'Too many requests' }, headers);
  } else if (
    repository === null ||
    content === undefined ||
    commitOfRevision(repository, commit ?? '') === null
  ) {
    sendJson(response, 404, { error: 'Entry not found' }, { 'x-error-code': 'EntryNotFound' });
  } else if (repository.gated === true && !isLetIn(hub, request)) {
    const status = request.headers.authorization === undefined ? 401 : 403;
    const error = `Access to model ${repository.name} is restricted.`;
    sendJson(response, status, { error }, { 'x-error-code': 'GatedRepo' });
  } else {
    const oid = oidOf(repository, path);
    const headers = { 'x-repo-commit': repository.commit ?? defaultCommit };
    if (oid.length === 64) {
      const location = `${hub.troubles.redirectTo ?? hub.storageUrl}/blobs/${oid}`;
      const linked = { 'x-linked-etag': `"${oid}"`, 'x-linked-size': String(content.length), location };
      response.writeHead(302, { ...headers, ...linked }).end();
    } else
      sendContent(
        response,
        Buffer.from(content),
        request.headers.range,
        { ...headers, etag: `"${oid}"` },
        null,
      );
  }
}

/** @param cut the connection is broken after so many bytes */
function sendContent(
  response: ServerResponse,
  content: Buffer,
  range: string | undefined,
  headers: Readonly<Record<string, string>>,
  cut: number | null,
): void {
  const from = Number(/^bytes=(\d+)-/u.exec(range ?? '')?.[1] ?? 0);
  if (from > 0 && from >= content.length) {
    response.writeHead(416, { 'content-range': `bytes */${content.length}` }).end();
    return;
  }
  const rest = content.subarray(from);
  const partial = { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` };
  const length = { 'content-length': String(rest.length) };
  response.writeHead(range === undefined ? 200 : 206, {
    ...headers,
    ...length,
    ...(range === undefined ? {} : partial),
  });
  if (cut === null || cut >= rest.length) response.end(rest);
  else response.write(rest.subarray(0, cut), () => response.socket?.destroy());
}

function isLetIn({ token }: Hub, { headers }: IncomingMessage): boolean {
  return headers.authorization === `Bearer ${token}`;
}

function find({ repositories }: Hub, kind: string, name: string): FakeRepository | null {
  return repositories.find((one) => (one.kind ?? 'model') === kind && one.name === name) ?? null;
}

function commitOfRevision(repository: FakeRepository, revision: string): string | null {
  const main = repository.commit ?? defaultCommit;
  if (['HEAD', 'main', main].includes(revision)) return main;
  const branch = repository.branches?.[revision];
  return branch ?? (Object.values(repository.branches ?? {}).includes(revision) ? revision : null);
}

function infoOf(repository: FakeRepository): object {
  return {
    _id: repository.name,
    id: repository.name,
    private: repository.private === true,
    gated: repository.gated === true ? 'manual' : false,
    downloads: 1234,
    likes: 5,
    pipeline_tag: 'text-generation',
    lastModified: '2025-05-01T12:00:00.000Z',
    safetensors: { parameters: { BF16: 135_000_000 }, total: 135_000_000 },
    tags: ['transformers', ...(repository.licence === undefined ? [] : [`license:${repository.licence}`])],
  };
}

function isLarge(repository: FakeRepository, path: string): boolean {
  return /\.(?:safetensors|gguf|parquet)$/u.test(path) || repository.large?.includes(path) === true;
}

function oidOf(repository: FakeRepository, path: string): string {
  const content = repository.files[path] ?? '';
  return isLarge(repository, path) ? sha256(content) : gitHash(content);
}

function entryOf(repository: FakeRepository, path: string): object {
  const content = repository.files[path] ?? '';
  const size = Buffer.byteLength(content);
  if (!isLarge(repository, path)) return { type: 'file', path, size, oid: gitHash(content) };
  const lfs = { oid: sha256(content), size, pointerSize: 130 };
  return { type: 'file', path, size, oid: gitHash(`pointer ${lfs.oid}`), lfs };
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

export function gitHash(content: string | Buffer): string {
  return createHash('sha1')
    .update(`blob ${Buffer.byteLength(content)}\0`)
    .update(content)
    .digest('hex');
}

function sendJson(
  response: ServerResponse,
  status: number,
  data: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(data));
}

async function listen(
  servers: Server[],
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** What lies in a folder, as a repository's files. */
export function filesOf(folder: string): Record<string, Buffer> {
  return Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));
}
