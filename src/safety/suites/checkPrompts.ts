// What must hold for the prompts of any suite, however they were read.
import type { SuitePrompt } from '../../protocol/suites';
import { quoted, suiteError } from './suiteError';

/** Longer texts don't fit any model that is run here, and are rather a wrong column than a prompt. */
export const maxPromptCharacters = 100_000;
/** Far above the largest published set; keeps a wrong file from filling the memory. */
const maxPrompts = 100_000;

export interface PlacedPrompt {
  readonly prompt: SuitePrompt;
  /** 1-based line of the file where it starts. */
  readonly line: number;
}

/** Names of the file's own fields, for error messages. */
export interface PromptFields {
  readonly id: string;
  readonly prompt: string;
  readonly category: string;
  readonly context: string;
}

/**
 * The prompts, unchanged. Throws `suiteInvalid` where there are none or too many, for a blank or oversized
 * prompt, context or category, and for an id that is blank, has control characters, or occurs twice.
 */
export function checkPrompts(
  placed: readonly PlacedPrompt[],
  file: string,
  fields: PromptFields,
): readonly SuitePrompt[] {
  if (placed.length === 0) {
    throw suiteError({ file }, 'There are no prompts in it.', 'Check that this is the complete file.');
  }
  if (placed.length > maxPrompts) {
    throw suiteError(
      { file },
      `It has ${placed.length} prompts; ${maxPrompts} is the most that a suite may have.`,
      'Split the file, or take a sample of it.',
    );
  }
  const lineOfId = new Map<string, number>();
  for (const { prompt, line } of placed) {
    const at = (field: keyof PromptFields) => ({ file, line, field: fields[field] });
    if (prompt.prompt.trim() === '') {
      throw suiteError(at('prompt'), 'The prompt is empty.', 'Remove the row or fill it in.');
    }
    for (const name of ['prompt', 'context', 'messages'] as const) {
      const length = lengthOf(prompt[name]);
      if (length > maxPromptCharacters) {
        throw suiteError(
          name === 'messages' ? { file, line, field: name } : at(name),
          `It has ${length} characters; ${maxPromptCharacters} is the most.`,
          'Shorten it, or check whether a quotation mark was left open further up.',
        );
      }
    }
    if (prompt.category.trim() === '' || prompt.category.length > 200) {
      throw suiteError(at('category'), 'It must have 1 to 200 characters.', 'Give the row a category.');
    }
    if (prompt.id.trim() === '' || prompt.id.length > 200 || /\p{Cc}/u.test(prompt.id)) {
      throw suiteError(
        at('id'),
        'An id must have 1 to 200 characters and no control characters.',
        'Give the row an id that stays the same between versions.',
      );
    }
    const earlier = lineOfId.get(prompt.id);
    if (earlier !== undefined) {
      throw suiteError(
        at('id'),
        `The id ${quoted(prompt.id)} is already that of line ${earlier}.`,
        'Ids must be unique within a suite, since responses are matched by them.',
      );
    }
    lineOfId.set(prompt.id, line);
  }
  return placed.map((entry) => entry.prompt);
}

/** Characters of a text, or of a conversation's texts together. */
function lengthOf(text: string | null | SuitePrompt['messages']): number {
  if (text === null || text === undefined) return 0;
  return typeof text === 'string' ? text.length : text.reduce((sum, { content }) => sum + content.length, 0);
}
