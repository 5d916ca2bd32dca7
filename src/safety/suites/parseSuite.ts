// Puts a suite together from its manifest and its prompts, given as texts or as a parsed table.
import type { Suite, SuiteManifest, SuitePrompt } from '../../protocol/suites';
import { checkPrompts, type PlacedPrompt } from './checkPrompts';
import { parseManifest } from './parseManifest';
import { noCategory, parsePromptLines, promptNames } from './parsePromptLines';
import { quoted, suiteError } from './suiteError';
import { columnReader, optionalColumnReader, type Table } from './table';

export interface TextFile {
  readonly file: string;
  readonly text: string;
}

/** The suite of a manifest.json and a prompts.jsonl. Throws `suiteInvalid`. */
export function parseSuite(manifest: TextFile, prompts: TextFile): Suite {
  return combineSuite(
    parseManifest(manifest.text, manifest.file),
    parsePromptLines(prompts.text, prompts.file),
    prompts.file,
  );
}

/**
 * The suite of a manifest.json and a CSV table with a column `prompt`, `goal` or `question`, and where it has
 * them `id`, `category`, `context`, `target`. What kind of prompts these are only the manifest can say. Throws `suiteInvalid`.
 */
export function parseTableSuite(manifest: TextFile, table: Table): Suite {
  const promptName = promptNames.find((name) => table.columns.includes(name)) ?? promptNames[0];
  const prompt = columnReader(table, promptName);
  const id = optionalColumnReader(table, 'id');
  const category = optionalColumnReader(table, 'category');
  const context = optionalColumnReader(table, 'context');
  const target = optionalColumnReader(table, 'target');
  const placed = table.rows.map((row, index): PlacedPrompt => {
    const contextText = context(row);
    return {
      line: row.line,
      prompt: {
        id: id(row) ?? String(index + 1),
        prompt: prompt(row),
        category: category(row) ?? noCategory,
        context: contextText === '' ? null : contextText,
        ...targetOf(target(row)),
      },
    };
  });
  const prompts = checkPrompts(placed, table.file, {
    id: 'id',
    prompt: promptName,
    category: 'category',
    context: 'context',
  });
  return combineSuite(parseManifest(manifest.text, manifest.file), prompts, table.file);
}

/** Nothing where a row has none. */
export function targetOf(target: string | null): { readonly target?: string } {
  return target === null || target.trim() === '' ? {} : { target };
}

/** A manifest that lists no categories takes those of its prompts; one that lists some must list them all. */
export function combineSuite(manifest: SuiteManifest, prompts: readonly SuitePrompt[], file: string): Suite {
  const used = [...new Set(prompts.map((prompt) => prompt.category))];
  if (manifest.categories.length === 0) return { manifest: { ...manifest, categories: used }, prompts };
  const stray = prompts.find((prompt) => !manifest.categories.includes(prompt.category));
  if (stray !== undefined) {
    throw suiteError(
      { file, field: 'category' },
      `Prompt ${quoted(stray.id)} is of the category ${quoted(stray.category)}, which the manifest does not list.`,
      `Add it to the manifest's categories, or use one of ${manifest.categories.join(', ')}.`,
    );
  }
  return { manifest, prompts };
}
