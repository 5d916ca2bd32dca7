// Splits a reasoning model's text into its chain of thought and its answer. Knows nothing about judging:
// refusal words inside the reasoning must never reach a rule judge.

export interface SplitText {
  /** The chain of thought, trimmed; null where there was none. */
  readonly reasoning: string | null;
  /** What is left for the reader, trimmed; empty where the reasoning never ended. */
  readonly answer: string;
  /** The reasoning was opened and never closed: the model ran out of tokens while thinking. */
  readonly unfinished: boolean;
}

const tagNames = ['think', 'thinking', 'thought', 'reasoning', 'reason', 'reflection', 'scratchpad'];
const tag = new RegExp(`<(/?)(?:${tagNames.join('|')})>`, 'giu');
/** Harmony-style channels, with or without the special tokens' end markers. */
const channel = /<\|channel\|>\s*(analysis|commentary|final)[^<]{0,80}<\|message\|>/giu;
const channelEnd = /<\|(?:end|return|start|channel|call)\|>/iu;

/**
 * Understands `<think>…</think>answer` (and thinking, reasoning, …), several blocks, text that starts inside
 * the block because the chat template opened it (`…</think>answer`), and `<|channel|>analysis<|message|>`.
 * A closing tag that nothing opened ends reasoning that began with the text. Tags inside code fences of the
 * answer are not treated apart: models do not write them there in practice.
 */
export function splitReasoning(text: string): SplitText {
  if (text.includes('<|channel|>')) {
    return splitChannels(text);
  }
  const reasoning: string[] = [];
  const answer: string[] = [];
  let inside = false;
  let from = 0;
  let seenTag = false;
  for (const match of text.matchAll(tag)) {
    const closing = match[1] === '/';
    const piece = text.slice(from, match.index);
    if (closing && !inside && !seenTag) {
      reasoning.push(piece);
    } else if (inside) {
      reasoning.push(piece);
    } else {
      answer.push(piece);
    }
    seenTag = true;
    inside = !closing;
    from = match.index + match[0].length;
  }
  if (!seenTag) {
    return { reasoning: null, answer: text.trim(), unfinished: false };
  }
  (inside ? reasoning : answer).push(text.slice(from));
  return { reasoning: join(reasoning), answer: answer.join('').trim(), unfinished: inside };
}

function splitChannels(text: string): SplitText {
  const reasoning: string[] = [];
  const answer: string[] = [];
  const heads = [...text.matchAll(channel)];
  if (heads.length === 0) {
    return { reasoning: null, answer: text.trim(), unfinished: false };
  }
  heads.forEach((head, index) => {
    const body = text.slice(head.index + head[0].length, heads[index + 1]?.index ?? text.length);
    const end = body.search(channelEnd);
    const piece = end < 0 ? body : body.slice(0, end);
    (head[1]?.toLowerCase() === 'final' ? answer : reasoning).push(piece);
  });
  return { reasoning: join(reasoning), answer: answer.join('').trim(), unfinished: answer.length === 0 };
}

function join(pieces: readonly string[]): string {
  return pieces
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '')
    .join('\n');
}
