// The one place that turns generated text into reasoning and answer.
import type { Answer } from '../../protocol/generation';
import { splitReasoning } from '../../safety/judges/splitReasoning';

/** A template may open the reasoning inside the prompt; the text then starts within it. */
const opensReasoning = /<think>\s*$/;

/** @param prompt after the chat template; null where it is not known */
export function splitAnswer(
  prompt: string | null,
  text: string,
): Pick<Answer, 'text' | 'reasoning' | 'answer'> {
  const opened = prompt !== null && opensReasoning.test(prompt);
  const { reasoning, answer } = splitReasoning(opened ? `<think>${text}` : text);
  return { text, reasoning, answer };
}
