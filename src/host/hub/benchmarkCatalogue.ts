// Getting a benchmark of the catalogue: choosing one by what it has and its licence, and downloading it.
import { env, Uri, window, type QuickPickItem } from 'vscode';
import type { BenchmarkDownload, BenchmarkPlan } from '../../protocol/hub';
import { formatBytes } from '../../safety/presentation/numbers';
import { catalogue } from '../../safety/suites/catalogue/catalogue';
import { isByLink, type CatalogueEntry } from '../../safety/suites/catalogue/catalogueEntry';
import { inertMessage } from '../inertText';
import { addToListSetting } from '../settings';
import { withHubProgress } from './hubQuestions';
import type { HubSession } from './hubSession';

interface EntryItem extends QuickPickItem {
  readonly entry: CatalogueEntry;
}

export interface BenchmarkQuestions {
  readonly choose: () => Promise<CatalogueEntry | undefined>;
  readonly confirm: (entry: CatalogueEntry, plan: BenchmarkPlan) => Promise<boolean>;
  readonly openPage: (page: string) => Promise<void>;
  readonly get: (hub: HubSession, entry: CatalogueEntry) => Promise<BenchmarkDownload>;
}

export const benchmarkQuestions: BenchmarkQuestions = { choose, confirm, openPage, get };

/** Nothing is asked of anyone before the user has agreed to the licence. */
export async function getFromCatalogue(
  hub: HubSession,
  ask: BenchmarkQuestions,
  id: string | undefined,
): Promise<void> {
  const entry = catalogue.find((one) => one.id === id) ?? (await ask.choose());
  if (entry === undefined) return;
  if (isByLink(entry)) {
    await ask.openPage(entry.page);
    return;
  }
  const plan = await hub.planBenchmark(entry.id);
  if (plan.missingBytes > 0 && !(await ask.confirm(entry, plan))) return;
  const { paths, suites } = await ask.get(hub, entry);
  for (const path of paths) await addToListSetting('benchmarkPaths', path);
  void window.showInformationMessage(
    inertMessage(`Added: ${suites.map(({ title, prompts }) => `${title} (${prompts} prompts)`).join(', ')}.`),
  );
}

async function choose(): Promise<CatalogueEntry | undefined> {
  const items = catalogue.map((entry): EntryItem => ({
    label: entry.title,
    description: isByLink(entry) ? `$(link-external) ${entry.licence}` : entry.licence,
    detail: entry.about,
    entry,
  }));
  const chosen = await window.showQuickPick(items, {
    title: 'Get Benchmark',
    placeHolder: 'Those with a link are given on their page, to who accepts their terms',
    matchOnDescription: true,
    matchOnDetail: true,
    ignoreFocusOut: true,
  });
  return chosen?.entry;
}

async function confirm(
  entry: CatalogueEntry,
  { files, missingBytes, folder }: BenchmarkPlan,
): Promise<boolean> {
  const lines = files.map(
    ({ name, bytes, address, checksum }) =>
      `${name}, ${formatBytes(bytes)}\n${address}\nChecksum ${checksum}`,
  );
  const choice = await window.showInformationMessage(
    inertMessage(`Download ${entry.title} (${formatBytes(missingBytes)})?`),
    {
      modal: true,
      detail: inertMessage(
        [`Licence: ${entry.licence}`, `Cite: ${entry.citation}`, `To: ${folder}`, ...lines].join('\n\n'),
      ),
    },
    'Download',
  );
  return choice !== undefined;
}

async function openPage(page: string): Promise<void> {
  const choice = await window.showInformationMessage(
    'Its files are given only to who accepts the terms on its page. Download them there, then import them.',
    'Open Page',
  );
  if (choice !== undefined) await env.openExternal(Uri.parse(page, true));
}

function get(hub: HubSession, { id, title }: CatalogueEntry): Promise<BenchmarkDownload> {
  return withHubProgress(`Getting ${title}`, (report, signal) =>
    hub.getBenchmark(
      id,
      ({ done, total, file, note }) => report(done / Math.max(1, total), note ?? file),
      signal,
    ),
  );
}
