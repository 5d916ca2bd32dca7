// Teacher-forced scores: exact, with what sequences share computed once.
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { SequenceToScore } from '../../../../src/engine/generation/generator';
import { DecoderModel } from '../../../../src/engine/models/decoderModel';
import type { Tiny } from './tinyGenerator';
import { logSoftmax, plain, randomRows, tinyGenerator } from './tinyGenerator';

const limit = vi.hoisted(() => ({ chunk: 0 }));
vi.mock(import('../../../../src/engine/generation/limits'), async (original) => {
  const limits = await original();
  const chunkTokens: typeof limits.chunkTokens = (config, before) =>
    limit.chunk > 0 ? limit.chunk : limits.chunkTokens(config, before);
  return { ...limits, chunkTokens };
});

let tiny: Tiny;
beforeAll(async () => {
  tiny = await tinyGenerator();
});
afterEach(() => {
  limit.chunk = 0;
  vi.restoreAllMocks();
  tiny.generator.useHooks(null);
});
afterAll(async () => {
  await tiny.generator.dispose();
  await tiny.checkpoint.dispose();
});

const prompt = Array.from({ length: 25 }, (_, i) => 3 + ((i * 41) % 300));

/** Several continuations of one prompt, one the beginning of another, twins, and sequences that share little or nothing. */
const sequences: SequenceToScore[] = [
  { ids: [...prompt, 60, 61, 62], from: 25 },
  { ids: [...prompt, 60, 99], from: 25, topLogprobs: 3 },
  { ids: [...prompt, 61], from: 25 },
  { ids: [...prompt, 60, 61, 62], from: 26, topLogprobs: 1 },
  { ids: [...prompt, 60], from: 1 },
  { ids: [...prompt.slice(0, 10), 7, 8], from: 3, topLogprobs: 2 },
  { ids: [5, 6, 7], from: 1 },
  { ids: [5], from: 1 },
  { ids: [5, 6], from: 2 },
  ...randomRows(6, 51).map(({ promptIds }) => ({ ids: promptIds, from: 1 })),
];

describe.each([
  ['whole', 0],
  ['in chunks', 6],
])('scores of sequences that go through %s', (_, chunk) => {
  it('are those of the logits', async () => {
    const logits = await tiny.generator.logits(sequences.map(({ ids }) => ids));
    limit.chunk = chunk;
    const scores = await tiny.generator.score(sequences);
    expect(scores.length).toBe(sequences.length);
    sequences.forEach(({ ids, from, topLogprobs = 0 }, index) => {
      const score = scores[index];
      expect(score?.logprobs.length).toBe(ids.length - from);
      expect(score?.top.length).toBe(ids.length - from);
      ids.slice(from).forEach((id, i) => {
        const exact = logSoftmax(logits[index] ?? new Float32Array(), from + i - 1);
        expect(Math.abs((score?.logprobs[i] ?? NaN) - (exact[id] ?? NaN))).toBeLessThan(1e-4);
        const best = [...exact].sort((a, b) => b - a).slice(0, topLogprobs);
        expect(score?.top[i]?.length).toBe(topLogprobs);
        score?.top[i]?.forEach((rival, rank) => {
          expect(Math.abs(rival.logprob - (best[rank] ?? NaN))).toBeLessThan(1e-4);
          expect(Math.abs(rival.logprob - (exact[rival.id] ?? NaN))).toBeLessThan(1e-4);
        });
      });
    });
  });

  it('take each shared beginning once, and no more logits than they need', async () => {
    limit.chunk = chunk;
    const run = vi.spyOn(DecoderModel.prototype, 'run');
    const candidates = [60, 61, 62, 63].map((id) => ({ ids: [...prompt, id], from: 25 }));
    await tiny.generator.score([...candidates, { ids: [...prompt, 60, 70, 71, 72], from: 25 }]);
    const passes = run.mock.calls.map(([pass]) => pass);
    // The last token of a sequence is not fed.
    expect(passes.reduce((sum, pass) => sum + pass.ids.length, 0)).toBe(25 + 3);
    expect(passes.reduce((sum, pass) => sum + pass.select.length, 0)).toBe(1 + 3);
  });

  it('bring every position to the readers of each sequence once', async () => {
    const { hiddenSize } = tiny.checkpoint.config;
    const reading = async (work: () => Promise<unknown>): Promise<number[][]> => {
      const streams: number[][] = sequences.map(() => []);
      tiny.generator.useHooks({
        edits: [{ layer: 0, offset: new Float32Array(hiddenSize).fill(0.2), map: null }],
        readers: [
          {
            layer: 1,
            read: ({ id, promptIds }, from, values) => {
              expect(promptIds).toEqual(sequences[id]?.ids);
              expect(from * hiddenSize).toBe(streams[id]?.length);
              streams[id]?.push(...values);
            },
          },
        ],
      });
      await work();
      return streams;
    };
    const expected = await reading(() => tiny.generator.logits(sequences.map(({ ids }) => ids)));
    limit.chunk = chunk;
    const streams = await reading(() => tiny.generator.score(sequences));
    sequences.forEach(({ ids }, index) => {
      expect(streams[index]?.length).toBe(ids.length * hiddenSize);
      const differences = expected[index]?.map((value, i) => Math.abs(value - (streams[index]?.[i] ?? NaN)));
      expect(Math.max(...(differences ?? [NaN]))).toBeLessThan(1e-4);
    });
  });
});

