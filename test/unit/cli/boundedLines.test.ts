import { expect, test } from 'vitest';
import { boundedLines, type InputLine } from '../../../src/cli/boundedLines';

/** The text's bytes in pieces of `size`. */
async function linesOf(bytes: Uint8Array, size: number, most = 12): Promise<InputLine[]> {
  async function* chunks() {
    for (let from = 0; from < bytes.length; from += size) {
      yield await Promise.resolve(bytes.subarray(from, from + size));
    }
  }
  const lines: InputLine[] = [];
  for await (const line of boundedLines(chunks(), most)) lines.push(line);
  return lines;
}

test.each([1, 2, 3, 5, 100])(
  'in pieces of %i bytes: lines are whole, long ones are passed over',
  async (size) => {
    const text = `ä€😀\n\nthirteen byte\nexactly 12 b\n${'x'.repeat(500)}\nlast`;
    expect(await linesOf(Buffer.from(text), size)).toEqual([
      { line: 1, text: 'ä€😀' },
      { line: 2, text: '' },
      { line: 3, problem: 'The line has 13 bytes; at most 12 are read of one.' },
      { line: 4, text: 'exactly 12 b' },
      { line: 5, problem: 'The line has 500 bytes; at most 12 are read of one.' },
      { line: 6, text: 'last' },
    ]);
  },
);

test('bytes that are no text cost their line alone', async () => {
  const bytes = Buffer.concat([Buffer.from('a\n'), Buffer.from([0xc3, 0x28]), Buffer.from('\nb\n')]);
  expect(await linesOf(bytes, 2)).toEqual([
    { line: 1, text: 'a' },
    { line: 2, problem: 'The line is not UTF-8.' },
    { line: 3, text: 'b' },
  ]);
});

test('no bytes are no line', async () => {
  expect(await linesOf(new Uint8Array(), 1)).toEqual([]);
});
