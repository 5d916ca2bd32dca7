import { expect, test } from 'vitest';
import { readRequest } from '../../../src/host/panels/readRequest';

const query = { filter: {}, sort: 'runOrder', descending: false, offset: 0, limit: 50 };

const continuation = {
  ...{ promptId: 1, response: { kind: 'text', text: 'I' }, keep: 1, side: 'tuned' },
  ...{ temperature: 0, seed: 0, maxNewTokens: 128 },
};

test('a well-formed request passes, with nothing added', () => {
  expect(readRequest({ type: 'request', id: 4, name: 'continueTokens', params: continuation })).toEqual({
    id: 4,
    name: 'continueTokens',
    params: continuation,
  });
  const params = { query: { ...query, filter: { flips: 'lost', text: '<b>' } } };
  expect(readRequest({ type: 'request', id: 3, name: 'rows', params })).toEqual({
    id: 3,
    name: 'rows',
    params,
  });
});

test.each([null, 7, 'rows', {}, { type: 'request' }, { type: 'request', id: 1, name: 'eval', params: {} }])(
  'what is no request is dropped: %j',
  (message) => {
    expect(readRequest(message)).toBeNull();
  },
);

test.each([
  ['rows', { query: { ...query, limit: 100_000 } }],
  ['rows', { query: { ...query, filter: { path: '/etc/passwd' } } }],
  ['rows', { query: { ...query, offset: -1 } }],
  ['overrule', { responseId: 1, outcome: 'harmless', note: '' }],
  ['withdraw', { responseId: -1 }],
  ['labelSheet', { answers: 1e9 }],
  ['giveLabel', { id: '1-a', label: 'empty' }],
  ['diff', { promptId: 1, sample: 0, left: 'base', right: 'theirs' }],
  ['reveal', { promptId: 'all', shown: true }],
  ['copy', { text: 'x'.repeat(100_001) }],
  ['theory', { measureKl: true, audit: '/etc/passwd' }],
  ['continueTokens', { ...continuation, keep: -1 }],
  ['continueTokens', { ...continuation, maxNewTokens: 1e9 }],
  ['continueTokens', { ...continuation, temperature: NaN }],
  ['continueTokens', { ...continuation, response: { kind: 'file', path: '/etc/passwd' } }],
  ['chooseAudit', { path: 'x.audit.jsonl' }],
  ['weights', { withOther: '/etc/passwd' }],
  ['saveFigure', { name: 'x', format: 'exe', content: '' }],
  ['saveFigure', { name: 'x', format: 'svg', content: '', path: '/etc/passwd' }],
  ['state', { extra: true }],
])('a malformed %s request is answered with an error', (name, params) => {
  expect(readRequest({ type: 'request', id: 9, name, params })).toMatchObject({
    id: 9,
    error: { code: 'invalidRequest' },
  });
});
