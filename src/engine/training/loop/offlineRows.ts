// Texts as rows of tokens for sft and dpo: which tokens are read, and which are learned.
import type { ChatMessage } from '../../../protocol/generation';
import { GuardrailError } from '../../../protocol/errors';
import type { ChatTokenizer } from '../../checkpoints/checkpoint';
import type { TrainingSequence } from '../model/trainingModel';
import type { TaskItem } from '../tasks/task';
import type { TemplateVariables } from './encodedItems';

export interface TrainPair {
  readonly chosen: TrainingSequence;
  readonly rejected: TrainingSequence;
}

export type OfflineData =
  | { readonly kind: 'sft'; readonly rows: readonly TrainingSequence[] }
  | { readonly kind: 'dpo'; readonly pairs: readonly TrainPair[] };

/** What was kept, and what was not. */
export interface KeptRows<Row> {
  readonly rows: readonly Row[];
  readonly remarks: readonly string[];
}

/**
 * Prompt and completion through the chat template; the completion's tokens are learned, the token that ends the turn
 * included. Rows are cut at `maxLength`; those of which nothing to learn is left are left out.
 * @throws GuardrailError datasetInvalid where the dataset has no completions, or nothing is left.
 */
export async function completionRows(
  items: readonly TaskItem[],
  tokenizer: ChatTokenizer,
  variables: TemplateVariables,
  maxLength: number,
): Promise<KeptRows<TrainingSequence>> {
  const pairs = items.flatMap((item) =>
    item.completion === null ? [] : [{ item, answer: item.completion }],
  );
  if (pairs.length === 0)
    throw nothingToLearn(
      'completions: sft learns from a column `completion`, from `messages`, or from the solutions of a published dataset',
      'Name the column that holds them: "rename_columns": {"<yours>": "completion"}, or make them of others: "completion_template": "The answer is {answer}."',
    );
  const whole = await answeredRows(pairs, tokenizer, variables);
  const rows = whole.map((row) => cutRow(row, maxLength)).filter(({ scored }) => scored.length > 0);
  const long = whole.filter(({ ids }) => ids.length > maxLength).length;
  const lost = whole.length - rows.length;
  if (rows.length === 0) {
    throw new GuardrailError(
      'datasetInvalid',
      `All ${whole.length} prompts have ${maxLength} tokens or more: nothing of their completions is left to learn.`,
      'Raise max_length.',
    );
  }
  return {
    rows,
    remarks: [
      ...left(items.length - pairs.length, items.length, 'have no completion and are left out'),
      ...left(lost, whole.length, `have no completion within ${maxLength} tokens and are left out`),
      ...left(long - lost, whole.length, `have more than ${maxLength} tokens and are cut`),
    ],
  };
}

function left(count: number, all: number, how: string): string[] {
  return count === 0 ? [] : [`${count} of ${all} rows ${how}.`];
}

/** Pairs with a row longer than `maxLength` are left out. @throws GuardrailError datasetInvalid. */
export async function preferencePairs(
  items: readonly TaskItem[],
  tokenizer: ChatTokenizer,
  variables: TemplateVariables,
  maxLength: number,
): Promise<KeptRows<TrainPair>> {
  const known = items.flatMap((item) => (item.preference === null ? [] : [{ item, ...item.preference }]));
  if (known.length === 0)
    throw nothingToLearn(
      'pairs: dpo learns from `chosen` and `rejected` columns',
      'Name the columns that hold them: "rename_columns": {"<yours>": "chosen", …}.',
    );
  const rows = await answeredRows(
    known.flatMap(({ item, chosen, rejected }) => [
      { item, answer: chosen },
      { item, answer: rejected },
    ]),
    tokenizer,
    variables,
  );
  const pairs: TrainPair[] = [];
  for (let i = 0; i + 1 < rows.length; i += 2) {
    const [chosen, rejected] = [rows[i], rows[i + 1]];
    if (chosen === undefined || rejected === undefined) continue;
    if (Math.max(chosen.ids.length, rejected.ids.length) <= maxLength) pairs.push({ chosen, rejected });
  }
  if (pairs.length > 0) {
    return {
      rows: pairs,
      remarks: [
        ...left(items.length - known.length, items.length, 'are no pairs and are left out'),
        ...left(
          known.length - pairs.length,
          known.length,
          `have more than ${maxLength} tokens and are left out`,
        ),
      ],
    };
  }
  throw new GuardrailError(
    'datasetInvalid',
    `All ${known.length} pairs have more than ${maxLength} tokens.`,
    'Raise max_length.',
  );
}

