// The estimates of sequence KL, by enumerating a two-token policy and by simulation.
import { describe, expect, it } from 'vitest';
import { k1, k3, sequenceKl, type ScoredSequence } from '../../../../src/safety/drift/sequenceKl';
import { seededRandom, type Random } from '../../../../src/safety/random';
import { randomDistribution } from './pathSpaces';

/** A first token, and a second one that depends on it. */
interface TwoTokens {
  readonly first: readonly number[];
  readonly second: readonly (readonly number[])[];
}

function randomPolicy(random: Random): TwoTokens {
  return {
    first: randomDistribution(4, random),
    second: Array.from({ length: 4 }, () => randomDistribution(3, random)),
  };
}

function* sequences(policy: TwoTokens, reference: TwoTokens) {
  for (const [a, p] of policy.first.entries()) {
    for (const [b, q] of (policy.second[a] ?? []).entries()) {
      const refs = [reference.first[a] ?? 0, reference.second[a]?.[b] ?? 0];
      const scored: ScoredSequence = {
        prompt: 0,
        logprobs: [Math.log(p), Math.log(q)],
        refLogprobs: refs.map(Math.log),
      };
      yield { probability: p * q, logRatio: Math.log((p * q) / ((refs[0] ?? 0) * (refs[1] ?? 0))), scored };
    }
  }
}

describe('k1 and k3', () => {
  it('have the sequence KL as their mean', () => {
    const random = seededRandom(31);
    for (let round = 0; round < 500; round++) {
      const all = [...sequences(randomPolicy(random), randomPolicy(random))];
      const mean = (of: (one: (typeof all)[number]) => number): number =>
        all.reduce((sum, one) => sum + one.probability * of(one), 0);
      const exact = mean((one) => one.logRatio);
      expect(Math.abs(mean((one) => k1(one.scored)) - exact)).toBeLessThan(1e-9 * Math.max(1, exact));
      expect(Math.abs(mean((one) => k3(one.scored)) - exact)).toBeLessThan(1e-9 * Math.max(1, exact));
      for (const one of all) expect(k3(one.scored)).toBeGreaterThanOrEqual(0);
    }
  });

  it('are 0 for the reference itself', () => {
    const same = { prompt: 0, logprobs: [-1, -2], refLogprobs: [-1, -2] };
    expect([k1(same), k3(same)]).toEqual([0, 0]);
  });
});

describe('the estimate over prompts', () => {
  const random = seededRandom(32);
  const policy = { first: [0.5, 0.3, 0.15, 0.05], second: Array.from({ length: 4 }, () => [0.6, 0.3, 0.1]) };
  const reference = { first: [0.4, 0.3, 0.2, 0.1], second: Array.from({ length: 4 }, () => [0.5, 0.3, 0.2]) };
  const all = [...sequences(policy, reference)];
  const exact = all.reduce((sum, one) => sum + one.probability * one.logRatio, 0);

  function sampled(prompts: number, each: number): ScoredSequence[] {
    return Array.from({ length: prompts * each }, (_, i) => {
      let left = random();
      const one = all.find(({ probability }) => (left -= probability) < 0) ?? all[0];
      if (one === undefined) throw new Error('There are sequences.');
      return { ...one.scored, prompt: Math.floor(i / each) };
    });
  }

  it('covers the exact KL about as often as its intervals claim, and k3 varies less', () => {
    const rounds = 30;
    let covered = 0;
    let narrower = 0;
    for (let round = 0; round < rounds; round++) {
      const kl = sequenceKl(sampled(40, 4), round);
      if (kl === null) throw new Error('There are prompts.');
      if (kl.k3.interval.low <= exact && exact <= kl.k3.interval.high) covered++;
      if (kl.k3.interval.high - kl.k3.interval.low < kl.k1.interval.high - kl.k1.interval.low) narrower++;
    }
    expect(covered / rounds).toBeGreaterThan(0.85);
    expect(narrower).toBe(rounds);
  });

  it('weighs prompts alike, whatever their numbers of samples', () => {
    const one = (prompt: number, d: number): ScoredSequence => ({ prompt, logprobs: [d], refLogprobs: [0] });
    const kl = sequenceKl([one(1, 1), one(1, 1), one(1, 1), one(2, 3)], 1);
    expect(kl?.k1).toMatchObject({ value: 2, prompts: 2, sequences: 4 });
    expect(kl?.k1.interval.low).toBeLessThan(1);
  });

  it('says nothing about a single prompt', () => {
    expect(sequenceKl(sampled(1, 9), 1)).toBeNull();
  });
});
