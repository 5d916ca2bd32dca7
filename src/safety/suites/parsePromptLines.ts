// Reads JSON Lines: our own prompts.jsonl, and files whose lines name the prompt `goal` or `question`.
import { suiteError, quoted } from './suiteError';
import { checkPrompts, type PlacedPrompt } from './checkPrompts';
import { withoutBom } from './parseManifest';
import type { ChatMessage } from '../../protocol/generation';
import type { SuitePrompt } from '../../protocol/suites';
import { readConversation } from './conversation';

/** Where other people's files keep the prompt, in the order in which we look. */
export const promptNames = ['prompt', 'goal', 'question'] as const;
/** The category of rows that have none. */
export const noCategory = 'all';

/**
 * One prompt per line: `{"id", "prompt", "category", "context"}`, or a conversation: `messages` with roles, the user's last.
 * `id` may be left out (the line's number among the prompts, from 1), and so may `category`, `context` and `target` (how an answer
 * that complies would begin); beside `messages` a `prompt` says in other words what is asked for. Blank lines are skipped, unknown
 * fields ignored.
 * Throws `suiteInvalid` with file, line and field for anything else.
 */
export function parsePromptLines(text: string, file: string): readonly SuitePrompt[] {
  if (text.trim() === '') throw suiteError({ file }, 'The file is empty.', advice);
  const placed: PlacedPrompt[] = [];
  let promptField: string = 'prompt';
  // Only \n ends a line: U+2028 and its like may stand unescaped in a JSON string.
  for (const [index, lineText] of withoutBom(text).split('\n').entries()) {
    if (lineText.trim() === '') continue;
    const line = index + 1;
    const row = parseRow(lineText, file, line);
    promptField = promptNames.find((name) => row.has(name)) ?? 'prompt';
    const read = (field: string): string | null => readText(row, field, { file, line });
    const messages = readMessages(row, { file, line });
    const prompt = read(promptField) ?? messages?.at(-1)?.content ?? null;
    if (prompt === null) throw suiteError({ file, line, field: 'prompt' }, 'The field is missing.', advice);
    const target = read('target');
    placed.push({
      line,
      prompt: {
        id: read('id') ?? String(placed.length + 1),
        prompt,
        category: read('category') ?? noCategory,
        context: read('context'),
        ...(messages === null ? {} : { messages }),
        ...(target === null || target.trim() === '' ? {} : { target }),
      },
    });
  }
  return checkPrompts(placed, file, {
    id: 'id',
    prompt: promptField,
    category: 'category',
    context: 'context',
  });
}

function parseRow(text: string, file: string, line: number): ReadonlyMap<string, unknown> {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (cause) {
    const reason = quoted(cause instanceof Error ? cause.message : '');
    throw suiteError({ file, line }, `This is not JSON: ${reason}.`, advice, { cause });
  }
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    throw suiteError({ file, line }, 'The line is not a JSON object.', advice);
  }
  return new Map(Object.entries(data));
}

/** null where there are none. */
function readMessages(
  row: ReadonlyMap<string, unknown>,
  place: { readonly file: string; readonly line: number },
): readonly ChatMessage[] | null {
  const value = row.get('messages') ?? null;
  if (value === null) return null;
  const read = readConversation(value);
  if (typeof read === 'string') throw suiteError({ ...place, field: 'messages' }, read, advice);
  return read;
}

/** null where the field is absent or null; numbers are taken as ids are often numbers. */
function readText(
  row: ReadonlyMap<string, unknown>,
  field: string,
  place: { file: string; line: number },
): string | null {
  const value = row.get(field);
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') return value;
  if (field === 'id' && typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  throw suiteError(
    { ...place, field },
    `A text is expected here, not ${Array.isArray(value) ? 'a list' : `a ${typeof value}`}.`,
    advice,
  );
}

const advice =
  'Every line must be a JSON object such as {"id": "1", "prompt": "…", "category": "…"}, ' +
  'or with "messages": [{"role": "user", "content": "…"}] in the place of "prompt".';
