// Prompts of a task through the chat template and the tokenizer, those that are too long left out.
import type { ChatMessage } from '../../../protocol/generation';
import { GuardrailError } from '../../../protocol/errors';
import type { ChatTokenizer } from '../../checkpoints/checkpoint';
import type { TaskItem } from '../tasks/task';

export type TemplateVariables = Readonly<Record<string, string | number | boolean>>;

export interface EncodedItem {
  readonly item: TaskItem;
  readonly rendered: string;
  readonly promptIds: readonly number[];
}

export interface EncodedItems {
  readonly items: readonly EncodedItem[];
  readonly tooLong: number;
}

/** @throws GuardrailError templateInvalid; datasetInvalid where no prompt is left. */
export async function encodeItems(
  items: readonly TaskItem[],
  tokenizer: ChatTokenizer,
  variables: TemplateVariables,
  maxPromptLength: number,
): Promise<EncodedItems> {
  const rendered = await tokenizer.renderChats(
    items.map((item): ChatMessage[] => [...item.context, { role: 'user', content: item.prompt }]),
    variables,
  );
  const all = items.map((item, index): EncodedItem => {
    const text = rendered[index] ?? '';
    return { item, rendered: text, promptIds: tokenizer.encode(text) };
  });
  const fitting = all.filter(({ promptIds }) => promptIds.length > 0 && promptIds.length <= maxPromptLength);
  if (fitting.length === 0) {
    throw new GuardrailError(
      'datasetInvalid',
      items.length === 0
        ? 'The dataset has no prompt.'
        : `All ${items.length} prompts have more than ${maxPromptLength} tokens.`,
      items.length === 0 ? 'Check the file and the settings of `data`.' : 'Raise max_prompt_length.',
    );
  }
  return { items: fitting, tooLong: all.length - fitting.length };
}
