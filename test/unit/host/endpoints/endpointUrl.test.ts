import { describe, expect, test } from 'vitest';
import {
  isOpenToReaders,
  originOf,
  readEndpointUrl,
  serverName,
} from '../../../../src/host/endpoints/endpointUrl';

test.each([
  ['http://localhost:8000/v1', 'http://localhost:8000/v1'],
  [' http://localhost:8000/ ', 'http://localhost:8000/v1'],
  ['https://API.example.com:443/v1/', 'https://api.example.com/v1'],
  ['https://api.example.com/v1/chat/completions', 'https://api.example.com/v1'],
  ['http://localhost:8000/v1/models', 'http://localhost:8000/v1'],
  ['https://host.example/api', 'https://host.example/api/v1'],
])('%s is the server %s', (typed, url) => {
  expect(readEndpointUrl(typed)).toEqual({ url });
});

test.each([
  ['localhost:8000', /http:\/\//],
  ['ftp://host/v1', /http:\/\//],
  ['http://', /http:\/\//],
  ['https://user:secret@host/v1', /no user name or password/],
  ['https://host/v1?key=secret', /ends with its path/],
  ['https://host/v1#x', /ends with its path/],
])('%s is refused, and its secret is not repeated', (typed, problem) => {
  const read = readEndpointUrl(typed);
  expect(read).toHaveProperty('problem', expect.stringMatching(problem));
  expect(JSON.stringify(read)).not.toContain('secret');
});

describe('what is shown of a server', () => {
  test('is host and port, with the path where it is another than usual', () => {
    expect(serverName('http://localhost:8000/v1')).toBe('localhost:8000');
    expect(serverName('https://host.example/api/v1')).toBe('host.example/api/v1');
  });

  test('a key is bound to scheme, host and port', () => {
    expect(originOf('https://host.example:443/v1')).toBe('https://host.example');
    expect(originOf('http://host.example:8000/v1')).toBe('http://host.example:8000');
  });

  test.each([
    ['http://localhost:8000/v1', false],
    ['http://127.0.0.1/v1', false],
    ['http://[::1]:80/v1', false],
    ['https://host.example/v1', false],
    ['http://host.example/v1', true],
    ['http://127.0.0.1.example/v1', true],
    ['http://192.168.1.5/v1', true],
  ])('%s can be read on the way: %s', (url, open) => {
    expect(isOpenToReaders(url)).toBe(open);
  });
});
