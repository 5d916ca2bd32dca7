// Word-level differences of two texts as ranges in each, for showing both side by side.
import { diffArrays } from 'diff';

/** UTF-16 offsets, end exclusive. */
export type TextRange = readonly [start: number, end: number];

export interface WordDiff {
  /** Words that only the left text has, and only the right one; neighbours joined over white space. */
  readonly left: readonly TextRange[];
  readonly right: readonly TextRange[];
  /** False where the texts differ too much to be worth marking word by word; the ranges are then empty. */
  readonly marked: boolean;
}

// Scripts without spaces between words are compared character by character.
const words =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{N}\p{M}_]+(?:['’]\p{L}+)*|\S/gu;

/** Beyond this many words inserted or deleted, and this many milliseconds, the search is given up. */
const limits = { maxEditLength: 4000, timeout: 150 };

export function diffWords(left: string, right: string): WordDiff {
  const leftWords = wordRanges(left);
  const rightWords = wordRanges(right);
  const changes = diffArrays(
    leftWords.map(([start, end]) => left.slice(start, end)),
    rightWords.map(([start, end]) => right.slice(start, end)),
    limits,
  );
  if (changes === undefined) return { left: [], right: [], marked: false };
  const onlyLeft: TextRange[] = [];
  const onlyRight: TextRange[] = [];
  let leftAt = 0;
  let rightAt = 0;
  for (const { added, removed, count } of changes) {
    if (removed) onlyLeft.push(...leftWords.slice(leftAt, leftAt + count));
    if (added) onlyRight.push(...rightWords.slice(rightAt, rightAt + count));
    if (!added) leftAt += count;
    if (!removed) rightAt += count;
  }
  return { left: joined(left, onlyLeft), right: joined(right, onlyRight), marked: true };
}

function wordRanges(text: string): TextRange[] {
  return Array.from(text.matchAll(words), (match) => [match.index, match.index + match[0].length] as const);
}

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
