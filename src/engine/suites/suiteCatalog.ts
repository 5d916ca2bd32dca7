// Finds suites by what a user may write for one: a built-in id, a folder, a published file, or a part of these.
// Which prompts of them are run is not decided here.
import { basename, dirname } from 'node:path';
import { GuardrailError } from '../../protocol/errors';
import type { SafetySuite, Suite, SuiteFacts } from '../../protocol/suites';
import { contentHash } from '../../safety/suites/contentHash';
import { defaultPreset } from '../../safety/suites/defaultPreset';
import type { ImportedSuite } from '../../safety/suites/importers/importer';
import { findImporter, importTable } from '../../safety/suites/importers/importers';
import { nearestName } from '../../safety/suites/nearestName';
import { isSafetyKind } from '../../safety/outcomes/handled';
import { suiteFacts } from '../../safety/suites/suiteFacts';
import { suiteError } from '../../safety/suites/suiteError';
import { builtInAlias, builtInIds, readBuiltIn } from './builtInSuites';
import { readCsv, readCsvHeader } from './readCsv';
import { findBelow, pathKind, readFirstLine, readText } from './suiteFiles';
import { mayBeTasks, readPublishedTasks } from './tasks/publishedTasks';
import { isSuiteFolder, manifestName, promptsNames, readSuiteFolder } from './suiteFolder';

/** All built-in suites, then those found at the paths (see loadSuites). Throws `suiteInvalid`. */
export async function listSuites(mediaFolder: string, paths: readonly string[]): Promise<SuiteFacts[]> {
  const known = await builtInIds(mediaFolder);
  const all = await loadSuites([...known, ...paths], mediaFolder);
  return all.map((suite) => suiteFacts(suite, known.includes(suite.manifest.id)));
}

/**
 * As loadSuites, for what measures safety alone. `what`: what that is, as the subject of a sentence.
 * @throws GuardrailError invalidRequest for a suite of tasks or episodes
 */
export async function loadSafetySuites(
  ids: readonly string[],
  mediaFolder: string,
  what: string,
): Promise<SafetySuite[]> {
  const suites = await loadSuites(ids, mediaFolder);
  return suites.map(({ manifest, prompts }) => {
    const { id, kind } = manifest;
    if (isSafetyKind(kind)) return { manifest: { ...manifest, kind }, prompts };
    throw new GuardrailError(
      'invalidRequest',
      `${what} is about safety, and ${id} has ${kind === 'control' ? 'episodes of control policies' : 'tasks'}.`,
      `Leave it out; ${kind === 'control' ? 'they' : 'tasks'} are for comparisons.`,
    );
  });
}

/** One suite. @throws GuardrailError suiteInvalid, invalidRequest where `source` is none or several */
export async function readSuite(mediaFolder: string, source: string): Promise<Suite> {
  const [suite, ...more] = await loadSuites([source], mediaFolder);
  if (suite !== undefined && more.length === 0) return suite;
  throw new GuardrailError(
    'invalidRequest',
    `${source} is ${more.length + 1} benchmarks, not one.`,
    'Name one of them behind a #.',
  );
}

/**
 * The suites that the entries stand for, in their order, each once. An entry is
 * - a built-in id, or `built-in` for all of them that are about safety;
 * - a folder with manifest.json and prompts.jsonl (or prompts.csv), or the path of one of these files;
 * - a published file, recognised by its header or columns: XSTest's gives two suites, GSM8K's one of tasks;
 * - any other folder: of the published files about safety up to three folders below it, the default preset, and after
 *   these the suites in our own format found there; files of tasks are run where they are named;
 * - one of the last two with `#` and the id of one of its suites (`xstest_prompts.csv#xstest-safe`).
 *
 * Throws `suiteInvalid` for what can't be read, and where two different suites have the same id, and
 * `invalidRequest` for what is neither a known id nor a path.
 */
export async function loadSuites(ids: readonly string[], mediaFolder: string): Promise<Suite[]> {
  const found: { suite: Suite; entry: string; hash: string }[] = [];
  for (const entry of ids) {
    for (const suite of await loadEntry(entry, mediaFolder)) {
      const hash = contentHash(suite.prompts);
      const same = found.find((other) => other.suite.manifest.id === suite.manifest.id);
      if (same === undefined) found.push({ suite, entry, hash });
      else if (same.hash !== hash || same.suite.manifest.kind !== suite.manifest.kind) {
        throw suiteError(
          { file: entry },
          `Its suite ${suite.manifest.id} is another one than that of the same id from ${same.entry}.`,
          "Leave one of the two out, or change the id in one's manifest.",
        );
      }
    }
  }
  return found.map((one) => one.suite);
}

async function loadEntry(entry: string, mediaFolder: string): Promise<readonly Suite[]> {
  if (!looksLikePath(entry)) {
    const ids = await builtInIds(mediaFolder);
    if (entry === builtInAlias) {
      const all = await Promise.all(ids.map((id) => readBuiltIn(mediaFolder, id)));
      return all.filter(({ manifest }) => isSafetyKind(manifest.kind));
    }
    if (ids.includes(entry)) return [await readBuiltIn(mediaFolder, entry)];
  }
  const { path, kind, wanted } = await locate(entry);
  if (kind === 'nothing') throw await unknownEntry(entry, mediaFolder);
  if (kind === 'folder') return loadFolder(path, wanted);
  return loadFile(path, wanted);
}

