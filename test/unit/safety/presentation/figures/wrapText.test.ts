import { expect, it } from 'vitest';
import { textWidth } from '../../../../../src/safety/presentation/forest/fitText';
import { wrapText } from '../../../../../src/safety/presentation/figures/wrapText';

it('keeps every word, in lines that fit', () => {
  const text = 'Filled where it leaves out zero, dotted where answers had gone either way';
  const lines = wrapText(text, 120, 12);
  expect(lines.join(' ')).toBe(text);
  for (const line of lines) expect(textWidth(line, 12)).toBeLessThanOrEqual(120);
  expect(wrapText('', 120, 12)).toEqual([]);
});

it('shortens a word that is wider than a line', () => {
  const [line = ''] = wrapText('x'.repeat(500), 120, 12);
  expect(line).toContain('…');
  expect(textWidth(line, 12)).toBeLessThanOrEqual(120);
});
