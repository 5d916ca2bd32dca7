// Which row of a file answers which question: by prompt, and by sample where a prompt has several responses.
import { GuardrailError } from '../../../protocol/errors';
import type { Asked } from '../respondent';
import { promptKey, type ResponseRow } from './readResponses';

/** Prompt → sample → response. */
export type ResponsesByPrompt = ReadonlyMap<string, ReadonlyMap<number, ResponseRow>>;

/**
 * A row that says which sample it is gets that place; the others fill the free places in the order of the file.
 * @throws GuardrailError datasetInvalid where two rows claim one place
 */
export function responsesByPrompt(rows: readonly ResponseRow[]): ResponsesByPrompt {
  const grouped = new Map<string, ResponseRow[]>();
  for (const row of rows) {
    const group = grouped.get(row.prompt);
    if (group === undefined) grouped.set(row.prompt, [row]);
    else group.push(row);
  }
  return new Map([...grouped].map(([prompt, group]) => [prompt, placed(group)]));
}

function placed(rows: readonly ResponseRow[]): ReadonlyMap<number, ResponseRow> {
  const places = new Map<number, ResponseRow>();
  for (const row of rows) {
    if (row.sample === null) continue;
    const other = places.get(row.sample);
    if (other !== undefined) {
      throw new GuardrailError(
        'datasetInvalid',
        `Lines ${other.line} and ${row.line} are both sample ${row.sample} of the same prompt.`,
        'Number the responses to a prompt 0, 1, 2, …, or leave `sample` out.',
      );
    }
    places.set(row.sample, row);
  }
  let next = 0;
  for (const row of rows) {
    if (row.sample !== null) continue;
    while (places.has(next)) next++;
    places.set(next, row);
  }
  return places;
}

/** What a question is looked up by: the last user message of a chat, or the prompt as it stands. */
export function questionKey(asked: Asked): string {
  const text =
    'prompt' in asked ? asked.prompt : asked.messages.findLast(({ role }) => role === 'user')?.content;
  return promptKey(text ?? '');
}
