// Two models over the same answers: every token once, in order, with the distributions that PyTorch computes, and little kept.
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { likeliest } from '../../../../src/engine/generation/likeliest';
import type { LocalAccess } from '../../../../src/engine/respondents/respondent';
import { visitPairs, type PairSequence } from '../../../../src/engine/tokens/visitPairs';
import { distributionComparer, rankOf } from '../../../../src/safety/drift/distributionDistance';
import { explainCases, openPair, required, type GoldenSide, type OpenPair } from './explainFixtures';

const limit = vi.hoisted(() => ({ positions: 0 }));
vi.mock(import('../../../../src/engine/generation/limits'), async (original) => {
  const limits = await original();
  const scoredPositions: typeof limits.scoredPositions = (config) =>
    limit.positions > 0 ? limit.positions : limits.scoredPositions(config);
  return { ...limits, scoredPositions };
});
afterEach(() => {
  limit.positions = 0;
});

describe.each(explainCases())('$name and its adapter', (example) => {
  const { readings } = example.golden;
  const sequences = readings.map(({ prompt, answer }): PairSequence => ({
    basePrompt: prompt,
    tunedPrompt: prompt,
    ids: answer,
  }));
  let pair: OpenPair;
  let base: LocalAccess;
  let tuned: LocalAccess;
  beforeAll(async () => {
    pair = await openPair(example);
    base = required(pair.base.local);
    tuned = required(pair.tuned.local);
  });
  afterAll(() => pair.dispose());

  it.each([0, 7])(
    'give what PyTorch gives, to a thousandth, with %i positions at a time',
    async (positions) => {
      limit.positions = positions;
      const compare = distributionComparer(base.config.vocabSize);
      const seen: number[][] = readings.map(() => []);
      const near = (value: number, expected: number): void => {
        expect(Math.abs(value - expected)).toBeLessThan(1e-3);
      };
      const check = (
        logits: Float32Array,
        id: number,
        normaliser: number,
        entropy: number,
        golden: GoldenSide,
      ): void => {
        near((logits[id] ?? NaN) - normaliser, golden.logprob);
        near(entropy, golden.entropy);
        // Neighbours in rank may be as close as rounding.
        expect(Math.abs(rankOf(logits, id) - golden.rank)).toBeLessThanOrEqual(golden.rank > 1000 ? 20 : 1);
        likeliest(logits, golden.topIds.length, normaliser).forEach(({ logprob }, rank) => {
          near(logprob, golden.topLogprobs[rank] ?? NaN);
        });
      };
      await visitPairs(sequences, {
        base,
        tuned,
        signal: new AbortController().signal,
        onPosition: ({ sequence, place, base: baseLogits, tuned: tunedLogits }) => {
          seen[sequence]?.push(place);
          const golden = required(readings[sequence]?.tokens[place]);
          const id = required(readings[sequence]?.answer[place]);
          const distance = compare(tunedLogits, baseLogits);
          near(distance.kl, golden.kl);
          near(distance.reverseKl, golden.reverseKl);
          near(distance.js, golden.js);
          check(baseLogits, id, distance.normaliserQ, distance.entropyQ, golden.base);
          check(tunedLogits, id, distance.normaliserP, distance.entropyP, golden.tuned);
        },
      });
      expect(seen).toEqual(readings.map(({ answer }) => answer.map((_, place) => place)));
    },
    120_000,
  );

  it('differ, so that a swap of sides would show', () => {
    const tokens = readings.flatMap((reading) => reading.tokens);
    expect(tokens.some(({ kl, reverseKl }) => Math.abs(kl - reverseKl) > 0.01)).toBe(true);
  });
});

describe('a visit', () => {
  const [example] = explainCases();
  let pair: OpenPair;
  beforeAll(async () => {
    pair = await openPair(required(example));
  });
  afterAll(() => pair.dispose());

  it('tells which answers are done, stops when it is cancelled, and asks nothing of an empty list', async () => {
    limit.positions = 8;
    const [base, tuned] = [required(pair.base.local), required(pair.tuned.local)];
    const controller = new AbortController();
    const sequences = [4, 3, 20].map((length): PairSequence => ({
      basePrompt: [5, 6],
      tunedPrompt: [5, 6, 7],
      ids: Array.from({ length }, (_, i) => 10 + i),
    }));
    const done: number[] = [];
    const visit = { base, tuned, signal: controller.signal, onPosition: () => undefined };
    await visitPairs(sequences, { ...visit, onProgress: (answers) => done.push(answers) });
    expect(done).toEqual([2, 2, 2, 3]);
    await visitPairs([], visit);
    const stopping = visitPairs(sequences, { ...visit, onProgress: () => controller.abort() });
    await expect(stopping).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('reads the same as the logits of each side by itself, whatever the prompts are', async () => {
    const [base, tuned] = [required(pair.base.local), required(pair.tuned.local)];
    const sequence = { basePrompt: [5, 6], tunedPrompt: [9, 8, 7], ids: [20, 21, 22] };
    const [left] = await base.logits([[...sequence.basePrompt, ...sequence.ids]]);
    const [right] = await tuned.logits([[...sequence.tunedPrompt, ...sequence.ids]]);
    const { vocabSize } = base.config;
    const places: number[] = [];
    await visitPairs([sequence], {
      base,
      tuned,
      signal: new AbortController().signal,
      onPosition: ({ place, base: baseLogits, tuned: tunedLogits }) => {
        places.push(place);
        const row = (logits: Float32Array | undefined, at: number): number =>
          logits?.[at * vocabSize + 17] ?? NaN;
        expect(baseLogits[17]).toBeCloseTo(row(left, 1 + place), 4);
        expect(tunedLogits[17]).toBeCloseTo(row(right, 2 + place), 4);
      },
    });
    expect(places).toEqual([0, 1, 2]);
  });
});
