// The one place that turns what was generated into reasoning and answer. Knows nothing of where it was generated.
import { splitReasoning } from '../../safety/judges/splitReasoning';
import { findMarks, type ReasoningMarks } from '../../safety/judges/reasoningMarks';
import type { Answer } from '../../protocol/generation';

export interface GeneratedText {
  /** The prompt after the chat template; null where it is not known. */
  readonly prompt: string | null;
  /** As generated, without special tokens other than those that mark reasoning. */
  readonly text: string;
  /** The chain of thought where a server hands it over apart from the text; else null. */
  readonly reasoning: string | null;
  /** Marks of reasoning that the checkpoint names itself. */
  readonly marks?: readonly ReasoningMarks[];
}

/** How far before the end of a prompt a mark may stand that its template opened. */
const lookedAt = 400;
/** What ends or begins a turn: a mark before it belongs to what was asked. */
const turn =
  /<\|(?!think|begin_of_th|start_th|inner_prefix)|<\/|\[\/|<start_of_turn>|<s>|^###|^\p{L}+:|^(?:assistant|model|bot)\s*$/imu;
const harmonyEnd = /<\|channel\|>\s*(?:analysis|commentary|final)[^<]{0,80}<\|message\|>[^<]{0,200}$/iu;

/**
 * Reasoning that is handed over apart is taken as it is; else it is split from the text, which may start inside a block that
 * the prompt opened. Reasoning that never ended leaves an empty answer.
 */
export function splitAnswer(generated: GeneratedText): Pick<Answer, 'text' | 'reasoning' | 'answer'> {
  const { prompt, text, marks = [] } = generated;
  const apart = generated.reasoning?.trim() ?? '';
  const opened = apart === '' && prompt !== null ? openedBy(prompt, marks) : '';
  const split = splitReasoning(`${opened}${text}`, marks);
  const reasoning = [apart, split.reasoning ?? ''].filter((part) => part !== '').join('\n');
  return { text, reasoning: reasoning === '' ? null : reasoning, answer: split.answer };
}

/** Whether a rendered prompt ends within reasoning, behind reasoning that its template closed at once, or holds none. */
export function reasoningAtEnd(prompt: string, marks: readonly ReasoningMarks[]): 'open' | 'closed' | 'none' {
  if (openedBy(prompt, marks) !== '') return 'open';
  const tail = prompt.slice(-lookedAt);
  const last = findMarks(tail, marks).at(-1);
  return last?.closing === true && !turn.test(tail.slice(last.end)) ? 'closed' : 'none';
}

/** What the template wrote of the answer itself: from the mark that opens its reasoning; empty where there is none. */
function openedBy(prompt: string, marks: readonly ReasoningMarks[]): string {
  const tail = prompt.slice(-lookedAt);
  const harmony = harmonyEnd.exec(tail);
  if (harmony !== null) return harmony[0];
  const last = findMarks(tail, marks).at(-1);
  if (last === undefined || last.closing) return '';
  const written = tail.slice(last.end);
  return turn.test(written) ? '' : `${tail.slice(last.start, last.end)}${written}`;
}
