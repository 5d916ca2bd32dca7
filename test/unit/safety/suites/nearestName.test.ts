import { expect, test } from 'vitest';
import { contentHash } from '../../../../src/safety/suites/contentHash';
import { nearestName } from '../../../../src/safety/suites/nearestName';

const known = ['glens-cybercrime', 'glens-overrefusal', 'built-in'];

test.each([
  ['glens-cibercrime', 'glens-cybercrime'],
  ['GLENS-OVERREFUSAL', 'glens-overrefusal'],
  ['overrefusal', 'glens-overrefusal'],
  ['builtin', 'built-in'],
  ['zzz', null],
  ['', null],
  ['x'.repeat(100_000), null],
])('nearest to %s', (name, expected) => {
  expect(nearestName(name, known)).toBe(expected);
});

test('the content hash sees texts, order and the borders between fields', () => {
  const prompt = (id: string, text: string, context: string | null = null) => ({
    id,
    prompt: text,
    category: 'a',
    context,
  });
  const hashes = [
    [prompt('1', 'ab'), prompt('2', 'c')],
    [prompt('2', 'c'), prompt('1', 'ab')],
    [prompt('1', 'a'), prompt('2', 'bc')],
    [prompt('1a', 'b'), prompt('2', 'c')],
    [prompt('1', 'ab', 'c'), prompt('2', 'c')],
    [prompt('1', 'ab')],
  ].map(contentHash);
  expect(new Set(hashes).size).toBe(hashes.length);
  expect(hashes[0]).toMatch(/^[0-9a-f]{16}$/);
  expect(contentHash([prompt('1', 'ab'), prompt('2', 'c')])).toBe(hashes[0]);
});
