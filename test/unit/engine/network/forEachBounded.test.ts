import { expect, it } from 'vitest';
import { forEachBounded } from '../../../../src/engine/network/forEachBounded';

const items = Array.from({ length: 12 }, (_, index) => index);

it('has no more under way than allowed, and works on all in their order', async () => {
  let underWay = 0;
  let most = 0;
  const began: number[] = [];
  const waiting: (() => void)[] = [];
  await forEachBounded(items, 3, async (item) => {
    began.push(item);
    most = Math.max(most, ++underWay);
    await new Promise<void>((resolve) => {
      waiting.push(resolve);
      if (waiting.length === 3) for (const go of waiting.splice(0)) setImmediate(go);
    });
    underWay--;
  });
  expect(most).toBe(3);
  expect(began).toEqual(items);
});

it('stops at the first error, and throws it when nothing is under way any more', async () => {
  const began: number[] = [];
  let underWay = 0;
  const all = forEachBounded(items, 2, async (item, index, stop) => {
    began.push(index);
    underWay++;
    if (item === 1) {
      underWay--;
      throw new Error('one');
    }
    await new Promise((resolve) => stop.addEventListener('abort', () => setImmediate(resolve)));
    underWay--;
    throw new Error('stopped');
  });
  await expect(all).rejects.toThrow('one');
  expect(began).toEqual([0, 1]);
  expect(underWay).toBe(0);
});

it('is cancelled while items wait for their turn', async () => {
  const stop = new AbortController();
  const began: number[] = [];
  const all = forEachBounded(
    items,
    1,
    async (item) => {
      began.push(item);
      stop.abort();
      await Promise.resolve();
    },
    stop.signal,
  );
  await expect(all).rejects.toMatchObject({ code: 'cancelled' });
  expect(began).toEqual([0]);
});
