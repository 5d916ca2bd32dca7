import { expect, test } from 'vitest';
import { readAuditRequest } from '../../../../src/host/audit/readAuditRequest';

const size = { samples: 16, limit: 20 };

test('a well-formed request passes, with nothing added', () => {
  const params = { size, fresh: false };
  expect(readAuditRequest({ type: 'request', id: 1, name: 'startAudit', params })).toEqual({
    id: 1,
    name: 'startAudit',
    params,
  });
});

test.each([
  ['startAudit', { size: { ...size, samples: 1 }, fresh: false }],
  ['startAudit', { size: { ...size, samples: 1e9 }, fresh: false }],
  ['startAudit', { size: { ...size, path: '/etc/passwd' }, fresh: false }],
  ['sizeAudit', { size: { ...size, limit: 0.5 }, estimate: true }],
  ['auditState', { path: 'elsewhere' }],
])('a malformed %s request is answered with an error', (name, params) => {
  expect(readAuditRequest({ type: 'request', id: 9, name, params })).toMatchObject({
    id: 9,
    error: { code: 'invalidRequest' },
  });
});
