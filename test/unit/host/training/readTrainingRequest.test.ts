import { expect, test } from 'vitest';
import { readTrainingRequest } from '../../../../src/host/training/readTrainingRequest';

test('a well-formed request passes', () => {
  const request = { type: 'request', id: 4, name: 'control', params: { control: 'pause' } };
  expect(readTrainingRequest(request)).toEqual({ id: 4, name: 'control', params: { control: 'pause' } });
});

test('a request of another view is none', () => {
  expect(readTrainingRequest({ type: 'request', id: 1, name: 'overrule', params: {} })).toBeNull();
});

test.each([
  ['control', { control: 'delete' }],
  ['control', { control: 'stop', folder: '/etc' }],
  ['rollouts', { step: -1 }],
  ['overlayRuns', { shown: Array.from({ length: 50 }, String) }],
  ['overlayRuns', { shown: [], folder: '/etc' }],
  ['rollouts', { step: '1' }],
  ['compareCheckpoint', {}],
  ['openConfig', { path: '/etc/passwd' }],
])('a malformed %s request is answered with an error', (name, params) => {
  expect(readTrainingRequest({ type: 'request', id: 9, name, params })).toMatchObject({
    id: 9,
    error: { code: 'invalidRequest' },
  });
});
