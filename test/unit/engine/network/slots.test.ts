import { setImmediate as settled } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Slots } from '../../../../src/engine/network/slots';

/** Work that is over when `end` is called, and a list of what has begun. */
function work(slots: Slots): {
  readonly begun: number[];
  readonly begin: (id: number) => void;
  readonly end: (id: number) => Promise<void>;
} {
  const begun: number[] = [];
  const ends = new Map<number, () => void>();
  const done = new Map<number, Promise<void>>();
  return {
    begun,
    begin: (id) => {
      const run = slots.run(() => {
        begun.push(id);
        return new Promise<void>((resolve) => ends.set(id, resolve));
      });
      done.set(id, run);
    },
    end: async (id) => {
      ends.get(id)?.();
      await done.get(id);
      await settled();
    },
  };
}

it('lets half as much run when narrowed, and one more after somewhat more answers than it has slots', async () => {
  const slots = new Slots(Infinity);
  const { begun, begin, end } = work(slots);
  for (let id = 0; id < 10; id++) begin(id);
  await settled();
  expect(begun).toHaveLength(10);
  expect(slots.narrow()).toBe(true);
  for (let id = 10; id < 20; id++) begin(id);
  for (let id = 0; id < 5; id++) await end(id);
  expect(begun).toHaveLength(10);
  await end(5);
  expect(begun).toHaveLength(11);
  for (let count = 0; count < 6; count++) slots.widen();
  await settled();
  expect(begun).toHaveLength(12);
});

it('does not narrow below one, nor widen beyond its count', async () => {
  const slots = new Slots(2);
  const { begun, begin } = work(slots);
  begin(0);
  await settled();
  expect(slots.narrow()).toBe(false);
  for (let id = 1; id < 5; id++) begin(id);
  await settled();
  for (let count = 0; count < 9; count++) slots.widen();
  await settled();
  expect(begun).toEqual([0, 1]);
});
