import { expect, it } from 'vitest';
import { nextSort, sortOf } from '../../../../webview/tables/columnSort';

it('goes from rising to falling to none, and begins anew at another column', () => {
  const rising = nextSort(null, 2);
  const falling = nextSort(rising, 2);
  expect([sortOf(rising, 2), sortOf(falling, 2), sortOf(nextSort(falling, 2), 2)]).toEqual([
    'ascending',
    'descending',
    'none',
  ]);
  expect(sortOf(nextSort(falling, 0), 0)).toBe('ascending');
  expect(sortOf(falling, 0)).toBe('none');
});
