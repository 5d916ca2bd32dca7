// The prompts of a comparison, written once in run order.
import type { PromptRecord } from '../../protocol/comparison';
import type { ChatMessage } from '../../protocol/generation';
import { suiteKinds } from '../../protocol/outcomes';
import { integerOf, nullableTextOf, oneOf, storableText, textOf } from './columns';
import type { Database, Row } from './database';
import { historyJson, parseColumn, taskColumnsJson } from './jsonColumns';
import { indexPrompt, promptDocument } from './searchIndex';
import { badCall } from './storeErrors';

/** `columns`: tuned subjects. @throws GuardrailError invalidRequest if there are prompts already; call it inside a write. */
export function addPrompts(database: Database, prompts: readonly PromptRecord[], columns: number): void {
  if (database.get('SELECT 1 FROM prompt LIMIT 1') !== undefined) {
    throw badCall('The prompts of a comparison are written once.');
  }
  for (const record of prompts) addPrompt(database, record, columns);
}

export function readPrompts(database: Database): PromptRecord[] {
  return database.all('SELECT * FROM prompt ORDER BY id').map(promptOf);
}

export function readPrompt(database: Database, id: number): PromptRecord | null {
  const row = database.get('SELECT * FROM prompt WHERE id = :id', { id });
  return row === undefined ? null : promptOf(row);
}

function addPrompt(database: Database, record: PromptRecord, columns: number): void {
  const { id, suiteId, itemId, kind, category, attackId } = record;
  const prompt = storableText(record.prompt);
  const userMessage = storableText(record.userMessage);
  const context = record.context === null ? null : storableText(record.context);
  const history = record.history === undefined ? null : JSON.stringify(record.history.map(storableMessage));
  const prefill = record.prefill === undefined ? null : storableText(record.prefill);
  database.run(
    `INSERT INTO prompt (id, suite_id, item_id, kind, category, attack_id, prompt, user_message, context, task, history, prefill)
     VALUES (:id, :suiteId, :itemId, :kind, :category, :attackId, :prompt, :userMessage, :context, :task, :history, :prefill)`,
    {
      task: record.task === undefined ? null : JSON.stringify(record.task),
      ...{ id, suiteId, itemId, kind, category, attackId, prompt, context, history, prefill },
      userMessage: userMessage === prompt ? null : userMessage,
    },
  );
  database.run(
    `INSERT INTO row_state (prompt_id, suite_id, kind, category, attack_id, flip, disagreement,
       base_outcomes, tuned_outcomes, control_outcomes, tokens, milliseconds)
     VALUES (:id, :suiteId, :kind, :category, :attackId, NULL, 0, 0, 0, 0, 0, 0)`,
    { id, suiteId, kind, category, attackId },
  );
  for (let position = 1; position < columns; position++) {
    database.run(`INSERT INTO column_state SELECT :position, * FROM row_state WHERE prompt_id = :id`, {
      position,
      id,
    });
  }
  indexPrompt(database, id, promptDocument({ prompt, userMessage, context, history }));
}

function promptOf(row: Row): PromptRecord {
  const prompt = textOf(row, 'prompt');
  const task = nullableTextOf(row, 'task');
  const history = nullableTextOf(row, 'history');
  const prefill = nullableTextOf(row, 'prefill');
  return {
    id: integerOf(row, 'id'),
    suiteId: textOf(row, 'suite_id'),
    itemId: textOf(row, 'item_id'),
    kind: oneOf(row, 'kind', suiteKinds),
    category: textOf(row, 'category'),
    attackId: nullableTextOf(row, 'attack_id'),
    prompt,
    userMessage: nullableTextOf(row, 'user_message') ?? prompt,
    context: nullableTextOf(row, 'context'),
    ...(history === null ? {} : { history: parseColumn(historyJson, history, 'earlier turns') }),
    ...(prefill === null ? {} : { prefill }),
    ...(task === null ? {} : { task: parseColumn(taskColumnsJson, task, 'a task') }),
  };
}

function storableMessage({ role, content }: ChatMessage): ChatMessage {
  return { role, content: storableText(content) };
}
