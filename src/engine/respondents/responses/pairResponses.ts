// Which row of a file answers which question: by prompt, and by sample where a prompt has several responses.
import { GuardrailError } from '../../../protocol/errors';
import type { Asked } from '../respondent';
import { conversationKey, lastOfUser, promptKey, type ResponseRow } from './responseRow';

/** Prompt, or conversation → sample → response. */
export type ResponsesByPrompt = ReadonlyMap<string, ReadonlyMap<number, ResponseRow>>;

/**
 * A row that says which sample it is gets that place; the others fill the free places in the order of the file. A prompt that
 * no row has is that of the rows whose template was filled with it, where all of them became the same prompt.
 * @throws GuardrailError datasetInvalid where two rows claim one place
 */
export function responsesByPrompt(rows: readonly ResponseRow[]): ResponsesByPrompt {
  const grouped = groupBy(rows, ({ prompt }) => prompt);
  for (const [conversation, group] of groupBy(rows, (row) => row.conversation))
    grouped.set(conversation, group);
  for (const [inner, group] of groupBy(rows, (row) => row.inner)) {
    if (!grouped.has(inner) && new Set(group.map(({ prompt }) => prompt)).size === 1)
      grouped.set(inner, group);
  }
  return new Map([...grouped].map(([prompt, group]) => [prompt, placed(group)]));
}

/** Without the rows that have no such key. */
function groupBy(
  rows: readonly ResponseRow[],
  keyOf: (row: ResponseRow) => string | null,
): Map<string, ResponseRow[]> {
  const grouped = new Map<string, ResponseRow[]>();
  for (const row of rows) {
    const key = keyOf(row);
    if (key === null) continue;
    const group = grouped.get(key);
    if (group === undefined) grouped.set(key, [row]);
    else group.push(row);
  }
  return grouped;
}

function placed(rows: readonly ResponseRow[]): ReadonlyMap<number, ResponseRow> {
  const places = new Map<number, ResponseRow>();
  for (const row of rows) {
    if (row.sample === null) continue;
    const other = places.get(row.sample);
    if (other !== undefined) {
      throw new GuardrailError(
        'datasetInvalid',
        `Both ${placeOf(other)} and ${placeOf(row)} are sample ${row.sample} of the same prompt.`,
        'Number the responses to a prompt 0, 1, 2, …, or leave `sample` out; of two logs of the same task give one.',
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

function placeOf({ file, place }: ResponseRow): string {
  return `${place} of ${file}`;
}

/** What a question is looked up by, the surest first: a chat's turns, its last user message; or the prompt as it stands. */
export function questionKeys(asked: Asked): readonly string[] {
  if ('prompt' in asked) return [promptKey(asked.prompt)];
  const conversation = conversationKey(asked.messages);
  const last = promptKey(lastOfUser(asked.messages) ?? '');
  return conversation === null ? [last] : [conversation, last];
}
