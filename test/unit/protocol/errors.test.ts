// What the system and the language say becomes an error for the user, and a lack is not blamed on a file.
import { expect, test } from 'vitest';
import { asGuardrailError, GuardrailError, toErrorData } from '../../../src/protocol/errors';

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: said by the system`), { code });
}

test('a lack of file descriptors is not a damaged checkpoint, however deep it lies', () => {
  const wrapped = new GuardrailError('checkpointCorrupt', 'It cannot be read.', 'Download it again.', {
    cause: new Error('opening failed', { cause: systemError('EMFILE') }),
  });
  expect(toErrorData(wrapped)).toMatchObject({
    code: 'invalidRequest',
    advice: expect.stringMatching(/ulimit/u) as string,
  });
  expect(toErrorData(systemError('ENFILE')).code).toBe('invalidRequest');
});

test.each(['EAGAIN', 'ENOMEM'])(
  'a process that the system does not start (%s) is said, wherever it was to start',
  (code) => {
    const error = Object.assign(systemError(code), { syscall: 'spawn /usr/bin/node' });
    const wrapped = new GuardrailError('engineGone', 'It stopped.', 'Resume.', { cause: error });
    for (const one of [error, wrapped]) {
      expect(asGuardrailError(one)?.message).toBe('The system does not let another process start.');
    }
    expect(asGuardrailError(systemError(code))).toBeNull();
  },
);

test('a full disk is one, and an error that knows more stays', () => {
  expect(toErrorData(systemError('ENOSPC')).code).toBe('storeWriteFailed');
  const known = new GuardrailError('storeWriteFailed', 'x.glens', 'Make room.', {
    cause: systemError('ENOSPC'),
  });
  expect(asGuardrailError(known)).toBe(known);
});

test('what is nested too deeply is no defect', () => {
  const deep = (depth: number): unknown => (depth === 0 ? 0 : [deep(depth - 1)]);
  const tooDeep = ((): unknown => {
    try {
      return JSON.stringify(JSON.parse('['.repeat(200_000) + ']'.repeat(200_000)));
    } catch (error) {
      return error;
    }
  })();
  expect(JSON.stringify(deep(3))).toBe('[[[0]]]');
  expect(toErrorData(tooDeep)).toMatchObject({
    code: 'invalidRequest',
    message: expect.stringMatching(/nested too deeply/u) as string,
  });
});

test('anything else is a defect', () => {
  expect(toErrorData(new TypeError('x is undefined')).code).toBe('internal');
});
