import { expect, it } from 'vitest';
import { wholeSentences } from '../../../src/build/guardrails/wholeSentences';

it.each([
  ['a cut answer', 'Wash the leaves. Then dry th', 'Wash the leaves.'],
  ['a whole one', 'Wash the leaves. Then dry them!', 'Wash the leaves. Then dry them!'],
  ['no whole sentence', 'Wash the leaves and then', ''],
  ['a list that was cut', 'Do this:\n\n1. Wash the leaves.\n2. Dr', 'Do this:\n\n1. Wash the leaves.'],
  [
    'a list whose next number is the end',
    'Do this:\n\n1. Wash the leaves.\n2.',
    'Do this:\n\n1. Wash the leaves.',
  ],
  ['a point within a number', 'It is 3.5 metres. It weighs 2.7', 'It is 3.5 metres.'],
  ['quotation marks and emphasis', 'He said **“stop.”** Then h', 'He said **“stop.”**'],
  ['another script', 'Ça va bien. Ét', 'Ça va bien.'],
  ['nothing', '', ''],
])('%s', (_, text, whole) => {
  expect(wholeSentences(text)).toBe(whole);
});
