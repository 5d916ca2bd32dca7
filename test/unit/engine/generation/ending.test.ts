// How rows and runs end: end tokens, stop strings, limits, cancellation, bad requests.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Tiny } from './tinyGenerator';
import { plain, randomRows, tinyGenerator } from './tinyGenerator';

let tiny: Tiny;
beforeAll(async () => {
  tiny = await tinyGenerator();
});
afterAll(async () => {
  await tiny.generator.dispose();
  await tiny.checkpoint.dispose();
});

const row = { id: 0, promptIds: [10, 20, 30], seed: 0 };

describe('a row', () => {
  it('ends with an end token, which stays among the tokens and out of the text', async () => {
    const free = (await tiny.run([row], plain)).get(0);
    const end = free?.tokenIds[5] ?? 0;
    const first = free?.tokenIds.indexOf(end) ?? 0;
    const ending = await tinyGenerator([end]);
    const ended = (await ending.run([row], plain)).get(0);
    await ending.generator.dispose();
    expect(ended?.finishReason).toBe('stop');
    expect(ended?.tokenIds).toEqual(free?.tokenIds.slice(0, first + 1));
    expect(ended?.text).toBe(tiny.checkpoint.tokenizer.decode(free?.tokenIds.slice(0, first) ?? []));
  });

  it('ends before a stop string that lies across tokens', async () => {
    const free = (await tiny.run([row], { ...plain, maxNewTokens: 40 })).get(0);
    const text = free?.text ?? '';
    const stop = text.slice(12, 17);
    const at = text.indexOf(stop);
    const stopped = (await tiny.run([row], { ...plain, maxNewTokens: 40, stop: ['never in it', stop] })).get(
      0,
    );
    expect(stop.length).toBe(5);
    expect(stopped?.finishReason).toBe('stopString');
    expect(stopped?.text).toBe(text.slice(0, at));
    const kept = stopped?.tokenIds ?? [];
    expect(kept).toEqual(free?.tokenIds.slice(0, kept.length));
    expect(stopped?.logprobs.length).toBe(kept.length);
    expect(tiny.checkpoint.tokenizer.decode(kept).startsWith(text.slice(0, at))).toBe(true);
    expect(tiny.checkpoint.tokenizer.decode(kept.slice(0, -1)).length).toBeLessThan(at);
  });

  it('ends at the context length', async () => {
    const long = { id: 0, promptIds: Array.from({ length: 505 }, (_, i) => 3 + (i % 300)), seed: 0 };
    const result = (await tiny.run([long], plain)).get(0);
    expect(result?.finishReason).toBe('length');
    expect(result?.tokenIds.length).toBe(512 - 505);
  });
});

describe('a run', () => {
  it('starts no further row after a cancellation and keeps what was reported', async () => {
    const controller = new AbortController();
    const done: number[] = [];
    const run = tiny.generator.generate(
      randomRows(4000, 8),
      { ...plain, maxNewTokens: 20 },
      {
        onRow: (id) => {
          done.push(id);
          if (done.length === 20) controller.abort();
        },
      },
      controller.signal,
    );
    await expect(run).rejects.toMatchObject({ name: 'GuardrailError', code: 'cancelled' });
    expect(done.length).toBeGreaterThanOrEqual(20);
    expect(done.length).toBeLessThanOrEqual(20 + plain.batchSize);
  });

  it('leaves the event loop free for other work', async () => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    await tiny.run(randomRows(40, 9), { ...plain, maxNewTokens: 40 });
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(5);
  });

  it.each([
    ['an empty prompt', [], /empty/],
    ['a prompt as long as the context', Array.from({ length: 512 }, () => 5), /512 tokens.*512/],
    ['an unknown token', [5, 320], /token 320/],
    ['a negative token', [-1], /token -1/],
  ])('refuses %s', async (_, promptIds, message) => {
    await expect(tiny.run([{ id: 0, promptIds, seed: 0 }], plain)).rejects.toMatchObject({
      code: 'invalidRequest',
      message: expect.stringMatching(message) as string,
    });
  });

  it.each([
    { temperature: -1 },
    { temperature: NaN },
    { topP: 0 },
    { topK: 1.5 },
    { maxNewTokens: 0 },
    { batchSize: 0 },
  ])('refuses the settings %o', async (wrong) => {
    await expect(tiny.run([row], { ...plain, ...wrong })).rejects.toMatchObject({
      code: 'invalidRequest',
    });
  });
});
