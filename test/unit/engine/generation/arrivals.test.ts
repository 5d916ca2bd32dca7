// Rows that arrive while others are generated: they give what they give in a list, may be withdrawn, and a bad one ends
// no other.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Generated } from '../../../../src/engine/generation/generator';
import type {
  GenerationEvents,
  GenerationRow,
  RowSettings,
} from '../../../../src/engine/generation/generator';
import { RowQueue } from './rowQueue';
import type { Tiny } from './tinyGenerator';
import { content, plain, randomRows, tinyGenerator } from './tinyGenerator';

let tiny: Tiny;
beforeAll(async () => {
  tiny = await tinyGenerator([2, 50, 120]);
});
afterAll(async () => {
  await tiny.generator.dispose();
  await tiny.checkpoint.dispose();
});

/** Pushes `rows` one after the other, a further one with each that is done, after the first `ahead`. */
async function arriving(
  rows: readonly GenerationRow[],
  settings: RowSettings,
  ahead: number,
): Promise<Map<number, Generated>> {
  const queue = new RowQueue();
  const results = new Map<number, Generated>();
  const waiting = [...rows];
  const push = (): void => {
    const next = waiting.shift();
    if (next === undefined) queue.end();
    else queue.push(next);
  };
  for (let i = 0; i < ahead; i++) push();
  await tiny.generator.generate(queue, settings, {
    onRow: (id, generated) => {
      expect(results.has(id)).toBe(false);
      results.set(id, generated);
      if (!queue.ended) push();
    },
  });
  return results;
}

describe.each([false, true])('rows that arrive (fixed batches: %s)', (fixedBatch) => {
  const settings = { ...plain, fixedBatch, batchSize: 4, maxNewTokens: 40 };

  it.each([1, 3, 20])('give what they give in a list, %i ahead', async (ahead) => {
    const rows = randomRows(16, 11);
    const listed = await tiny.run(rows, settings);
    const results = await arriving(rows, settings, ahead);
    expect(results.size).toBe(rows.length);
    for (const { id } of rows) {
      expect(results.get(id)?.text).toBe(listed.get(id)?.text);
      expect(results.get(id)?.finishReason).toBe(listed.get(id)?.finishReason);
      if (fixedBatch) expect(content(results.get(id))).toEqual(content(listed.get(id)));
    }
  });

  it('may come when nothing is left to do', async () => {
    const queue = new RowQueue();
    const [first, second] = randomRows(2, 12);
    if (first === undefined || second === undefined) throw new Error('Two rows were asked for.');
    let done: (id: number) => void = () => undefined;
    const events: GenerationEvents = { onRow: (id) => done(id) };
    const next = (): Promise<number> => new Promise((resolve) => (done = resolve));
    const run = tiny.generator.generate(queue, settings, events);
    for (const row of [first, second]) {
      await new Promise((resolve) => setImmediate(resolve));
      const reported = next();
      queue.push(row);
      expect(await reported).toBe(row.id);
    }
    queue.end();
    await run;
  });

  it('leave unreported when they are withdrawn, waiting or in flight', async () => {
    const queue = new RowQueue();
    const rows = randomRows(9, 13);
    for (const row of rows) queue.push(row);
    queue.end();
    queue.withdraw(8);
    const tokens = new Map<number, number>();
    const done: number[] = [];
    await tiny.generator.generate(
      queue,
      { ...settings, maxNewTokens: 60 },
      {
        onToken: (id) => {
          tokens.set(id, (tokens.get(id) ?? 0) + 1);
          if (id === 0 && tokens.get(0) === 2) queue.withdraw(0);
          // In the first turn of the other three: row 5 waits or is in flight.
          if (id === 1) queue.withdraw(5);
        },
        onRow: (id) => done.push(id),
      },
    );
    expect(tokens.get(0)).toBe(2);
    expect(tokens.has(8)).toBe(false);
    expect(done.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 6, 7]);
  });

  it('are rejected one by one where they are wrong', async () => {
    const queue = new RowQueue();
    const good = randomRows(3, 14);
    const bad: GenerationRow[] = [
      { id: 100, promptIds: [], seed: 0 },
      { id: 101, promptIds: Array.from({ length: 512 }, () => 5), seed: 0 },
      { id: 102, promptIds: [5, 320], seed: 0 },
      { id: 103, promptIds: [5], seed: 0, settings: { temperature: -1 } },
      { id: 104, promptIds: [5], seed: 0, topLogprobs: -1 },
    ];
    for (const row of [...bad.slice(0, 2), ...good, ...bad.slice(2)]) queue.push(row);
    queue.end();
    const rejected = new Map<number, string>();
    const done: number[] = [];
    await tiny.generator.generate(queue, settings, {
      onRow: (id) => done.push(id),
      onRejected: (id, error) => rejected.set(id, error.code),
    });
    expect([...rejected.keys()].sort()).toEqual([100, 101, 102, 103, 104]);
    expect(new Set(rejected.values())).toEqual(new Set(['invalidRequest']));
    expect(done.sort()).toEqual([0, 1, 2]);
    for (const row of bad) {
      const alone = new RowQueue();
      alone.push(row);
      const unheard = tiny.generator.generate(alone, settings, { onRow: () => undefined });
      await expect(unheard).rejects.toMatchObject({ code: 'invalidRequest' });
      await expect(tiny.run([row], settings)).rejects.toMatchObject({ code: 'invalidRequest' });
    }
  });

  it('are waited for until the run is cancelled', async () => {
    const controller = new AbortController();
    const run = tiny.generator.generate(
      new RowQueue(),
      settings,
      { onRow: () => undefined },
      controller.signal,
    );
    await new Promise((resolve) => setImmediate(resolve));
    controller.abort();
    await expect(run).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('fixed batches of rows that arrive', () => {
  it('let a row of another capacity have its turn', async () => {
    const queue = new RowQueue();
    const short = (id: number): GenerationRow => ({ id, promptIds: [9, 10, 11 + id], seed: id });
    const settings = { ...plain, fixedBatch: true, batchSize: 2, maxNewTokens: 5 };
    for (const id of [0, 1, 2]) queue.push(short(id));
    queue.push({ id: 1000, promptIds: [9, 10, 11], seed: 0, settings: { maxNewTokens: 100 } });
    const done: number[] = [];
    let next = 3;
    await tiny.generator.generate(queue, settings, {
      onRow: (id) => {
        done.push(id);
        if (queue.ended) return;
        if (next === 20) queue.end();
        else queue.push(short(next++));
      },
    });
    expect(done.length).toBe(21);
    // Three came before it, two may overtake it.
    expect(done.indexOf(1000)).toBeLessThanOrEqual(5);
  });
});

describe('a row queue', () => {
  it('hands out rows in their order, without those that were withdrawn', async () => {
    const queue = new RowQueue();
    const changes = [queue.changed(), queue.changed()];
    const rows = randomRows(3, 1);
    for (const row of rows) queue.push(row);
    await Promise.all(changes);
    queue.withdraw(1);
    expect(queue.withdrawn(1)).toBe(true);
    expect([queue.take(), queue.take(), queue.take()]).toEqual([rows[0], rows[2], null]);
    const last = queue.changed();
    queue.end();
    await last;
    await queue.changed();
    expect(queue.ended).toBe(true);
    expect(() => queue.push({ id: 4, promptIds: [1], seed: 0 })).toThrow(RangeError);
  });
});
