import { describe, expect, it } from 'vitest';
import { findPosition } from '../../../../../webview/comparison/responses/findPosition';

async function check(ids: readonly number[], wanted: number, descending: boolean): Promise<number> {
  let asked = 0;
  const found = await findPosition(wanted, ids.length, descending, (index) => {
    asked++;
    return Promise.resolve(ids[index] ?? null);
  });
  expect(found).toBe(ids.includes(wanted) ? ids.indexOf(wanted) : null);
  return asked;
}

describe('findPosition', () => {
  const odd = Array.from({ length: 50_000 }, (_, i) => 2 * i + 1);

  it.each([1, 49_999, 99_999, 2, 0, 100_001])('finds %d or its absence among odd numbers', async (wanted) => {
    expect(await check(odd, wanted, false)).toBeLessThanOrEqual(17);
    expect(await check([...odd].reverse(), wanted, true)).toBeLessThanOrEqual(17);
  });

  it('finds nothing in an empty list', async () => expect(await check([], 1, false)).toBe(0));

  it('copes with a list that became shorter', async () =>
    expect(await findPosition(3, 10, false, (i) => Promise.resolve([1, 2, 3][i] ?? null))).toBe(2));
});
