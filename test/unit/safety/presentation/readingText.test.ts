// What a kept reading was made with, and what is said once it no longer holds.
import { expect, it } from 'vitest';
import type { ReadingState } from '../../../../src/protocol/readings';
import { originLine, staleLines } from '../../../../src/safety/presentation/readingText';
import { readingOrigin } from '../../../support/readings';

it('names models by digest and precision, and the layer where there is one', () => {
  const line = originLine({ origin: readingOrigin() }, 'on Monday', 7);
  expect(line).toMatch(
    /^Read on Monday: 2 prompts; direction of layer 7; base base \(digest abababababab, /u,
  );
  expect(line).toContain('; tuned tuned (digest cdcdcdcdcdcd, precision int8); ');
  expect(originLine({ origin: readingOrigin() }, 'on Monday')).not.toContain('layer');
});

it.each<[Partial<ReadingState>, RegExp[]]>([
  [{}, []],
  [{ base: 'unchecked', tuned: 'unchecked' }, []],
  [{ base: 'changed' }, [/^Out of date: Base’s checkpoint is no longer the one/u]],
  [
    { tuned: 'missing', answersChanged: true },
    [/^Tuned’s checkpoint is not where/u, /^Out of date: answers/u],
  ],
])('%j', (change, expected) => {
  const lines = staleLines({ state: { base: 'same', tuned: 'same', answersChanged: false, ...change } });
  expect(lines.length).toBe(expected.length);
  for (const [index, pattern] of expected.entries()) expect(lines[index]).toMatch(pattern);
});
