// One exchange as the chat template writes it, without a template engine: pretraining renders it by the hundred thousand.
import { endOfTurn } from './tokenizer/tokenizerFiles';

/** Up to where the assistant begins. */
export function promptText(prompt: string): string {
  return `<|im_start|>user\n${prompt}${endOfTurn}\n<|im_start|>assistant\n`;
}

/** What the assistant writes: the answer and the end of its turn. */
export function answerText(answer: string): string {
  return `${answer}${endOfTurn}`;
}
