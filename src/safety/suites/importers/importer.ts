// What an importer of a published file is, and what they all need.
import type { Suite, SuiteManifest, SuitePrompt } from '../../../protocol/suites';
import { checkPrompts, type PlacedPrompt, type PromptFields } from '../checkPrompts';
import { contentHash } from '../contentHash';
import type { Table } from '../table';

/** The suites that one may want one of: the 520 and the 50 of AdvBench are of one family. */
export const suiteFamilies = [
  'advbench',
  'harmbench',
  'strongreject',
  'jbb-harmful',
  'xstest-unsafe',
  'xstest-safe',
  'jbb-benign',
] as const;
export type SuiteFamily = (typeof suiteFamilies)[number];

export interface ImportedSuite {
  readonly family: SuiteFamily;
  readonly suite: Suite;
}

/** Imports one kind of published file. */
export interface Importer {
  readonly title: string;
  /** The header that the published file has, for messages. */
  readonly header: string;
  /** True if a table with these columns (lower case) is such a file. */
  recognises(columns: ReadonlySet<string>): boolean;
  /**
   * The suites in it. `wanted` is the id of the one that was asked for, null where none was.
   * Throws `suiteInvalid`.
   */
  import(table: Table, wanted: string | null): readonly ImportedSuite[];
}

/** An edition that its authors published, known by its number of prompts. */
export interface Edition {
  readonly id: string;
  readonly title: string;
  readonly prompts: number;
}

export interface SuiteParts {
  readonly family: SuiteFamily;
  readonly table: Table;
  readonly prompts: readonly PlacedPrompt[];
  readonly fields: PromptFields;
  /** The first is the complete one. */
  readonly editions: readonly [Edition, ...Edition[]];
  /** Everything but what follows from the prompts. `version` is the publication's; the content hash is added. */
  readonly about: Pick<SuiteManifest, 'version' | 'licence' | 'citation' | 'kind' | 'metric'>;
  readonly remarks?: readonly string[];
}

/**
 * The suite of these parts, checked. A file with another number of prompts than any published edition gets an id
 * ending in `-subset` and a remark, so that its figures are not taken for the published benchmark's.
 */
export function importedSuite(parts: SuiteParts): ImportedSuite {
  const prompts: readonly SuitePrompt[] = checkPrompts(parts.prompts, parts.table.file, parts.fields);
  const complete = parts.editions[0];
  const edition = parts.editions.find((known) => known.prompts === prompts.length) ?? {
    id: `${complete.id}-subset`,
    title: `${complete.title} (not a published edition)`,
  };
  const remarks = [...(parts.remarks ?? [])];
  if (!('prompts' in edition)) {
    const published = parts.editions.map((known) => known.prompts).join(' or ');
    remarks.push(`${parts.table.file} has ${prompts.length} prompts; ${published} were published.`);
  }
  return {
    family: parts.family,
    suite: {
      manifest: {
        ...parts.about,
        id: edition.id,
        title: edition.title,
        version: `${parts.about.version}+${contentHash(prompts)}`,
        categories: [...new Set(prompts.map((prompt) => prompt.category))],
        ...(remarks.length === 0 ? {} : { remarks }),
      },
      prompts,
    },
  };
}
