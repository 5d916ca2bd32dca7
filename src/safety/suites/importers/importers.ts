// The registry of importers. A published file is recognised by its header, never by its name.
import { quoted, suiteError } from '../suiteError';
import type { Table } from '../table';
import { advBench } from './advBench';
import { harmBench } from './harmBench';
import type { ImportedSuite, Importer } from './importer';
import { jailbreakBench } from './jailbreakBench';
import { strongReject } from './strongReject';
import { xsTest } from './xsTest';

/** Their `recognises` exclude each other. */
export const importers: readonly Importer[] = [advBench, harmBench, strongReject, jailbreakBench, xsTest];

/** The importer for a header (cells trimmed, in lower case), or null. */
export function findImporter(columns: readonly string[]): Importer | null {
  const set = new Set(columns);
  return importers.find((importer) => importer.recognises(set)) ?? null;
}

/**
 * The suites of a published file. `wanted`: the id of the one that was asked for, which decides where the
 * file leaves it open; all of the file's suites are returned nevertheless.
 * Throws `suiteInvalid` for a header that no importer knows.
 */
export function importTable(table: Table, wanted: string | null): readonly ImportedSuite[] {
  const importer = findImporter(table.columns);
  if (importer === null) {
    throw suiteError(
      { file: table.file },
      `The header ${quoted(table.columns.join(','))} is not that of a published benchmark we know: ${importers
        .map((known) => `${known.title}: ${known.header}`)
        .join('; ')}.`,
      'For prompts of your own, put a manifest.json beside a prompts.csv or prompts.jsonl and give the folder: ' +
        'only the manifest can say whether refusing or answering is right.',
    );
  }
  return importer.import(table, wanted);
}