async function answeredRows(
  pairs: readonly { readonly item: TaskItem; readonly answer: string }[],
  tokenizer: ChatTokenizer,
  variables: TemplateVariables,
): Promise<TrainingSequence[]> {
  const chats = pairs.map(({ item }): ChatMessage[] => [
    ...item.context,
    { role: 'user', content: item.prompt },
  ]);
  const prompts = await tokenizer.renderChats(chats, variables);
  const whole = await tokenizer.renderChats(
    chats.map((chat, index): ChatMessage[] => [
      ...chat,
      { role: 'assistant', content: pairs[index]?.answer ?? '' },
    ]),
    variables,
  );
  return pairs.map(({ answer }, index) => {
    const prompt = prompts[index] ?? '';
    const promptIds = tokenizer.encode(prompt);
    const answerIds = endedAnswer(prompt, whole[index] ?? '', answer, tokenizer);
    const ids = [...promptIds, ...answerIds];
    const first = Math.max(1, promptIds.length);
    return { ids, scored: Array.from({ length: ids.length - first }, (_, i) => first + i) };
  });
}

/**
 * The answer with the end token that the template writes after it; where the template writes the turn in another way than
 * prompt plus answer (it drops reasoning, say), the answer and the first end token.
 */
function endedAnswer(prompt: string, whole: string, answer: string, tokenizer: ChatTokenizer): number[] {
  const [fallback] = tokenizer.eosTokenIds;
  if (whole.startsWith(prompt) && whole.slice(prompt.length).trimStart().startsWith(answer.trim())) {
    const ids = tokenizer.encode(whole.slice(prompt.length));
    const end = ids.findIndex((id) => tokenizer.eosTokenIds.includes(id));
    if (end >= 0) return ids.slice(0, end + 1);
  }
  return [...tokenizer.encode(answer), ...(fallback === undefined ? [] : [fallback])];
}

function cutRow({ ids, scored }: TrainingSequence, maxLength: number): TrainingSequence {
  if (ids.length <= maxLength) return { ids, scored };
  return { ids: ids.slice(0, maxLength), scored: scored.filter((position) => position < maxLength) };
}

/**
 * Plain texts, each followed by an end token. `packing`: joined and cut into rows of `maxLength`, the rest that fills no row
 * left out (where nothing fills one, the rest is the only row); else one row each. Every token but the first is learned.
 */
export function textRows(
  texts: readonly string[],
  tokenizer: Pick<ChatTokenizer, 'encode' | 'eosTokenIds'>,
  maxLength: number,
  packing: boolean,
): TrainingSequence[] {
  const [end] = tokenizer.eosTokenIds;
  const encoded = texts.map((text) => [...tokenizer.encode(text), ...(end === undefined ? [] : [end])]);
  const rows: number[][] = [];
  if (packing) {
    let row: number[] = [];
    for (const ids of encoded) {
      for (const id of ids) {
        row.push(id);
        if (row.length === maxLength) {
          rows.push(row);
          row = [];
        }
      }
    }
    if (rows.length === 0) rows.push(row);
  } else rows.push(...encoded.map((ids) => ids.slice(0, maxLength)));
  return rows
    .filter((ids) => ids.length > 1)
    .map((ids) => ({ ids, scored: Array.from({ length: ids.length - 1 }, (_, i) => i + 1) }));
}

function nothingToLearn(what: string, advice: string): GuardrailError {
  return new GuardrailError('datasetInvalid', `The dataset has no ${what}.`, advice);
}
