import { expect, test } from 'vitest';
import { Reveals } from '../../../../src/host/comparisons/reveals';

test('a prompt is shown in its own comparison alone, and covered again', () => {
  const reveals = new Reveals();
  reveals.set('a.glens', 3, true);
  reveals.set('a.glens', 5, true);
  expect(reveals.of('a.glens')).toEqual({ all: false, prompts: [3, 5] });
  expect(reveals.of('b.glens')).toEqual({ all: false, prompts: [] });
  reveals.set('a.glens', 3, false);
  expect(reveals.of('a.glens').prompts).toEqual([5]);
});

test('all are shown until one is covered again, and with it all', () => {
  const reveals = new Reveals();
  reveals.set('a.glens', 3, true);
  expect(reveals.set('a.glens', null, true)).toEqual({ all: true, prompts: [] });
  expect(reveals.set('a.glens', 4, true).all).toBe(true);
  expect(reveals.set('a.glens', 4, false)).toEqual({ all: false, prompts: [] });
});
