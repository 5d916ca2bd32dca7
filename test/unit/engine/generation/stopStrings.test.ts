// Stop strings over a byte-level decoder that splits characters between tokens.
import { describe, expect, it } from 'vitest';
import { StopWatcher } from '../../../../src/engine/generation/stopStrings';

/** One token is one byte of UTF-8. */
const decode = (ids: readonly number[]): string => new TextDecoder().decode(Uint8Array.from(ids));

function watch(text: string, stops: string[]): { text: string; tokens: number } | null {
  const bytes = [...new TextEncoder().encode(text)];
  const watcher = new StopWatcher(decode, stops);
  for (let count = 1; count <= bytes.length; count++) {
    const hit = watcher.check(bytes.slice(0, count));
    if (hit !== null) return hit;
  }
  return null;
}

describe('a stop string', () => {
  it.each([
    ['abc END def', ['END'], 'abc ', 4],
    ['schön ¿qué? END', ['qué'], 'schön ¿', 9],
    ['smile 😀😃 more', ['😃'], 'smile 😀', 10],
    ['STOP', ['STOP'], '', 0],
    ['one two', ['two', 'ne t'], 'o', 1],
    ['aaab', ['aab'], 'a', 1],
  ])('in %j of %j leaves %j', (text, stops, before, tokens) => {
    expect(watch(text, stops)).toEqual({ text: before, tokens });
  });

  it.each([
    ['abc', ['abd']],
    ['anything', []],
    ['anything', ['']],
    ['EN D', ['END']],
  ])('is not found in %j: %j', (text, stops) => {
    expect(watch(text, stops)).toBeNull();
  });

  it('costs little per token, however long the response', () => {
    let decoded = 0;
    const watcher = new StopWatcher(
      (ids) => {
        decoded += ids.length;
        return decode(ids);
      },
      ['never'],
    );
    const ids: number[] = [];
    for (let i = 0; i < 2000; i++) {
      ids.push(97);
      watcher.check(ids);
    }
    expect(decoded).toBeLessThan(10 * 2000);
  });
});
