import { expect, it } from 'vitest';
import { retryAfter } from '../../../../src/engine/network/retryAfter';
import { serverMessage } from '../../../../src/engine/network/serverMessage';
import { serverUrl } from '../../../../src/engine/network/serverUrl';

it.each([
  ['not a url', false, /not a URL/u],
  ['file:///etc/passwd', false, /cannot be file:/u],
  ['https://user:secret@example.com', false, /user name or password/u],
  ['http://example.com/v1', true, /unencrypted/u],
  ['http://127.0.0.1.example.com/v1', true, /unencrypted/u],
  ['http://localhost.example.com/v1', true, /unencrypted/u],
])('refuses %s', (text, hasKey, message) => {
  const asking = (): URL => serverUrl(text, hasKey);
  expect(asking).toThrow(message);
  expect(asking).toThrow(expect.objectContaining({ code: 'invalidRequest' }) as Error);
  expect(asking).not.toThrow(/secret/u);
});

it.each([
  ['http://192.168.1.5:8000', false],
  ['http://127.0.0.1:8000', true],
  ['http://[::1]:8000', true],
  ['http://LOCALHOST:8000', true],
  ['https://example.com', true],
])('accepts %s (key: %s)', (text, hasKey) =>
  expect(serverUrl(text, hasKey).href).toBe(`${text.toLowerCase()}/`),
);

const now = Date.UTC(2026, 0, 1);
it.each([
  ['2', 2000],
  ['0.5', 500],
  ['-3', 0],
  [new Date(now + 7000).toUTCString(), 7000],
  [new Date(now - 7000).toUTCString(), 0],
  ['soon', null],
  ['', null],
  [null, null],
])('Retry-After %s is %s ms', (header, wait) => expect(retryAfter(header, now)).toBe(wait));

it.each([
  ['{"error":{"message":"too long","code":"context_length_exceeded"}}', 'too long (context_length_exceeded)'],
  ['{"error":{"message":"no","code":400,"type":"BadRequestError"}}', 'no (BadRequestError)'],
  ['{"error":"no"}', 'no'],
  ['{"object":"error","message":"no"}', 'no'],
  ['{"detail":"no"}', 'no'],
  ['{"detail":[{"loc":["body","seed"],"msg":"extra"}]}', 'body.seed: extra'],
  ['{"error":{}}', null],
  ['<html>502</html>', null],
])('%s says %s', (body, message) => expect(serverMessage(body)).toBe(message));
