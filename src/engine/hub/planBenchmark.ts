// Where the files of a benchmark of the catalogue are fetched from: as an earlier download pinned them, as the catalogue knows
// them, or as the hub has them now.
import { join } from 'node:path';
import type { BenchmarkPlan } from '../../protocol/hub';
import type { CatalogueEntry, CatalogueFile, HubSource } from '../../safety/suites/catalogue/catalogueEntry';
import { isByLink } from '../../safety/suites/catalogue/catalogueEntry';
import { isAsPinned, readPin, type PinnedFile } from './benchmarkPin';
import { repositoryFiles, repositoryPage, repositoryState, type HubCall, type Repository } from './hubApi';
import { hubFailed, type HubSubject } from './hubErrors';

export interface BenchmarkTools {
  /** Benchmarks lie in folders of it, by their ids. */
  readonly root: string;
  /** Pin the newest of what the catalogue does not know, whatever was pinned before. */
  readonly update: boolean;
  /** Where files of Git repositories are given; for tests. */
  readonly gitHost?: string;
}

export interface PlannedFile {
  readonly file: CatalogueFile;
  readonly url: URL;
  readonly commit: string;
  /** In its repository. */
  readonly path: string;
  /** What the content has to have: SHA-256, or Git's hash. */
  readonly oid: string;
  readonly bytes: number;
  readonly here: boolean;
  readonly checksum: PinnedFile['checksum'];
  readonly subject: HubSubject;
}

export interface PlannedBenchmark {
  readonly plan: BenchmarkPlan;
  readonly files: readonly PlannedFile[];
}

const gitHost = 'https://raw.githubusercontent.com';

/**
 * Asks the hub only for what neither the catalogue nor an earlier download knows.
 * @param reach gives the way to the hub, when it is asked; throws where the user forbids it
 * @throws GuardrailError hubFailed (also for what is given by link alone), suiteInvalid (a broken pin), cancelled
 */
export async function planBenchmark(
  entry: CatalogueEntry,
  tools: BenchmarkTools,
  reach: () => Promise<HubCall>,
): Promise<PlannedBenchmark> {
  if (isByLink(entry)) throw byLink(entry);
  const folder = join(tools.root, entry.id);
  const pin = await readPin(folder);
  const files: PlannedFile[] = [];
  for (const file of entry.files) {
    const pinned = tools.update ? undefined : pin?.files.find((one) => one.file === file.name);
    const known = pinned ?? catalogued(file);
    files.push(
      known === null
        ? await asNow(file, file.source as HubSource, await reach())
        : await asPinned(folder, file, known, tools, reach),
    );
  }
  const bytes = files.reduce((sum, one) => sum + one.bytes, 0);
  const missingBytes = files.reduce((sum, one) => sum + (one.here ? 0 : one.bytes), 0);
  const shown = files.map(({ file, url, bytes: size, here, checksum }) => ({
    name: file.name,
    address: url.href,
    bytes: size,
    here,
    checksum: vouchedBy(checksum, pin?.files.some((one) => one.file === file.name) === true && !tools.update),
  }));
  return { plan: { id: entry.id, folder, files: shown, bytes, missingBytes }, files };
}

function vouchedBy(checksum: PinnedFile['checksum'], earlier: boolean) {
  if (checksum === 'catalogue') return 'of the catalogue' as const;
  return earlier ? ('pinned at an earlier download' as const) : ('pinned at this download' as const);
}

/** What the catalogue knows of a file; null where it is pinned at the first download. */
function catalogued({ name, source }: CatalogueFile): Omit<PinnedFile, 'address'> | null {
  if (source.from === 'hub') return null;
  const { commit, path, sha256, bytes } = source;
  return { file: name, revision: commit, path, sha256, bytes, checksum: 'catalogue' };
}

async function asPinned(
  folder: string,
  file: CatalogueFile,
  pinned: Omit<PinnedFile, 'address'>,
  tools: BenchmarkTools,
  reach: () => Promise<HubCall>,
): Promise<PlannedFile> {
  const { revision, path, sha256, bytes, checksum } = pinned;
  const here = await isAsPinned(folder, { ...pinned, address: '' });
  const { source } = file;
  const where =
    source.from === 'git'
      ? gitFile(source.repository, revision, path, tools)
      : // What is here needs no way to the hub; its public address names it all the same.
        hubFile(
          here ? 'https://huggingface.co' : (await reach()).access.endpoint,
          source.dataset,
          revision,
          path,
        );
  return { file, ...where, commit: revision, path, oid: sha256, bytes, here, checksum };
}

async function asNow(file: CatalogueFile, { dataset, path }: HubSource, call: HubCall): Promise<PlannedFile> {
  const repository: Repository = { kind: 'dataset', name: dataset };
  const { endpoint } = call.access;
  const { commit } = await repositoryState(repository, null, call);
  const [start = '', end = ''] = path.split('*');
  const found = (await repositoryFiles(repository, commit, call)).find((one) =>
    end === '' ? one.path === start : one.path.startsWith(start) && one.path.endsWith(end),
  );
  if (found === undefined) {
    const page = repositoryPage(endpoint, repository);
    throw hubFailed(
      `${dataset} has no ${path} any more.`,
      `Look for its files at ${page}, download what you want and import it.`,
    );
  }
  const where = hubFile(endpoint, dataset, commit, found.path);
  const { bytes, oid } = found;
  return {
    ...{ file, ...where, commit, path: found.path, oid, bytes },
    here: false,
    checksum: 'first download',
  };
}

function hubFile(endpoint: string, dataset: string, commit: string, path: string) {
  const page = repositoryPage(endpoint, { kind: 'dataset', name: dataset });
  return {
    url: new URL(`${page}/resolve/${commit}/${encoded(path)}`),
    subject: { name: `${path} of ${dataset}`, page },
  };
}

function gitFile(
  repository: string,
  commit: string,
  path: string,
  { gitHost: host = gitHost }: BenchmarkTools,
) {
  return {
    url: new URL(`${host}/${repository}/${commit}/${encoded(path)}`),
    subject: { name: `${path} of ${repository}`, page: `https://github.com/${repository}` },
  };
}

function encoded(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

function byLink({ title, page, licence }: CatalogueEntry) {
  return hubFailed(
    `${title} is not downloaded here: its files are given only to who accepts the terms on its page (${licence}).`,
    `Open ${page}, accept the terms, download the files and import them: --suite <file or folder>, or Import Benchmark in VS Code.`,
  );
}
