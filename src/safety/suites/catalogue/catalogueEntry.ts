// What the catalogue of public benchmarks says of one. Addresses and words alone; nothing is downloaded here.
import type { SafetyKind } from '../../../protocol/outcomes';

/** A file of a commit of a public Git repository: its bytes are known. */
export interface GitSource {
  readonly from: 'git';
  /** On GitHub, `owner/name` */
  readonly repository: string;
  /** The full hash. */
  readonly commit: string;
  readonly path: string;
  /** Hex, of the file at that commit. */
  readonly sha256: string;
  readonly bytes: number;
}

/** A file of a dataset on the hub: its commit and hash are pinned when it is first downloaded. */
export interface HubSource {
  readonly from: 'hub';
  /** `owner/name` */
  readonly dataset: string;
  /** With `*` for what a program numbers. */
  readonly path: string;
}

/** How a suite is made of a file that no importer knows by its header. */
export interface SuiteRecipe {
  readonly id: string;
  readonly title: string;
  readonly kind: SafetyKind;
  readonly version: string;
  readonly metric: string;
  /** Columns, in lower case. */
  readonly prompt: string;
  readonly category: string;
  /** Absent: the row's number. */
  readonly rowId?: string;
  /** Rows to take; absent: all. */
  readonly only?: { readonly column: string; readonly value: string };
}

export interface CatalogueFile {
  /** On this machine. */
  readonly name: string;
  readonly source: GitSource | HubSource;
  /** Null: an importer reads it as it is published. */
  readonly suite: SuiteRecipe | null;
}

export interface CatalogueEntry {
  readonly id: string;
  readonly title: string;
  /** What its prompts are, for people. */
  readonly about: string;
  /** As its authors give it; what else is known of it behind a semicolon. */
  readonly licence: string;
  readonly citation: string;
  /** Where its authors publish it. */
  readonly page: string;
  /** Empty where its files are given only to who accepts terms on its page. */
  readonly files: readonly CatalogueFile[];
}

/** Whether the catalogue can only say where it is to be had. */
export function isByLink({ files }: CatalogueEntry): boolean {
  return files.length === 0;
}