describe('scores', () => {
  it('are the log-probabilities that generation gives', async () => {
    const rows = randomRows(5, 52);
    const results = await tiny.run(rows, { ...plain, temperature: 1, maxNewTokens: 15 });
    const scores = await tiny.generator.score(
      rows.map(({ id, promptIds }) => ({
        ids: [...promptIds, ...(results.get(id)?.tokenIds ?? [])],
        from: promptIds.length,
      })),
    );
    for (const { id } of rows) {
      expect(scores[id]?.logprobs.length).toBe(15);
      results.get(id)?.logprobs.forEach((logprob, i) => {
        expect(scores[id]?.logprobs[i]).toBeCloseTo(logprob, 3);
      });
    }
  });

  it('follow edits of the residual stream, not logits processors', async () => {
    const [sequence] = sequences;
    if (sequence === undefined) throw new Error('There are sequences.');
    const [before] = await tiny.generator.score([sequence]);
    tiny.generator.useHooks({ logits: [(_, logits) => logits.fill(0)] });
    expect(await tiny.generator.score([sequence])).toEqual([before]);
    const offset = new Float32Array(tiny.checkpoint.config.hiddenSize).fill(0.3);
    tiny.generator.useHooks({ edits: [{ layer: 0, offset, map: null }] });
    const [after] = await tiny.generator.score([sequence]);
    const [logits] = await tiny.generator.logits([sequence.ids]);
    expect(after).not.toEqual(before);
    const exact = logSoftmax(logits ?? new Float32Array(), 24);
    expect(after?.logprobs[0]).toBeCloseTo(exact[60] ?? NaN, 4);
  });

  it.each([
    [{ ids: [], from: 1 }],
    [{ ids: [5, 6], from: 0 }],
    [{ ids: [5, 6], from: 3 }],
    [{ ids: [5, 6], from: 1.5 }],
    [{ ids: [5, 320], from: 1 }],
    [{ ids: [5, 6], from: 1, topLogprobs: NaN }],
    [{ ids: Array.from({ length: 513 }, () => 5), from: 1 }],
  ])('of %o are refused', async (sequence) => {
    await expect(tiny.generator.score([{ ids: [5, 6], from: 1 }, sequence])).rejects.toMatchObject({
      code: 'invalidRequest',
    });
  });

  it('stop when they are cancelled', async () => {
    const controller = new AbortController();
    const run = vi.spyOn(DecoderModel.prototype, 'run');
    tiny.generator.useHooks({ readers: [{ layer: 0, read: () => controller.abort() }] });
    await expect(tiny.generator.score(sequences, controller.signal)).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(run).toHaveBeenCalledTimes(1);
  });
});
