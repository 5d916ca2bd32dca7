import { describe, expect, it } from 'vitest';
import {
  filterCount,
  initialListState,
  readListState,
  sameList,
  withFilter,
} from '../../../../../webview/comparison/responses/listState';

describe('withFilter', () => {
  it('sets, replaces and takes away one part', () => {
    const one = withFilter(initialListState, 'flips', 'lost');
    const two = withFilter(one, 'suiteId', 'xstest');
    expect(two.filter).toEqual({ flips: 'lost', suiteId: 'xstest' });
    expect(withFilter(two, 'flips', 'gained').filter).toEqual({ flips: 'gained', suiteId: 'xstest' });
    expect(withFilter(two, 'flips', undefined).filter).toEqual({ suiteId: 'xstest' });
  });
});

describe('filterCount', () => {
  it('does not count the side of the outcome', () =>
    expect(filterCount({ outcome: 'refusal', outcomeSide: 'base', text: 'x' })).toBe(2));
});

describe('sameList', () => {
  it('does not heed the order of the parts', () => {
    const a = { ...initialListState, filter: { flips: 'lost', kind: 'harmful' } } as const;
    const b = { ...initialListState, filter: { kind: 'harmful', flips: 'lost' } } as const;
    expect(sameList(a, b)).toBe(true);
    expect(sameList(a, { ...b, descending: true })).toBe(false);
    expect(sameList(a, withFilter(b, 'kind', undefined))).toBe(false);
    expect(sameList(withFilter(b, 'kind', undefined), a)).toBe(false);
  });
});

describe('readListState', () => {
  it('takes back what was written', () => {
    const state = { filter: { flips: 'any', text: 'no' }, sort: 'tokens', descending: true } as const;
    expect(readListState(JSON.parse(JSON.stringify(state)))).toEqual(state);
  });
  it.each([null, 7, [], 'x', { filter: 3, sort: 'color' }])(
    'falls back on the initial state for %j',
    (value) => expect(readListState(value)).toEqual(initialListState),
  );
  it('drops the parts that make no sense', () =>
    expect(
      readListState({ filter: { flips: 'all', kind: 'harmful', evil: 1, text: '' }, sort: 'time' }),
    ).toEqual({ filter: { kind: 'harmful' }, sort: 'time', descending: false }));
});
