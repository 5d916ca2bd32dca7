// Which words of two answers differ, for marking them side by side. Knows nothing of HTML.
import { diffWordsWithSpace } from 'diff';

/** A stretch of one side's text. */
export interface DiffSpan {
  readonly text: string;
  /** Not in the other side's text at this place. */
  readonly only: boolean;
}

export interface WordDiff {
  /** The spans of a side joined are that side's text, character by character. */
  readonly base: readonly DiffSpan[];
  readonly tuned: readonly DiffSpan[];
}

/** Edits after which two answers count as different throughout; bounds the time (which grows with its square). */
const maxEdits = 400;
/** With less of the longer answer in common, marks would cover nearly everything and show nothing. */
const minShared = 0.25;

/** null: the texts have too little in common for marks to be of use, or one of them is empty. */
export function wordDiff(base: string, tuned: string): WordDiff | null {
  if (base.trim() === '' || tuned.trim() === '') return null;
  const changes = diffWordsWithSpace(base, tuned, { maxEditLength: maxEdits });
  if (changes === undefined) return null;
  const shared = letters(changes.filter((change) => !change.added && !change.removed).map((c) => c.value));
  if (shared < minShared * Math.max(letters([base]), letters([tuned]))) return null;
  return {
    base: joined(changes.filter((c) => !c.added).map((c) => ({ text: c.value, only: c.removed }))),
    tuned: joined(changes.filter((c) => !c.removed).map((c) => ({ text: c.value, only: c.added }))),
  };
}

/** Blanks are in every text and say nothing of likeness. */
function letters(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + text.replace(/\s/g, '').length, 0);
}

/** A blank between two marked words is marked with them: one stretch reads better than two. */
function joined(spans: readonly DiffSpan[]): DiffSpan[] {
  const result: DiffSpan[] = [];
  spans.forEach((span, index) => {
    const inside =
      /^[^\S\n]+$/.test(span.text) && spans[index - 1]?.only === true && spans[index + 1]?.only === true;
    const only = span.only || inside;
    const last = result.at(-1);
    if (last?.only === only) result[result.length - 1] = { text: last.text + span.text, only };
    else result.push({ text: span.text, only });
  });
  return result;
}
