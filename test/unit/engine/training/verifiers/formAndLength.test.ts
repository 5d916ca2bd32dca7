import { afterAll, describe, expect, test } from 'vitest';
import { GuardrailError } from '../../../../../src/protocol/errors';
import { formCases, lengthCases } from './formAndLengthCases';
import { rewardOf, verifierOf } from './verifierInputs';

const pattern = verifierOf({ verifier: 'regex', pattern: '^(a+)+$', time_limit_seconds: 0.3 });
const whole = verifierOf({ verifier: 'regex', pattern: 'yes|no', search: false, flags: 'i' });
const forbidden = verifierOf({
  verifier: 'regex',
  pattern: '(x+x+)+y',
  expect: false,
  time_limit_seconds: 0.3,
});
const form = verifierOf({ verifier: 'format', pattern: 'Answer: \\d+' });
afterAll(() => Promise.all([pattern, whole, forbidden, form].map((verifier) => verifier.dispose())));

describe('templates of the whole completion', () => {
  test.each(formCases)('%s: %j gives %i', async (template, completion, reward) => {
    expect(await rewardOf(verifierOf({ verifier: 'format', template }), {}, completion)).toBe(reward);
  });

  test('a cut completion has no form, and a megabyte of tags is looked through quickly', async () => {
    const verifier = verifierOf({ verifier: 'format', template: 'think_answer' });
    expect(await rewardOf(verifier, {}, '<think>a</think><answer>4</answer>', true)).toBe(0);
    expect(await rewardOf(verifier, {}, '<think>'.repeat(150_000))).toBe(0);
  });

  test('a pattern has to match all of it', async () => {
    expect(await rewardOf(form, {}, 'Answer: 4')).toBe(1);
    expect(await rewardOf(form, {}, 'Answer: 4 or Answer: 5')).toBe(0);
  });
});

describe('regular expressions', () => {
  test('whole text, and case', async () => {
    expect(await rewardOf(whole, {}, 'YES')).toBe(1);
    expect(await rewardOf(whole, {}, 'yes and no')).toBe(0);
    expect(await rewardOf(whole, {}, 'yes\nno')).toBe(0);
  });

  test('one that does not end scores 0 and the next one is checked as ever', async () => {
    expect(await rewardOf(pattern, {}, `${'a'.repeat(5000)}b`)).toBe(0);
    expect(await rewardOf(pattern, {}, 'aaa')).toBe(1);
  });

  test('a text that makes the check fail does not win by it', async () => {
    expect(await rewardOf(forbidden, {}, 'fine')).toBe(1);
    expect(await rewardOf(forbidden, {}, 'x'.repeat(5000))).toBe(0);
  });

  test('the process that checks keeps the engine alive no longer than its answer takes', async () => {
    const holding = (): readonly string[] =>
      process.getActiveResourcesInfo().filter((what) => what === 'PipeWrap' || what === 'ProcessWrap');
    const before = holding();
    const verifier = verifierOf({ verifier: 'regex', pattern: 'a' });
    expect(await rewardOf(verifier, {}, 'a')).toBe(1);
    expect(holding()).toEqual(before);
    await verifier.dispose();
  });

  test('a malformed pattern is told before the run', () => {
    expect(() => verifierOf({ verifier: 'regex', pattern: '(' })).toThrow(GuardrailError);
    expect(() => verifierOf({ verifier: 'format', pattern: '[' })).toThrow(GuardrailError);
  });
});

describe('length', () => {
  test.each(lengthCases)('%j', async (spec, completion, reward) => {
    expect(await rewardOf(verifierOf({ verifier: 'length', ...spec }), {}, completion)).toBe(reward);
  });
});
