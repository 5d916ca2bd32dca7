import { expect, it } from 'vitest';
import { saveOfKey } from '../../../../webview/figures/saveKeys';

function key(name: string, more: Partial<KeyboardEvent> = {}, tagName = 'BUTTON') {
  const target = Object.assign(new EventTarget(), { tagName });
  const held = { altKey: false, ctrlKey: false, metaKey: false, shiftKey: name !== name.toLowerCase() };
  return { key: name, ...held, composedPath: () => [target], ...more };
}

it('saves by S, P and C, with Shift in the colours of the theme', () => {
  expect(saveOfKey(key('s'), ['svg', 'png', 'csv'])).toEqual({ format: 'svg', inTheme: false });
  expect(saveOfKey(key('P'), ['svg', 'png', 'csv'])).toEqual({ format: 'png', inTheme: true });
  expect(saveOfKey(key('c'), ['csv'])).toEqual({ format: 'csv', inTheme: false });
});

it('leaves other keys, those with a modifier, those of a format that is not there, and typing', () => {
  expect(saveOfKey(key('Enter'), ['csv'])).toBeNull();
  expect(saveOfKey(key('s'), ['csv'])).toBeNull();
  for (const held of ['ctrlKey', 'metaKey', 'altKey']) {
    expect(saveOfKey(key('c', { [held]: true }), ['csv'])).toBeNull();
  }
  for (const field of ['INPUT', 'TEXTAREA', 'SELECT']) {
    expect(saveOfKey(key('c', {}, field), ['csv'])).toBeNull();
  }
});
