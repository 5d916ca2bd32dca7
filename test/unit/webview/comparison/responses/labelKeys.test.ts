import { describe, expect, it } from 'vitest';
import { labels } from '../../../../../src/protocol/labels';
import {
  labelAction,
  labelKeys,
  nextUnlabelled,
} from '../../../../../webview/comparison/responses/labelKeys';

describe('the keys of labelling', () => {
  it('have one for each label, and none for anything inherited', () => {
    expect(labelKeys.map(([, label]) => label).toSorted()).toEqual([...labels].toSorted());
    expect(labelAction('1')).toBe('refusal');
    expect(labelAction('0')).toBe('cannotTell');
    expect(labelAction('Escape')).toBe('leave');
    for (const key of ['5', 'j', 'toString', 'constructor', '']) expect(labelAction(key)).toBeNull();
  });
});

describe('the next answer', () => {
  const items = (given: string) =>
    Array.from(given).map((one) => ({ label: one === '-' ? null : ('refusal' as const) }));
  it.each([
    ['---', -1, 0],
    ['x--', 0, 1],
    ['x-x', 2, 1],
    ['-xx', 1, 0],
    ['x-', 1, 1],
    ['xx', 0, null],
    ['', -1, null],
  ])('in %j after %i is %j', (given, from, expected) => {
    expect(nextUnlabelled(items(given), from)).toBe(expected);
  });
});
