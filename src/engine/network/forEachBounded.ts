// Works on many items, a bounded number of them at once. Knows nothing of what the work is.
import { cancelled } from '../cancellation';
import { Slots } from './slots';

/**
 * Begins in the order of the items. The first error aborts the `stop` of all work and is thrown when none is under way any
 * more.
 * @throws GuardrailError cancelled; else what `work` threw first
 */
export async function forEachBounded<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T, index: number, stop: AbortSignal) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  const failed = new AbortController();
  const stop = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal;
  const slots = new Slots(atOnce);
  const errors: unknown[] = [];
  const fail = (error: unknown): void => {
    errors.push(error);
    failed.abort();
  };
  await Promise.all(
    items.map((item, index) =>
      // What fails aborts the rest before its slot is free again.
      slots.run(() => work(item, index, stop).catch(fail), stop).catch(fail),
    ),
  );
  if (signal?.aborted === true) throw cancelled();
  if (errors.length > 0) throw errors[0];
}
