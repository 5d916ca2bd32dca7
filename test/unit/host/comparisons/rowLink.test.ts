import { expect, it } from 'vitest';
import { promptOfFragment, readRowLink, rowLink } from '../../../../src/host/comparisons/rowLink';

it.each([
  ['results/a b.glens#prompt=23', { path: 'results/a b.glens', promptId: 23 }],
  [' /abs/x.glens ', { path: '/abs/x.glens', promptId: null }],
  ['odd#name.glens#prompt=1', { path: 'odd#name.glens', promptId: 1 }],
  ['x.glens#prompt=0', { path: 'x.glens', promptId: null }],
  ['x.glens#prompt=1e9', { path: 'x.glens', promptId: null }],
  ['x.txt#prompt=1', null],
  ['', null],
])('reads %j', (text, address) => expect(readRowLink(text)).toEqual(address));

it('reads what it writes', () => {
  expect(readRowLink(rowLink('a/b.glens', 7))).toEqual({ path: 'a/b.glens', promptId: 7 });
  expect(promptOfFragment('')).toBeNull();
});
