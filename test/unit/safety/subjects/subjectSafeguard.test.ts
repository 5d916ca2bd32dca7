// The safeguard around a subject in words, and what it changes of names and of the gate.
import { describe, expect, test } from 'vitest';
import type { SubjectRef } from '../../../../src/protocol/subjects';
import { columnNames, makeColumns } from '../../../../src/safety/subjects/columns';
import {
  differInSafeguard,
  splitSafeguard,
  withSafeguard,
} from '../../../../src/safety/subjects/subjectSafeguard';
import { subjectName, subjectText } from '../../../../src/safety/subjects/subjectText';

function parsed(text: string): SubjectRef {
  const { bare, safeguard } = splitSafeguard(text);
  return withSafeguard({ kind: 'checkpoint', path: bare }, safeguard);
}

describe('in words', () => {
  test.each([
    ['/a/b+think-reflect-revise', '/a/b', 256],
    ['/a/b+think-reflect-revise:reflectionTokens=12', '/a/b', 12],
    ['C:\\a+b+think-reflect-revise: reflectionTokens = 12 ', 'C:\\a+b', 12],
  ])('%s', (text, bare, reflectionTokens) => {
    const split = splitSafeguard(text);
    expect(split).toEqual({ bare, safeguard: { id: 'think-reflect-revise', options: { reflectionTokens } } });
    // What is written is what was read.
    expect(splitSafeguard(subjectText(parsed(text)))).toEqual(split);
  });

  test.each(['/a/b', '/a/c++', '/a+b', '/a+linear', 'endpoint:m@http://a/v1'])('%s has none', (text) => {
    expect(splitSafeguard(text)).toEqual({ bare: text, safeguard: null });
  });

  test('wrong options are named', () => {
    expect(() => splitSafeguard('/a+think-reflect-revise:tokens=3')).toThrow(/tokens/);
    expect(() => splitSafeguard('/a+think-reflect-revise:reflectionTokens=few')).toThrow(/reflectionTokens/);
  });

  test('answers that were made already are refused', () => {
    const { safeguard } = splitSafeguard('x+think-reflect-revise');
    expect(() => withSafeguard({ kind: 'responses', path: '/a.jsonl' }, safeguard)).toThrow(/made already/);
  });
});

test('names tell a checkpoint with a safeguard from one without, and steps with one are no curve', () => {
  const texts = ['/run/checkpoint-5', '/run/checkpoint-5+think-reflect-revise'];
  const refs = texts.map(parsed);
  expect(columnNames(refs)).toEqual(['checkpoint-5', 'checkpoint-5+think-reflect-revise']);
  expect(makeColumns(refs).some(({ step }) => step !== undefined)).toBe(false);
  expect(refs.map(subjectName)[1]).toBe('run/checkpoint-5+think-reflect-revise');
});

test('another safeguard, or other options, make another subject', () => {
  const [plain, one, other] = [
    '/a',
    '/a+think-reflect-revise',
    '/a+think-reflect-revise:reflectionTokens=3',
  ].map(parsed);
  if (plain === undefined || one === undefined || other === undefined) throw new Error('No subjects.');
  expect([differInSafeguard(plain, one), differInSafeguard(one, other), differInSafeguard(one, one)]).toEqual(
    [true, true, false],
  );
});
