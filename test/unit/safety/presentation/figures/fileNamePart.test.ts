import { expect, it } from 'vitest';
import { fileNamePart } from '../../../../../src/safety/presentation/figures/fileNamePart';

it.each([
  ['Harm rate: refusal vs. α', 'harm-rate-refusal-vs-α'],
  ['../../etc/passwd', 'etc-passwd'],
  ['C:\\CON.', 'c-con'],
  ['…', 'figure'],
  ['rewards/len‮gth\u0000', 'rewards-len-gth'],
])('%j is %s', (name, part) => {
  expect(fileNamePart(name)).toBe(part);
});

it('is short, and ends in no hyphen', () => {
  expect(fileNamePart('word '.repeat(100))).toMatch(/^(word-)+w?o?r?d?$/u);
  expect(fileNamePart('word '.repeat(100)).length).toBeLessThanOrEqual(80);
});
