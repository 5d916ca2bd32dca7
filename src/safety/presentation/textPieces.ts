// Cuts a text at the edges of what is marked in it, so that every piece is wholly marked or wholly not.
import type { TextRange } from './wordDiff';

export interface TextPiece {
  readonly text: string;
  readonly changed: boolean;
  readonly evidence: boolean;
}

/** Pieces in order; together they are the text. Ranges outside the text are cut off. */
export function textPieces(
  text: string,
  changed: readonly TextRange[],
  evidence: TextRange | null,
): readonly TextPiece[] {
  const evidences = evidence === null ? [] : [evidence];
  const cuts = new Set([0, text.length]);
  for (const range of [...changed, ...evidences]) {
    for (const offset of range) if (offset > 0 && offset < text.length) cuts.add(offset);
  }
  const offsets = [...cuts].sort((a, b) => a - b);
  return offsets.slice(0, -1).map((start, index) => ({
    text: text.slice(start, offsets[index + 1]),
    changed: isWithin(start, changed),
    evidence: isWithin(start, evidences),
  }));
}

function isWithin(offset: number, ranges: readonly TextRange[]): boolean {
  return ranges.some(([start, end]) => start <= offset && offset < end);
}
