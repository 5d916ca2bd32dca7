// Fills `{column}` into prompt and completion templates.
import { datasetError } from './datasetError';
import type { ItemDraft } from './importers/rowImporter';

/** Columns that give the answer away. */
const references = new Set([
  'answer',
  'solution',
  'completion',
  'code',
  'canonical_solution',
  'chosen',
  'rejected',
]);
const placeholder = /\{([A-Za-z_][\w-]*)\}/gu;

export interface Templates {
  readonly prompt: string | null;
  readonly completion: string | null;
  readonly system: string | null;
}

/**
 * The item with its templates filled in and the system prompt before it.
 * Braces around anything but a column stay as they are, so that LaTeX needs no escaping.
 * @throws GuardrailError datasetInvalid: a template without any column, or a prompt that shows the reference.
 */
export function applyTemplates(draft: ItemDraft, templates: Templates, source: string): ItemDraft {
  const columns = { ...draft.columns, prompt: draft.prompt, completion: draft.completion };
  const completion =
    templates.completion === null
      ? draft.completion
      : fill(templates.completion, columns, 'completion_template', source);
  if (templates.prompt !== null) checkPromptTemplate(templates.prompt, draft, source);
  const hasSystem = draft.context[0]?.role === 'system';
  return {
    ...draft,
    prompt:
      templates.prompt === null ? draft.prompt : fill(templates.prompt, columns, 'prompt_template', source),
    completion,
    context:
      templates.system === null || hasSystem
        ? draft.context
        : [{ role: 'system', content: templates.system }, ...draft.context],
  };
}

function checkPromptTemplate(template: string, draft: ItemDraft, source: string): void {
  const shown = [...template.matchAll(placeholder)]
    .map((match) => match[1] ?? '')
    .find((name) => references.has(name) && (Object.hasOwn(draft.columns, name) || name === 'completion'));
  if (shown === undefined) return;
  throw datasetError(
    { source },
    `prompt_template shows the model the column "${shown}", which holds the reference.`,
    'Take it out. If the column is no reference in your dataset, rename it with rename_columns.',
  );
}

function fill(
  template: string,
  columns: Readonly<Record<string, unknown>>,
  key: string,
  source: string,
): string {
  let filled = 0;
  const text = template.replace(placeholder, (whole, name: string) => {
    if (!Object.hasOwn(columns, name)) return whole;
    filled++;
    return textOf(columns[name]);
  });
  if (filled > 0) return text;
  throw datasetError(
    { source },
    `${key} names no column, so that every text would be the same.`,
    `Use one of ${Object.keys(columns)
      .map((name) => `{${name}}`)
      .join(', ')}.`,
  );
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((entry) => typeof entry === 'string')) return value.join('\n');
  return JSON.stringify(value);
}
