// A suite in our own format on disk: a folder with manifest.json and prompts.jsonl or prompts.csv.
import { join } from 'node:path';
import type { Suite } from '../../protocol/suites';
import { parseManifest } from '../../safety/suites/parseManifest';
import { parseSuite, parseTableSuite } from '../../safety/suites/parseSuite';
import { suiteError } from '../../safety/suites/suiteError';
import { readControlItems } from './controlItems';
import { readCsv } from './readCsv';
import { ownTaskTable, readOwnTasks } from './tasks/ownTasks';
import { pathKind, readText } from './suiteFiles';

export const manifestName = 'manifest.json';
export const promptsNames = ['prompts.jsonl', 'prompts.csv'] as const;

/** True for a folder with a manifest and prompts; a manifest alone may be any tool's. */
export async function isSuiteFolder(folder: string): Promise<boolean> {
  return (await pathKind(join(folder, manifestName))) === 'file' && (await promptsFile(folder)) !== null;
}

/** Throws `suiteInvalid`. */
export async function readSuiteFolder(folder: string): Promise<Suite> {
  const manifestFile = join(folder, manifestName);
  const prompts = await promptsFile(folder);
  if (prompts === null) {
    throw suiteError(
      { file: folder },
      `There is no ${promptsNames.join(' or ')} beside the manifest.`,
      'Put the prompts there, one JSON object per line, or as CSV with a column prompt.',
    );
  }
  const manifest = { file: manifestFile, text: await readText(manifestFile) };
  const about = parseManifest(manifest.text, manifest.file);
  if (about.kind === 'capability') {
    return prompts.endsWith('.csv')
      ? ownTaskTable(about, readCsv(await readText(prompts), prompts))
      : readOwnTasks(about, prompts);
  }
  if (about.kind === 'control') return readControlItems(about, prompts);
  const text = await readText(prompts);
  return prompts.endsWith('.csv')
    ? parseTableSuite(manifest, readCsv(text, prompts))
    : parseSuite(manifest, { file: prompts, text });
}

async function promptsFile(folder: string): Promise<string | null> {
  for (const name of promptsNames) {
    const path = join(folder, name);
    if ((await pathKind(path)) === 'file') return path;
  }
  return null;
}
