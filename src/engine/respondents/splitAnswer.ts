// The one place that turns what was generated into reasoning and answer. Knows nothing of where it was generated.
import { splitReasoning } from '../../safety/judges/splitReasoning';
import type { Answer } from '../../protocol/generation';

export interface GeneratedText {
  /** The prompt after the chat template; null where it is not known. */
  readonly prompt: string | null;
  /** As generated, without special tokens. */
  readonly text: string;
  /** The chain of thought where a server hands it over apart from the text; else null. */
  readonly reasoning: string | null;
}

/** A template that ends with this opened the reasoning itself: the text starts inside. */
const opened = /<think>\s*$/u;

/**
 * Reasoning that is handed over apart is taken as it is; else it is split from the text, which may start inside a block that
 * the prompt opened. Reasoning that never ended leaves an empty answer.
 */
export function splitAnswer(generated: GeneratedText): Pick<Answer, 'text' | 'reasoning' | 'answer'> {
  const { prompt, text } = generated;
  const apart = generated.reasoning?.trim() ?? '';
  const inside = apart === '' && prompt !== null && opened.test(prompt);
  const split = splitReasoning(inside ? `<think>${text}` : text);
  const reasoning = [apart, split.reasoning ?? ''].filter((part) => part !== '').join('\n');
  return { text, reasoning: reasoning === '' ? null : reasoning, answer: split.answer };
}
