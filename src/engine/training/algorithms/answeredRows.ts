// Prompts with given answers as rows of tokens: which tokens are read, and which are learned.
import type { ChatMessage } from '../../../protocol/generation';
import { GuardrailError } from '../../../protocol/errors';
import type { ChatTokenizer } from '../../checkpoints/checkpoint';
import type { TrainingSequence } from '../model/trainingModel';
import type { TaskItem } from '../tasks/task';
import type { Reading } from './algorithm';

/** One row each, whatever its length; the answer's tokens and the token that ends its turn are learned. */
export async function answeredRows(
  pairs: readonly { readonly item: TaskItem; readonly answer: string }[],
  { tokenizer, variables }: Pick<Reading, 'tokenizer' | 'variables'>,
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

/** A remark about so many of all rows; none where there are none. */
export function leftOut(count: number, all: number, how: string): string[] {
  return count === 0 ? [] : [`${count} of ${all} rows ${how}.`];
}

export function nothingToLearn(what: string, advice: string): GuardrailError {
  return new GuardrailError('datasetInvalid', `The dataset has no ${what}.`, advice);
}
