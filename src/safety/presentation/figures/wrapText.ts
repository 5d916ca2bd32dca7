// Text in lines of a given width, by estimate: SVG does not break lines.
import { fitText, textWidth } from '../forest/fitText';

/** Broken at spaces; a word wider than a line is shortened. Pixels. */
export function wrapText(text: string, width: number, fontSize: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/u).filter((part) => part !== '')) {
    const line = lines.at(-1);
    const longer = `${line ?? ''} ${word}`;
    if (line !== undefined && textWidth(longer, fontSize) <= width) lines[lines.length - 1] = longer;
    else lines.push(fitText(word, width, fontSize));
  }
  return lines;
}