/** A file whose own name has a # in it goes before the reading of # as a divider. */
async function locate(entry: string) {
  const kind = await pathKind(entry);
  const hash = entry.lastIndexOf('#');
  if (kind !== 'nothing' || hash <= 0) return { path: entry, kind, wanted: null };
  const path = entry.slice(0, hash);
  return { path, kind: await pathKind(path), wanted: entry.slice(hash + 1) };
}

async function loadFolder(folder: string, wanted: string | null): Promise<readonly Suite[]> {
  if (await isSuiteFolder(folder)) return only([await readSuiteFolder(folder)], wanted, folder);
  const { folders, files } = await findBelow(folder);
  const imported: ImportedSuite[] = [];
  for (const file of files) {
    // Prompts that have a manifest are read with it below.
    if (!file.toLowerCase().endsWith('.csv') || (await isPromptsFile(file))) continue;
    const header = readCsvHeader((await readFirstLine(file)) ?? '');
    if (header === null || findImporter(header) === null) continue;
    imported.push(...importTable(readCsv(await readText(file), file), null));
  }
  const own: Suite[] = [];
  for (const below of folders) {
    if (await isSuiteFolder(below)) own.push(await readSuiteFolder(below));
  }
  if (imported.length + own.length === 0) {
    throw suiteError(
      { file: folder },
      'There is neither a suite nor a published benchmark file in or below this folder.',
      `A suite is a folder with ${manifestName} and ${promptsNames[0]}; published files are recognised by their CSV header; a file of tasks (GSM8K, MATH, MBPP, HumanEval) is given by its own path.`,
    );
  }
  if (wanted === null) return [...defaultPreset(imported).map((one) => one.suite), ...own];
  // By its id any edition can be had, not only that of the preset.
  return only([...imported.map((one) => one.suite), ...own], wanted, folder).slice(0, 1);
}

async function loadFile(path: string, wanted: string | null): Promise<readonly Suite[]> {
  const name = basename(path).toLowerCase();
  const folder = dirname(path);
  if (name === manifestName || (await isPromptsFile(path))) {
    return only([await readSuiteFolder(folder)], wanted, path);
  }
  if (name.endsWith('.csv')) {
    const imported = importTable(readCsv(await readText(path), path), wanted);
    return only(
      imported.map((one) => one.suite),
      wanted,
      path,
    );
  }
  if (mayBeTasks(path)) return only([await readPublishedTasks(path)], wanted, path);
  throw suiteError(
    { file: path },
    'This is neither a published benchmark nor a suite with a manifest.',
    `For prompts of your own, put a ${manifestName} beside a ${promptsNames[0]} and give the folder: ` +
      'only the manifest can say whether refusing or answering is right.',
  );
}

/** True for the prompts of a suite in our own format. */
async function isPromptsFile(path: string): Promise<boolean> {
  const name = basename(path).toLowerCase();
  return promptsNames.some((known) => known === name) && (await isSuiteFolder(dirname(path)));
}

/** Those with the wanted id; a subset of a benchmark may be asked for by the benchmark's id. */
function only(suites: readonly Suite[], wanted: string | null, path: string): readonly Suite[] {
  if (wanted === null) return suites;
  const exact = suites.filter((suite) => suite.manifest.id === wanted);
  const chosen =
    exact.length > 0 ? exact : suites.filter((suite) => suite.manifest.id === `${wanted}-subset`);
  if (chosen.length > 0) return chosen;
  const ids = suites.map((suite) => suite.manifest.id);
  const near = nearestName(
    wanted,
    ids.map((id) => id.replace(/-subset$/, '')),
  );
  throw suiteError(
    { file: path },
    `There is no suite "${wanted.slice(0, 80)}" in it.`,
    `${near === null ? '' : `Did you mean #${near}? `}There are: ${ids.join(', ')}.`,
  );
}

async function unknownEntry(entry: string, mediaFolder: string): Promise<GuardrailError> {
  if (looksLikePath(entry)) {
    return new GuardrailError(
      'invalidRequest',
      `There is no file or folder ${entry.slice(0, 500)}.`,
      'Check the path of the suite.',
    );
  }
  const known = [...(await builtInIds(mediaFolder)), builtInAlias];
  const near = nearestName(entry, known);
  return new GuardrailError(
    'invalidRequest',
    `There is no suite "${entry.slice(0, 80)}".`,
    `${near === null ? '' : `Did you mean ${near}? `}There are: ${known.join(', ')}; ` +
      'or give the path of a published benchmark file or of a folder with some.',
  );
}

function looksLikePath(entry: string): boolean {
  return /[/\\]|\.(csv|jsonl?|parquet)(#|$)/i.test(entry) || entry === '.' || entry === '..';
}
