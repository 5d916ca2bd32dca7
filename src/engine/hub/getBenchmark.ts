// Gets a benchmark of the catalogue: its files as they are published, suites of those that need a word on their kind, and the
// pin that makes it the same the next time.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BenchmarkDownload, HubProgress } from '../../protocol/hub';
import type { CatalogueEntry } from '../../safety/suites/catalogue/catalogueEntry';
import { makeFolder, writeFailed } from '../files/atomicFile';
import { loadSuites } from '../suites/suiteCatalog';
import { pinPath, sha256Of, writePin, type PinnedFile } from './benchmarkPin';
import { writeBenchmarkSuite } from './benchmarkSuite';
import { downloadFile } from './downloadFile';
import type { HubCall } from './hubApi';
import { planBenchmark, type BenchmarkTools, type PlannedFile } from './planBenchmark';

/**
 * @param reach gives the way to the network, when something has to be fetched; throws where the user forbids it
 * @throws GuardrailError hubFailed, suiteInvalid (what was fetched is no such benchmark), storeWriteFailed, cancelled
 */
export async function getBenchmark(
  entry: CatalogueEntry,
  tools: BenchmarkTools & { readonly mediaFolder: string },
  reach: () => Promise<HubCall>,
  onProgress: (progress: HubProgress) => void,
): Promise<BenchmarkDownload> {
  const { plan, files } = await planBenchmark(entry, tools, reach);
  const { folder } = plan;
  await makeFolder(folder);
  const pinned: PinnedFile[] = [];
  const paths: string[] = [];
  let done = 0;
  for (const one of files) {
    const { file, bytes } = one;
    const report = (phase: HubProgress['phase'], now: number, note?: string): void =>
      onProgress({
        ...{ phase, file: file.name, done: done + now, total: plan.bytes },
        ...(note === undefined ? {} : { note }),
      });
    if (!one.here) await fetchFile(join(folder, file.name), one, await reach(), report);
    done += bytes;
    report('downloading', 0);
    pinned.push(await pinOf(folder, one));
    paths.push(
      file.suite === null
        ? join(folder, file.name)
        : await writeBenchmarkSuite(folder, file.name, file.suite, entry),
    );
  }
  const suites = await loadSuites(paths, tools.mediaFolder);
  const { id, title, licence, citation, page } = entry;
  await writePin(folder, { benchmark: id, title, licence, citation, page, files: pinned });
  return {
    paths,
    pin: pinPath(folder),
    suites: suites.map(({ manifest, prompts }) => ({
      id: manifest.id,
      title: manifest.title,
      prompts: prompts.length,
    })),
  };
}

async function fetchFile(
  target: string,
  { url, oid, bytes, commit, file, subject }: PlannedFile,
  { access, signal, patience }: HubCall,
  report: (phase: HubProgress['phase'], done: number, note?: string) => void,
): Promise<void> {
  // One of another content may have the same size.
  await rm(target, { force: true }).catch((cause: unknown) => {
    throw writeFailed(target, cause);
  });
  const onHub = file.source.from === 'hub';
  await downloadFile({
    ...{ url, target, oid, bytes },
    commit: onHub ? commit : null,
    request: {
      subject,
      keyOrigin: onHub ? new URL(access.endpoint).origin : url.origin,
      // Of the hub, and nobody else's.
      key: onHub ? access.key : null,
      onWait: (note) => report('waiting', 0, note),
      ...(signal === undefined ? {} : { signal }),
      ...(patience === undefined ? {} : { patience }),
    },
    onBytes: (now) => report('downloading', now),
  });
}

async function pinOf(
  folder: string,
  { file, url, commit, path, bytes, checksum }: PlannedFile,
): Promise<PinnedFile> {
  const sha256 = await sha256Of(join(folder, file.name));
  return { file: file.name, address: url.href, revision: commit, path, sha256, bytes, checksum };
}
