// Which words of two answers differ, as ranges in each, for marking them side by side. Knows nothing of markup.
import { diffArrays } from 'diff';

/** UTF-16 offsets, end exclusive. */
export type TextRange = readonly [start: number, end: number];

export interface WordDiff {
  /** Words that only base has, and only tuned; neighbours are joined over white space, which is not marked elsewhere. */
  readonly base: readonly TextRange[];
  readonly tuned: readonly TextRange[];
}

// Scripts without spaces between words are compared character by character.
const words =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{N}\p{M}_]+(?:['’]\p{L}+)*|\S/gu;

/** Edits after which two answers count as different throughout; bounds the time (which grows with its square). */
const maxEdits = 1000;
/** With less of the longer answer in common, marks would cover nearly everything and show nothing. */
const minShared = 0.25;

/** null: the texts have too little in common for marks to be of use, or one of them is empty. */
export function wordDiff(base: string, tuned: string): WordDiff | null {
  const ranges = { base: wordRanges(base), tuned: wordRanges(tuned) };
  if (ranges.base.length === 0 || ranges.tuned.length === 0) return null;
  const slices = (text: string, parts: readonly TextRange[]): string[] =>
    parts.map(([start, end]) => text.slice(start, end));
  const changes = diffArrays(slices(base, ranges.base), slices(tuned, ranges.tuned), {
    maxEditLength: maxEdits,
  });
  if (changes === undefined) return null;
  const only: Record<keyof WordDiff, TextRange[]> = { base: [], tuned: [] };
  let shared = 0;
  let baseAt = 0;
  let tunedAt = 0;
  for (const { added, removed, count } of changes) {
    const inBase = ranges.base.slice(baseAt, baseAt + count);
    if (removed) only.base.push(...inBase);
    else if (added) only.tuned.push(...ranges.tuned.slice(tunedAt, tunedAt + count));
    else shared += letters(inBase);
    if (!added) baseAt += count;
    if (!removed) tunedAt += count;
  }
  if (shared < minShared * Math.max(letters(ranges.base), letters(ranges.tuned))) return null;
  return { base: joined(base, only.base), tuned: joined(tuned, only.tuned) };
}

function wordRanges(text: string): TextRange[] {
  return Array.from(text.matchAll(words), (match) => [match.index, match.index + match[0].length] as const);
}

function letters(ranges: readonly TextRange[]): number {
  return ranges.reduce((sum, [start, end]) => sum + end - start, 0);
}

/** White space between two marked words is marked with them: one stretch reads better than two. */
function joined(text: string, ranges: readonly TextRange[]): TextRange[] {
  const result: TextRange[] = [];
  for (const [start, end] of ranges) {
    const last = result.at(-1);
    if (last !== undefined && text.slice(last[1], start).trim() === '')
      result[result.length - 1] = [last[0], end];
    else result.push([start, end]);
  }
  return result;
}
