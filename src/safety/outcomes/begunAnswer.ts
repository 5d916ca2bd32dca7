// An answer that was begun for its model, as one text. Must not know who reads it.
import type { ResponseRecord } from '../../protocol/comparison';

/** What a reader of the whole answer reads, and how many characters of it stand before what the model said. */
export interface BegunText {
  readonly text: string;
  readonly before: number;
}

/**
 * `answer` is without the space that the model put before it; `text` has that. Without the beginning where the model said nothing, or
 * thought first, so that the beginning is part of its thoughts.
 */
export function begunAnswer(
  prefill: string | undefined,
  { text, answer }: Pick<ResponseRecord, 'answer' | 'text'>,
): BegunText {
  const said = text.trimStart();
  if (prefill === undefined || answer.trim() === '' || !said.startsWith(answer.trimStart())) {
    return { text: answer, before: 0 };
  }
  const before = `${prefill}${text.slice(0, text.length - said.length)}`;
  const own = answer.length - answer.trimStart().length;
  return { text: `${before}${answer.slice(own)}`, before: before.length - own };
}
