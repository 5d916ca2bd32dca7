import { describe, expect, it } from 'vitest';
import { hubName, hubRefOfPath, hubText, parseHubText } from '../../../../src/safety/subjects/hubText';

const commit = '0123456789abcdef0123456789abcdef01234567';

describe('a reference to the hub', () => {
  it.each([
    ['hf:org/name', { repository: 'org/name', revision: null, path: null }],
    ['hf:org/name@main', { repository: 'org/name', revision: 'main', path: null }],
    ['hf:org/name@refs/pr/12', { repository: 'org/name', revision: 'refs/pr/12', path: null }],
    ['hf:org/na.me-1@v1.0:a/b.gguf', { repository: 'org/na.me-1', revision: 'v1.0', path: 'a/b.gguf' }],
    ['hf:org/name:q4.gguf', { repository: 'org/name', revision: null, path: 'q4.gguf' }],
  ])('%s is read and written', (text, ref) => {
    expect(parseHubText(text)).toEqual(ref);
    expect(hubText(ref)).toBe(text);
  });

  it.each([
    'hf:',
    'hf:name',
    'hf:org/name/more',
    'hf:../name',
    'hf:org/..',
    'hf:org/a--b',
    'hf:org/name@../x',
    'hf:org/name@a..b',
    'hf:org/name@-x',
    'hf:org/name:../x',
    'hf:org/name:/etc/passwd',
    'hf:org/name:a\\b',
    'hf:org/name:nul.json',
    'hf:org/name:a/./b',
  ])('%s is none', (text) => {
    expect(() => parseHubText(text)).toThrow(/does not name anything on the hub/u);
  });
});

describe('a path in the cache folder', () => {
  it('is known by its repository and commit', () => {
    const snapshot = `/home/me/.cache/huggingface/hub/models--org--Name-1B/snapshots/${commit}`;
    const ref = { repository: 'org/Name-1B', revision: commit, path: null };
    expect(hubRefOfPath(snapshot)).toEqual(ref);
    expect(hubRefOfPath(`${snapshot.replaceAll('/', '\\')}\\`)).toEqual(ref);
    expect(hubName(ref)).toBe('Name-1B@0123456');
    const file = hubRefOfPath(`${snapshot}/sub/q4.gguf`);
    expect(file).toEqual({ ...ref, path: 'sub/q4.gguf' });
    expect(file && hubName(file)).toBe('Name-1B/q4.gguf@0123456');
  });

  it.each([
    '/models/llama',
    `/models--org--name/${commit}`,
    `/datasets--org--name/snapshots/${commit}`,
    '/models--org--name/snapshots/main',
    `snapshots/${commit}`,
    '',
  ])('%s is another', (path) => expect(hubRefOfPath(path)).toBeNull());
});
