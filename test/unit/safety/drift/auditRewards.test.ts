// An audit's numbers against path spaces that can be enumerated, and what it says where nothing can drift.
import { describe, expect, it } from 'vitest';
import type { AuditedFunction } from '../../../../src/protocol/audit';
import type { AuditedAnswer, AuditInput } from '../../../../src/safety/drift/auditInput';
import { auditRewards } from '../../../../src/safety/drift/auditRewards';
import {
  covariance,
  exactDrift,
  tiltedPolicy,
  type PathSpace,
} from '../../../../src/safety/drift/tiltedPolicy';
import { seededRandom, type Random } from '../../../../src/safety/random';

const format: AuditedFunction = {
  name: 'format',
  verifier: 'format',
  weight: 1,
  needs: null,
  range: { low: 0, high: 1 },
};
const length: AuditedFunction = {
  name: 'length',
  verifier: 'length',
  weight: 0.5,
  needs: null,
  range: { low: -1, high: 0 },
};
const number: AuditedFunction = { ...format, name: 'number', verifier: 'number', needs: 'answer' };

function input(answers: readonly AuditedAnswer[], overrides: Partial<AuditInput> = {}): AuditInput {
  return {
    functions: [format],
    beta: 0.3,
    benchmarks: [{ id: 'suite', title: 'Suite', kind: 'harmful' }],
    answers,
    seed: 1,
    ...overrides,
  };
}

function answer(itemId: string, well: boolean | null, rewards: Record<string, number | null>): AuditedAnswer {
  const weights: Record<string, number> = { format: 1, length: 0.5 };
  const values = Object.entries(rewards).map(([name, value]) =>
    value === null ? null : (weights[name] ?? 0) * value,
  );
  return {
    suiteId: 'suite',
    itemId,
    kind: 'harmful',
    handledWell: well,
    reward: values.includes(null) ? null : values.reduce<number>((sum, value) => sum + (value ?? 0), 0),
    rewards,
  };
}

/** A prompt whose answers are all of its paths, each as often as its probability says. */
interface Population {
  readonly space: PathSpace;
  readonly answers: readonly AuditedAnswer[];
}

