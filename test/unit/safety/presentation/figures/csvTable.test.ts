import { expect, it } from 'vitest';
import { csvInterval, csvText } from '../../../../../src/safety/presentation/figures/csvTable';

it('keeps numbers whole, what is not known empty, and text from being a formula', () => {
  const rows = [
    ['=HYPERLINK("x")', -0.1 - 0.2, null],
    ['a,b', Number.NaN, 1e-12],
  ];
  expect(csvText({ columns: ['name', 'value', 'p'], rows })).toBe(
    'name,value,p\r\n"\'=HYPERLINK(""x"")",-0.30000000000000004,\r\n"a,b",,1e-12\r\n',
  );
});

it('has three cells for an interval, and for none', () => {
  expect(csvInterval({ value: 1, low: 0, high: 2 })).toEqual([1, 0, 2]);
  expect(csvInterval(null)).toEqual([null, null, null]);
});
