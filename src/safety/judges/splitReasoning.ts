// Splits a reasoning model's text into its chain of thought and its answer. Knows nothing about judging:
// refusal words inside the reasoning must never reach a rule judge.
import { findMarks, type ReasoningMarks } from './reasoningMarks';

export interface SplitText {
  /** The chain of thought, trimmed; null where there was none. */
  readonly reasoning: string | null;
  /** What is left for the reader, trimmed; empty where the reasoning never ended. */
  readonly answer: string;
  /** The reasoning was opened and never closed: the model ran out of tokens while thinking. */
  readonly unfinished: boolean;
}

/** Harmony-style channels, with or without the special tokens' end markers. */
const channel = /<\|channel\|>\s*(analysis|commentary|final)[^<]{0,80}<\|message\|>/giu;
const channelEnd = /<\|(?:end|return|start|channel|call)\|>/iu;
/** The same without its special tokens. */
const bareChannel = /^analysis(?=[A-Z])/u;
const bareFinal = 'assistantfinal';
/** Words by which some models and tools announce both parts. */
const announced =
  /^\s*(?:here is my thought process:(?<granite>[\s\S]*?)here is my response:|thinking\.\.\.\n(?<tool>[\s\S]*?)\n\.\.\.done thinking\.)/iu;
/** Marks around the answer itself. */
const answerMarks =
  /<\|(?:(?:begin|start|end)_(?:of_)?(?:solution|response|answer)|(?:solution|response|answer)_(?:begin|start|end))\|>/giu;

/**
 * Understands `<think>…</think>answer` with the many names and brackets that models use (`reasoningMarks.ts`), `own` marks of
 * the checkpoint, several blocks, text that starts inside a block because the chat template opened it (`…</think>answer`),
 * and channels (`<|channel|>analysis<|message|>`).
 *
 * A closing mark that nothing opened ends reasoning that began with the text or, where a block has been closed before, after
 * that block: the model wrote the mark within its thoughts. Where nothing follows such a mark, the text before it stays the
 * answer. Marks inside code fences are not treated apart: models do not write them there in practice.
 */
export function splitReasoning(text: string, own: readonly ReasoningMarks[] = []): SplitText {
  if (text.includes('<|channel|>')) return splitChannels(text);
  if (bareChannel.test(text)) return splitBareChannels(text);

  const words = announced.exec(text);
  if (words !== null) {
    const reasoning = words.groups?.['granite'] ?? words.groups?.['tool'] ?? '';
    return { reasoning: reasoning.trim(), answer: text.slice(words[0].length).trim(), unfinished: false };
  }
  const reasoning: string[] = [];
  const answer: string[] = [];
  /** The name of the open block's mark. */
  let open: { readonly name: string; readonly sure: boolean } | null = null;
  let from = 0;
  let seen = false;
  let blank = true;
  let stray: string | null = null;
  for (const { start, end, closing, name, sure } of findMarks(text, own)) {
    const piece = text.slice(from, start);
    if (closing) {
      if (open === null ? !sure : open.name !== name && !(open.sure && sure)) continue;
      if (open === null && seen) {
        stray = [...answer, piece].join('');
        reasoning.push(stray);
        answer.length = 0;
      } else reasoning.push(piece);

      open = null;
      blank = true;
    } else {
      blank &&= piece.trim() === '';
      if (open !== null || (!sure && !blank)) continue;
      answer.push(piece);
      open = { name, sure };
    }
    seen = true;
    from = end;
  }
  if (!seen) return { reasoning: null, answer: withoutMarks(text), unfinished: false };
  const rest = text.slice(from);
  (open === null ? answer : reasoning).push(rest);
  if (stray !== null && open === null && answer.join('').trim() === '') {
    reasoning.splice(reasoning.lastIndexOf(stray), 1);
    answer.push(stray);
  }
  return { reasoning: join(reasoning), answer: withoutMarks(answer.join('')), unfinished: open !== null };
}

function splitChannels(text: string): SplitText {
  const reasoning: string[] = [];
  const answer: string[] = [];
  const heads = [...text.matchAll(channel)];
  if (heads.length === 0) return { reasoning: null, answer: text.trim(), unfinished: false };
  heads.forEach((head, index) => {
    const body = text.slice(head.index + head[0].length, heads[index + 1]?.index ?? text.length);
    const end = body.search(channelEnd);
    const piece = end < 0 ? body : body.slice(0, end);
    (head[1]?.toLowerCase() === 'final' ? answer : reasoning).push(piece);
  });
  return { reasoning: join(reasoning), answer: answer.join('').trim(), unfinished: answer.length === 0 };
}

function splitBareChannels(text: string): SplitText {
  const body = text.replace(bareChannel, '');
  const at = body.lastIndexOf(bareFinal);
  return at < 0
    ? { reasoning: body.trim(), answer: '', unfinished: true }
    : {
        reasoning: body.slice(0, at).trim(),
        answer: body.slice(at + bareFinal.length).trim(),
        unfinished: false,
      };
}

function withoutMarks(answer: string): string {
  return answer.replace(answerMarks, '').trim();
}

function join(pieces: readonly string[]): string {
  return pieces
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '')
    .join('\n');
}
