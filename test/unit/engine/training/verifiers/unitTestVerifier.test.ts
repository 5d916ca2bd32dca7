import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { extractCode } from '../../../../../src/engine/training/verifiers/python/extractCode';
import { inputOf, itemWith, verifierOf } from './verifierInputs';

const verifier = verifierOf({ verifier: 'unit_tests', time_limit_seconds: 60 });
afterAll(() => verifier.dispose());

const doubling = { tests: ['assert f(2) == 4', 'assert f(-1) == -2', 'assert f(0) == 0'] };

async function check(answer: string, columns: Readonly<Record<string, unknown>> = doubling) {
  const [result] = await verifier.check([inputOf(itemWith(columns), answer)]);
  return result;
}

// Python takes some seconds to start; no test should carry that.
beforeAll(() => check('def f(x): return 2 * x'), 240_000);

test('all tests have to pass, and the reason says which does not', async () => {
  expect(await check('Here:\n```python\ndef f(x):\n    return 2 * x\n```')).toEqual({
    reward: 1,
    reason: '3 of 3 tests passed.',
  });
  expect(await check('def f(x): return 4')).toEqual({
    reward: 0,
    reason: '1 of 3 tests passed; AssertionError.',
  });
});

test('a body completes the head that was given', async () => {
  const columns = { ...doubling, code_head: 'def f(x):\n    """Doubles."""\n', entry_point: 'f' };
  expect((await check('    return 2 * x', columns))?.reward).toBe(1);
});

test('with partial, the share of the tests', async () => {
  const partial = verifierOf({ verifier: 'unit_tests', partial: true, time_limit_seconds: 60 });
  const [result] = await partial.check([inputOf(itemWith(doubling), 'def f(x): return 4')]);
  await partial.dispose();
  expect(result?.reward).toBeCloseTo(1 / 3);
});

test.each([
  ['nothing', ''],
  ['a block of nothing', '```python\n```'],
  ['a megabyte', '#'.repeat(1_000_000)],
])('%s is no code', async (_, answer) => {
  expect(await check(answer)).toMatchObject({ reward: 0, reason: expect.stringContaining('code') as string });
});

test('an item without tests fails, it is not lost', async () => {
  expect(await check('def f(x): return 1', { tests: [] })).toMatchObject({ reward: null });
  expect(await check('def f(x): return 1', { tests: [7] })).toMatchObject({ reward: null });
});

describe('the code of an answer', () => {
  test.each<[string, string, string, string]>([
    ['without a fence all of it', 'def f(): 1', '', 'def f(): 1'],
    ['the last block', '```\na = 1\n```\n```py\nb = 2\n```', '', 'b = 2'],
    [
      'the last block that defines the function',
      '```\ndef f(): 1\n```\n```\nprint(f())\n```',
      '',
      'def f(): 1',
    ],
    ['a function by assignment', '```\nf = lambda: 1\n```\n```\nprint(f())\n```', '', 'f = lambda: 1'],
    ['a block that is not closed', 'So:\n```python\ndef f():\n  return 1', '', 'def f():\n  return 1'],
    ['a body at the margin', 'x = 1\nreturn x', 'def f():\n', 'def f():\n    x = 1\n    return x'],
    [
      'with what the head brings along',
      'def f(): 1',
      'import math\n\ndef f():\n',
      'import math\n\ndef f(): 1',
    ],
  ])('%s', (_, answer, head, code) => {
    expect(extractCode(answer, ['f'], head)).toBe(code);
  });
});
