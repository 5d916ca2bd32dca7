import { describe, expect, it } from 'vitest';
import { jsonPlace, type JsonPath } from '../../../../src/host/training/jsonPlaces';

const text = `{
  "model": "models/base",
  "lora": { "r": 16, "a\\"b": [1, { "deep": true }] },
  "rewards": [{ "verifier": "number" }, { "verifier": "format", "weight": 2 }]
}`;

function marked(path: JsonPath, of = text): string {
  const { start, end } = jsonPlace(of, path);
  return of.slice(start, end);
}

describe('places in JSON', () => {
  it.each<[JsonPath, string]>([
    [['model'], '"model"'],
    [['lora', 'r'], '"r"'],
    [['lora', 'a"b'], '"a\\"b"'],
    [['lora', 'a"b', 0], '1'],
    [['lora', 'a"b', 1, 'deep'], '"deep"'],
    [['rewards', 1, 'weight'], '"weight"'],
    [['rewards', 0], '{ "verifier": "number" }'],
  ])('%j is %s', (path, expected) => {
    expect(marked(path)).toBe(expected);
  });

  it('marks the nearest parent of what is missing, and the first character for the whole', () => {
    expect(marked(['lora', 'alpha'])).toBe('"lora"');
    expect(marked(['nothing'])).toBe('{');
    expect(marked([], '  [1]')).toBe('[');
    expect(marked(['a'], '')).toBe('');
  });

  it('tells keys of the same name apart', () => {
    const { start } = jsonPlace(text, ['rewards', 1, 'verifier']);
    expect(text.slice(0, start)).toContain('"number"');
  });

  it.each(['{"a": 1, "b"', '{"a": 1, "b": [', '{"a": 1 "b": 2}', '{"a": 1, b: 2', '{"a": 1, "b\\'])(
    'ends at a fault, and keeps what came before: %s',
    (broken) => {
      expect(marked(['a'], broken)).toBe('"a"');
    },
  );
});

it.each(['{"a', '{"a\\', '["x'])('the place of a string without an end is in the text: %s', (broken) => {
  const { start, end } = jsonPlace(broken, broken.startsWith('[') ? [0] : ['a']);
  expect(start).toBeLessThan(end);
  expect(end).toBeLessThanOrEqual(broken.length);
});

it('a text without a floor has the place of what it lies in', () => {
  const text = `{"a": ${'['.repeat(50_000)}`;
  expect(jsonPlace(text, ['a', 'b'])).toEqual({ start: 1, end: 4 });
});
