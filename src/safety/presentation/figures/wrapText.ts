// Text in lines of a given width: SVG does not break lines. By estimate, so that a tenth is left for wider faces.
import { fitText, textWidth } from '../forest/fitText';

/** Broken at spaces; a word wider than a line is shortened. Pixels. */
export function wrapText(text: string, width: number, fontSize: number): string[] {
  const room = width * 0.9;
  const lines: string[] = [];
  for (const word of text.split(/\s+/u).filter((part) => part !== '')) {
    const line = lines.at(-1);
    const longer = `${line ?? ''} ${word}`;
    if (line !== undefined && textWidth(longer, fontSize) <= room) lines[lines.length - 1] = longer;
    else lines.push(fitText(word, room, fontSize));
  }
  return lines;
}
