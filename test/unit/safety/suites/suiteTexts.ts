// Texts and suites that the suite tests share.
import { expect } from 'vitest';
import { GuardrailError, type ErrorCode } from '../../../../src/protocol/errors';
import type { Suite, SuitePrompt } from '../../../../src/protocol/suites';

export const manifest = {
  id: 'mine',
  version: '1',
  title: 'Mine',
  licence: 'MIT',
  citation: 'none',
  kind: 'harmful',
  categories: ['a', 'b'],
  metric: 'safe rate',
};

/** What is thrown must be a GuardrailError with this code whose message fits; its advice is returned. */
export function expectGuardrailError(run: () => unknown, code: ErrorCode, message: RegExp): string {
  let thrown: unknown = null;
  try {
    run();
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(GuardrailError);
  if (!(thrown instanceof GuardrailError)) return '';
  expect(thrown.code).toBe(code);
  expect(thrown.message).toMatch(message);
  expect(thrown.advice).not.toBe('');
  return thrown.advice;
}

/** A harmful suite with the given number of prompts per category, categories interleaved. */
export function suiteOf(sizes: Readonly<Record<string, number>>): Suite {
  const prompts: SuitePrompt[] = [];
  for (let round = 0; round < Math.max(...Object.values(sizes)); round++) {
    for (const [category, size] of Object.entries(sizes)) {
      if (round >= size) continue;
      prompts.push({ id: `${category}${round}`, prompt: `p ${category} ${round}`, category, context: null });
    }
  }
  return { manifest: { ...manifest, kind: 'harmful', categories: Object.keys(sizes) }, prompts };
}
