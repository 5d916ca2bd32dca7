// Finds what a completion marks as its final answer. Knows nothing of how answers are compared.
import { findBoxed } from './findBoxed';

export interface MarkedAnswer {
  readonly text: string;
  /** Whether the marker is closed: an answer that goes to the end of a cut completion may be half of one. */
  readonly closed: boolean;
}

/**
 * The answers behind `####` (to the end of the line), in `\boxed{}` and in `<answer>` tags. Of several kinds the one
 * marked last in the text decides which kind counts, and all of that kind are returned, in their order.
 */
export function finalAnswers(text: string): readonly MarkedAnswer[] {
  const kinds = [hashed(text), boxed(text), tagged(text)];
  const last = kinds.reduce((best, kind) => (kind.position > best.position ? kind : best));
  return last.answers;
}

interface Kind {
  readonly answers: readonly MarkedAnswer[];
  /** Of the last one; -1 where there is none. */
  readonly position: number;
}

/** Two answers on one line, `#### 1 #### 2`, are two answers. */
function hashed(text: string): Kind {
  const matches = [...text.matchAll(/####([^\n]*)(\n?)/gu)];
  return {
    position: matches.at(-1)?.index ?? -1,
    answers: matches.flatMap((match) =>
      (match[1] ?? '').split('####').map((part) => ({ text: part.trim(), closed: match[2] === '\n' })),
    ),
  };
}

function boxed(text: string): Kind {
  const boxes = findBoxed(text);
  return {
    position: boxes.at(-1)?.end ?? -1,
    answers: boxes.map(({ content }) => ({ text: content, closed: true })),
  };
}

function tagged(text: string): Kind {
  const answers: MarkedAnswer[] = [];
  let position = -1;
  // Two searches rather than one pattern: a thousand opened tags cost a thousand steps, not a million.
  for (let from = text.indexOf('<answer>'); from !== -1; from = text.indexOf('<answer>', from + 1)) {
    const start = from + '<answer>'.length;
    const end = text.indexOf('</answer>', start);
    if (end === -1) break;
    // Of tags opened in one another the inner one is the answer.
    const inner = text.lastIndexOf('<answer>', end);
    answers.push({ text: text.slice(inner + '<answer>'.length, end).trim(), closed: true });
    position = inner;
    from = end;
  }
  return { answers, position };
}