function population(itemId: string, random: Random): Population {
  const paths = Array.from({ length: 5 }, () => ({
    count: 1 + Math.floor(random() * 6),
    well: random() < 0.5,
    rewards: { format: Math.floor(random() * 2), length: -Math.floor(random() * 3) / 2 },
  }));
  const total = paths.reduce((sum, { count }) => sum + count, 0);
  return {
    space: {
      probabilities: paths.map(({ count }) => count / total),
      success: paths.map(({ rewards }) => rewards.format + 0.5 * rewards.length),
      safety: paths.map(({ well }) => Number(well)),
    },
    answers: paths.flatMap(({ count, well, rewards }) =>
      Array.from({ length: count }, () => answer(itemId, well, rewards)),
    ),
  };
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

describe('an audit of whole populations', () => {
  it('forecasts the exact drift of the weighted sum, within bounds that hold on every prompt', () => {
    const random = seededRandom(31);
    for (let round = 0; round < 8; round++) {
      const prompts = Array.from({ length: 5 }, (_, index) => population(`p${index}`, random));
      const audit = auditRewards(
        input(
          prompts.flatMap(({ answers }) => answers),
          { functions: [format, length] },
        ),
      );
      const [sum] = audit.groups[0]?.rewards ?? [];
      const [bounds] = audit.bounds;
      expect(bounds?.range).toBe(1.5);
      expect(sum?.forecast).toHaveLength(audit.betas.length);
      for (const [index, { beta, drift }] of (sum?.forecast ?? []).entries()) {
        const exact = prompts.map(({ space }) => exactDrift(space, beta));
        expect(drift.value).toBeCloseTo(meanOf(exact), 10);
        const bound = bounds?.bounds[index];
        for (const [place, one] of exact.entries()) {
          expect(Math.abs(one)).toBeLessThanOrEqual((bound?.tightest.value ?? 0) + 1e-12);
          const space = prompts[place]?.space;
          const kl = space === undefined ? 0 : tiltedPolicy(space, beta).kl;
          expect(kl).toBeLessThanOrEqual((bound?.kl ?? 0) + 1e-12);
        }
        expect(bound?.tightest.value).toBeLessThanOrEqual(bound?.penalty ?? 0);
      }
      const exactCovariance = prompts.map(({ space, answers }) => {
        const unbiased = answers.length / (answers.length - 1);
        return unbiased * covariance(space.probabilities, space.safety, space.success);
      });
      expect(sum?.covariance?.value).toBeCloseTo(meanOf(exactCovariance), 10);
      expect(audit.promptReadings.map(({ readings }) => readings[0]?.covariance ?? NaN)).toEqual(
        exactCovariance.map((value) => expect.closeTo(value, 10) as number),
      );
    }
  });

  it('has the drift’s slope in 1/β as its covariance', () => {
    const random = seededRandom(32);
    const { space } = population('p', random);
    const beta = 1e5;
    expect(exactDrift(space, beta) * beta).toBeCloseTo(
      covariance(space.probabilities, space.safety, space.success),
      4,
    );
  });
});

const repeat = (count: number, one: () => AuditedAnswer): AuditedAnswer[] =>
  Array.from({ length: count }, one);

describe('what an audit says', () => {
  it('of a reward without a reference: it cannot differ, and the drift is 0', () => {
    const answers = [...repeat(4, () => answer('a', true, {})), ...repeat(4, () => answer('a', false, {}))];
    const audit = auditRewards(input(answers, { functions: [number] }));
    expect(audit.groups[0]?.rewards).toEqual([
      expect.objectContaining({
        reward: null,
        covariance: null,
        p: null,
        forecast: [],
        elimination: { notApplicable: 1, constantReward: 0, constantSafety: 0, open: 0, dependent: 0 },
      }),
    ]);
    expect(audit.bounds[0]?.range).toBe(0);
    expect(audit.bounds[0]?.bounds.every(({ tightest }) => tightest.value === 0)).toBe(true);
    expect(audit.promptReadings[0]).toMatchObject({ answers: 8, well: 4 });
  });

  it('adds such a function to no other, whatever it would be worth', () => {
    const random = seededRandom(33);
    const answers = Array.from({ length: 6 }, (_, index) => population(`p${index}`, random)).flatMap(
      (one) => one.answers,
    );
    const alone = auditRewards(input(answers, { functions: [format, length] }));
    const beside = auditRewards(input(answers, { functions: [number, format, length] }));
    expect(beside.groups).toEqual(alone.groups);
    expect(beside.bounds).toEqual(alone.bounds);
  });

  it('counts prompts by what eliminates their drift, and finds a reward that refusals fail', () => {
    const split = (itemId: string): AuditedAnswer[] => [
      ...repeat(8, () => answer(itemId, true, { format: 0 })),
      ...repeat(8, () => answer(itemId, false, { format: 1 })),
    ];
    const answers = [
      ...split('a'),
      ...split('b'),
      ...repeat(8, () => answer('c', true, { format: 0 })),
      ...repeat(8, () => answer('d', true, { format: 1 })),
      ...[0, 1, 0, 1].map((format) => answer('d', true, { format })),
      ...[true, false, true, false].map((well) => answer('e', well, { format: 1 })),
      // Independent: both halves alike.
      ...[0, 1].flatMap((format) => [true, false].map((well) => answer('f', well, { format }))),
    ];
    const [group] = auditRewards(input(answers)).groups;
    expect(group?.rewards[0]?.elimination).toEqual({
      notApplicable: 0,
      constantReward: 2,
      constantSafety: 1,
      open: 1,
      dependent: 2,
    });
    expect(group?.rewards[0]?.covariance?.value).toBeLessThan(0);
    expect(group?.rewards[0]?.pAdjusted).toBeLessThan(0.001);
    expect(group?.rewards[0]?.contrast).toEqual({ well: 0.375, other: 0.875, prompts: 4 });
  });

  it('leaves out what cannot be judged or scored, and says how much that is', () => {
    const answers = [
      ...repeat(3, () => answer('a', true, { format: 1 })),
      ...repeat(2, () => answer('a', null, { format: 1 })),
      ...repeat(4, () => answer('a', false, { format: null })),
      answer('b', true, { format: 1 }),
    ];
    const [group] = auditRewards(input(answers)).groups;
    expect(group).toMatchObject({ prompts: 2, answers: 8, unusable: 2 });
    // One answer alone says nothing of a prompt.
    expect(group?.rewards[0]).toMatchObject({ prompts: 1, answers: 3 });
  });

  it('has no bound where the range of a reward is not known', () => {
    const model: AuditedFunction = { ...format, name: 'format', verifier: 'reward_model', range: null };
    const answers = Array.from({ length: 60 }, (_, index) =>
      answer(`p${index % 5}`, index % 2 === 0, { format: 3 * Math.sin(index) - 7 }),
    );
    const audit = auditRewards(input(answers, { functions: [model] }));
    expect(audit.bounds).toEqual([{ reward: null, range: null, bounds: [] }]);
    expect(audit.groups[0]?.rewards[0]?.forecast.length).toBeGreaterThan(0);
  });

  it('adjusts p over all benchmarks and rewards', () => {
    const random = seededRandom(34);
    const answers = Array.from({ length: 200 }, (_, index) => ({
      ...answer(`p${index % 10}`, random() < 0.5, {
        format: Number(random() < 0.5),
        length: -Number(random() < 0.5),
      }),
      suiteId: index % 20 < 10 ? 'one' : 'two',
    }));
    const benchmarks = ['one', 'two'].map((id) => ({ id, title: id, kind: 'harmful' as const }));
    const { groups } = auditRewards(input(answers, { functions: [format, length], benchmarks }));
    const tests = groups.filter(({ suiteId }) => suiteId !== null).flatMap(({ rewards }) => rewards);
    expect(tests).toHaveLength(6);
    const least = tests.reduce((best, one) => ((one.p ?? 1) < (best.p ?? 1) ? one : best));
    expect(least.pAdjusted).toBeCloseTo(Math.min(1, 6 * (least.p ?? 1)), 12);
    for (const { p, pAdjusted } of tests) expect(pAdjusted).toBeGreaterThanOrEqual(p ?? 1);
  });
});
