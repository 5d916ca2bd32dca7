// Answers read by both models, added up: by place, by kind, by category, and as KL of whole answers.
import { describe, expect, it } from 'vitest';
import { driftProfile, type ReadAnswer } from '../../../../src/safety/drift/driftProfile';

function answer(prompt: number, kl: readonly number[], more: Partial<ReadAnswer> = {}): ReadAnswer {
  return {
    prompt,
    suiteId: 'one',
    kind: 'harmful',
    category: 'a',
    attackId: null,
    kl: Float64Array.from(kl),
    js: Float64Array.from(kl, (value) => value / 4),
    baseLogprobs: Float64Array.from(kl, () => -2),
    tunedLogprobs: Float64Array.from(kl, (value) => -2 + value),
    refusal: { base: 1, tuned: 0.5 },
    ...more,
  };
}

const answers = [
  answer(1, [1, 0.5, 0, 0, 0, 0.5]),
  answer(1, [1, 0.5, 0, 0, 0, 0.5]),
  answer(2, [3, 0], { category: 'b', refusal: { base: 2, tuned: -1 } }),
  answer(3, [0.25, 0.25, 0.25], { kind: 'benign', suiteId: 'two' }),
];
const profile = driftProfile(answers, { sampled: true, seed: 3 });

describe('a profile', () => {
  it('counts answers, prompts and tokens', () => {
    expect(profile).toMatchObject({ answers: 4, prompts: 3, tokens: 17 });
  });

  it('has the means over prompts, with samples of a prompt taken together, in each place', () => {
    const [harmful] = profile.kinds;
    expect(harmful?.positions.map(({ kl }) => [kl.value, kl.n])).toEqual([
      [2, 2],
      [0.25, 2],
      [0, 1],
      [0, 1],
      [0, 1],
      [0.5, 1],
    ]);
    expect(harmful?.positions[5]?.kl).toMatchObject({ low: null, high: null });
  });

  it('says how much lies at the beginning, beside how many tokens do', () => {
    const [harmful] = profile.kinds;
    expect(harmful?.earlyShare).toBeCloseTo((1.5 + 1.5 + 3) / 7, 12);
    expect(harmful?.earlyTokens).toBeCloseTo((5 + 5 + 2) / 14, 12);
  });

  it('has the change of the refusal log-odds, over prompts', () => {
    expect(profile.kinds[0]?.refusal?.change).toMatchObject({ value: (-0.5 - 3) / 2, n: 2 });
    expect(profile.kinds[1]?.refusal).toBeNull();
  });

  it('has one line for each category', () => {
    expect(
      profile.categories.map(({ suiteId, category, tokens, kl }) => [suiteId, category, tokens, kl.value]),
    ).toEqual([
      ['one', 'a', 12, 2],
      ['one', 'b', 2, 3],
      ['two', 'a', 3, 0.75],
    ]);
  });

  it('has the KL of every kind and of every benchmark under its attack', () => {
    expect(
      profile.groups.map(({ suiteId, kind, prompts, sequence }) => [
        suiteId,
        kind,
        prompts,
        sequence?.exact.value ?? null,
      ]),
    ).toEqual([
      [null, 'harmful', 2, 2.5],
      [null, 'benign', 1, null],
      ['one', 'harmful', 2, 2.5],
      ['two', 'benign', 1, null],
    ]);
    const attacked = driftProfile(
      [...answers, answer(4, [1], { attackId: 'roleplay' }), answer(5, [3], { attackId: 'roleplay' })],
      { sampled: true, seed: 3 },
    );
    const [, , , , last] = attacked.groups;
    expect(last).toMatchObject({ suiteId: 'one', attackId: 'roleplay', prompts: 2 });
    expect(last?.sequence?.exact.value).toBe(2);
    expect(attacked.groups[0]?.sequence?.exact.value).toBe((2 + 3 + 1 + 3) / 4);
  });

  it('estimates KL of whole answers, and only where the answers are samples', () => {
    const mean = (2 + 3 + 0.75) / 3;
    expect(profile.sequence?.exact.value).toBeCloseTo(mean, 12);
    // log π − log π_ref of every token is its KL in these answers.
    expect(profile.sequence?.k1.value).toBeCloseTo(mean, 12);
    expect(profile.onPath?.value).toBeCloseTo(mean, 12);
    const greedy = driftProfile(answers, { sampled: false, seed: 3 });
    expect(greedy.sequence).toBeNull();
    expect(greedy.onPath?.value).toBeCloseTo(mean, 12);
    expect(driftProfile(answers.slice(2, 3), { sampled: true, seed: 3 }).sequence).toBeNull();
  });
});
