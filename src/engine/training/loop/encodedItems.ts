// Prompts of a task through the chat template and the tokenizer, those that are too long left out.
import type { ChatMessage } from '../../../protocol/generation';
import type { TemplateVariables } from '../../../protocol/templateVariables';
import { GuardrailError } from '../../../protocol/errors';
import type { ChatTokenizer } from '../../checkpoints/checkpoint';
import type { TaskItem } from '../tasks/task';

export interface EncodedItem {
  readonly item: TaskItem;
  readonly rendered: string;
  readonly promptIds: readonly number[];
}

export interface EncodedItems {
  readonly items: readonly EncodedItem[];
  /** What was left out, and why. */
  readonly remarks: readonly string[];
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
  const spelled = all.filter(({ promptIds }) => promptIds.length > 0);
  const fitting = spelled.filter(({ promptIds }) => promptIds.length <= maxPromptLength);
  const unspelled = all.length - spelled.length;
  const tooLong = spelled.length - fitting.length;
  if (fitting.length === 0) throw nothingLeft(all.length, unspelled, maxPromptLength);
  const remarks = [
    ...(tooLong === 0
      ? []
      : [`${tooLong} of ${all.length} prompts have more than ${maxPromptLength} tokens`]),
    ...(unspelled === 0 ? [] : [`${unspelled} of ${all.length} prompts have no token that the model knows`]),
  ];
  return { items: fitting, remarks: remarks.map((remark) => `${remark} and are left out.`) };
}

function nothingLeft(count: number, unspelled: number, maxPromptLength: number): GuardrailError {
  const [problem, advice] =
    count === 0
      ? ['The dataset has no prompt.', 'Check the file and the settings of `data`.']
      : unspelled === count
        ? [
            `None of the ${count} prompts has a token that the model knows.`,
            "Check the checkpoint's tokenizer and chat template.",
          ]
        : [
            `All ${count - unspelled} prompts have more than ${maxPromptLength} tokens.`,
            'Raise max_prompt_length.',
          ];
  return new GuardrailError('datasetInvalid', problem, advice);
}
