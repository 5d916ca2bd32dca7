// A benchmark of tasks from rows: prompts with what their verifier needs, checked before anything is asked.
import type { Suite, SuiteManifest, TaskColumns } from '../../../protocol/suites';
import { checkPrompts } from '../../../safety/suites/checkPrompts';
import { contentHash } from '../../../safety/suites/contentHash';
import { combineSuite } from '../../../safety/suites/parseSuite';
import { noCategory } from '../../../safety/suites/parsePromptLines';
import { checkColumns, checkReferences } from '../../training/verifiers/createVerifier';
import { columnsRead, openTaskVerifier, taskItem, taskVerifierSpec } from './taskVerifier';

export interface TaskRow {
  readonly id: string;
  readonly prompt: string;
  /** null: none. */
  readonly category: string | null;
  readonly columns: TaskColumns;
  /** 1-based place in the file. */
  readonly line: number;
}

/**
 * `file` is named in messages.
 * @throws GuardrailError suiteInvalid for prompts or a verifier that are none, datasetInvalid for rows that the verifier can
 * never score: such would count as not solved.
 */
export async function taskSuite(
  manifest: SuiteManifest,
  rows: readonly TaskRow[],
  file: string,
): Promise<Suite> {
  const spec = taskVerifierSpec(manifest);
  const verifier = openTaskVerifier(spec);
  try {
    const items = rows.map(({ id, prompt, columns }) => taskItem(id, prompt, columns));
    checkColumns(verifier, items);
    checkReferences(verifier, items);
    const kept = columnsRead(spec, verifier);
    const prompts = checkPrompts(
      rows.map(({ line, id, prompt, category, columns }) => ({
        line,
        prompt: { id, prompt, category: category ?? noCategory, context: null, task: only(columns, kept) },
      })),
      file,
      { id: 'id', prompt: 'prompt', category: 'category', context: 'context' },
    );
    return combineSuite(manifest, prompts, file);
  } finally {
    await verifier.dispose();
  }
}

/** With the hash of its tasks behind the version: a file may be of any edition. */
export function withContentHash({ manifest, prompts }: Suite): Suite {
  return { manifest: { ...manifest, version: `${manifest.version}+${contentHash(prompts)}` }, prompts };
}

/** As it can be kept as JSON: whole numbers of a table beyond 2^53 are their own text, as in a file of lines. */
function only(columns: TaskColumns, names: readonly string[]): TaskColumns {
  const kept = names.filter((name) => Object.hasOwn(columns, name));
  return Object.fromEntries(kept.map((name) => [name, written(columns[name])]));
}

function written(value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
