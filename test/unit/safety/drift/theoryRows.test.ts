// Observed drift beside forecast and bounds, against path spaces that can be enumerated.
import { describe, expect, it } from 'vitest';
import type { AuditedFunction } from '../../../../src/protocol/audit';
import type { BenchmarkSummary, Delta } from '../../../../src/protocol/summary';
import type { GroupKl, MeanEstimate } from '../../../../src/protocol/tokens';
import type { AuditedAnswer } from '../../../../src/safety/drift/auditInput';
import {
  exactDrift,
  expectation,
  tiltedPolicy,
  type PathSpace,
} from '../../../../src/safety/drift/tiltedPolicy';
import { theoryForecaster } from '../../../../src/safety/drift/theoryForecast';
import { theoryRows, type TheoryInput } from '../../../../src/safety/drift/theoryRows';
import { seededRandom, type Random } from '../../../../src/safety/random';
import { randomDistribution, randomSpace } from './pathSpaces';

const verifier: AuditedFunction = {
  name: 'format',
  verifier: 'format',
  weight: 1,
  needs: null,
  range: { low: 0, high: 1 },
};

function delta(value: number): Delta {
  return { value, low: value, high: value, method: 'midP', n: 3, pairs: 3 };
}

function exactly(value: number): MeanEstimate {
  return { value, low: value, high: value, n: 3 };
}

function benchmark(part: Partial<BenchmarkSummary>): BenchmarkSummary {
  const rest: Partial<BenchmarkSummary> = {
    suiteId: 'suite',
    title: 'Suite',
    kind: 'harmful',
    attackId: null,
    delta: null,
    ...part,
  };
  return rest as BenchmarkSummary;
}

const nothing: TheoryInput = {
  summary: { benchmarks: [], harmful: null, benign: null },
  prompts: [],
  sampled: true,
  groups: [],
  penalty: null,
  beta: null,
  forecast: null,
  auditGap: 'noAudit',
};

const prompt = (itemId: string, attackId: string | null = null) =>
  ({ suiteId: 'suite', itemId, kind: 'harmful', attackId }) as const;

function group(kl: number, part: Partial<GroupKl> = {}): GroupKl {
  const sequence = { exact: exactly(kl), k1: exactly(kl), k3: exactly(kl) };
  return { suiteId: 'suite', attackId: null, kind: 'harmful', prompts: 3, sequence, ...part };
}

/** Answers in which each path is as frequent as its probability says. */
function population(random: Random, itemId: string): { space: PathSpace; answers: AuditedAnswer[] } {
  const paths = Array.from({ length: 40 }, () => ({
    success: Number(random() < 0.5),
    safety: Number(random() < 0.4 + 0.3 * random()),
  }));
  return {
    space: {
      probabilities: paths.map(() => 1 / paths.length),
      success: paths.map(({ success }) => success),
      safety: paths.map(({ safety }) => safety),
    },
    answers: paths.map(({ success, safety }) => ({
      suiteId: 'suite',
      itemId,
      kind: 'harmful',
      handledWell: safety === 1,
      reward: success,
      rewards: { format: success },
    })),
  };
}

describe('the bounds', () => {
  it('hold for the optimum, and that of measured KL for any policy, over 5000 enumerated spaces', () => {
    const random = seededRandom(71);
    for (let round = 0; round < 5000; round++) {
      const space = randomSpace(random, round % 2 === 0);
      const beta = 0.03 * 1000 ** random();
      const [optimum] = theoryRows({
        ...nothing,
        summary: { ...nothing.summary, benchmarks: [benchmark({})] },
        groups: [group(tiltedPolicy(space, beta).kl)],
        penalty: { beta, range: 1 },
      });
      const drift = Math.abs(exactDrift(space, beta));
      expect(optimum?.bounds.map(({ premise }) => premise).sort()).toEqual([
        'anyPolicy',
        'optimum',
        'optimum',
        'optimum',
      ]);
      for (const { value } of optimum?.bounds ?? []) expect(value).toBeGreaterThanOrEqual(drift - 1e-12);
      const values = optimum?.bounds.map(({ value }) => value) ?? [];
      expect(values).toEqual([...values].sort((a, b) => a - b));

      const other = randomDistribution(space.probabilities.length, random);
      const kl = other.reduce((sum, q, i) => sum + q * Math.log(q / (space.probabilities[i] ?? 0)), 0);
      const [any] = theoryRows({
        ...nothing,
        summary: { ...nothing.summary, benchmarks: [benchmark({})] },
        groups: [group(kl)],
      });
      const moved = expectation(other, space.safety) - expectation(space.probabilities, space.safety);
      expect(any?.bounds).toHaveLength(1);
      expect(any?.bounds[0]?.value).toBeGreaterThanOrEqual(Math.abs(moved) - 1e-12);
    }
  });

  it('are none where a premise is missing', () => {
    const summary = { ...nothing.summary, benchmarks: [benchmark({})] };
    expect(theoryRows({ ...nothing, summary })[0]?.bounds).toEqual([]);
    const greedy = { ...nothing, summary, sampled: false, penalty: { beta: 1, range: 1 } };
    expect(theoryRows(greedy)[0]?.bounds).toEqual([]);
    const elsewhere = { ...nothing, summary, groups: [group(0.1, { suiteId: 'other' })] };
    expect(theoryRows(elsewhere)[0]?.bounds).toEqual([]);
  });
});

describe('the forecast', () => {
  const random = seededRandom(72);
  const populations = ['a', 'b', 'c'].map((itemId) => population(random, itemId));
  const audit = {
    functions: [verifier],
    answers: populations.flatMap(({ answers }) => answers),
    seed: 5,
  };
  const prompts = ['a', 'b', 'c'].map((itemId) => prompt(itemId));
  const summary = { ...nothing.summary, benchmarks: [benchmark({ delta: delta(-0.1) })] };
  const mean = (value: (space: PathSpace) => number): number =>
    populations.reduce((sum, { space }) => sum + value(space), 0) / populations.length;

  it('is the exact drift of the optimum, at the run’s β and at the β of the measured KL', () => {
    for (const beta of [0.4, 1, 5]) {
      const kl = mean((space) => tiltedPolicy(space, beta).kl);
      const rows = theoryRows({
        ...nothing,
        summary,
        prompts,
        groups: [group(kl)],
        beta,
        forecast: theoryForecaster(audit),
      });
      const expected = mean((space) => exactDrift(space, beta));
      expect(rows[0]?.forecast).toMatchObject({ prompts: 3, of: 3, constantReward: false, atKlGap: null });
      expect(rows[0]?.forecast?.atBeta?.drift.value).toBeCloseTo(expected, 12);
      expect((rows[0]?.forecast?.atKl?.beta ?? NaN) / beta).toBeCloseTo(1, 2);
      expect(rows[0]?.forecast?.atKl?.drift.value).toBeCloseTo(expected, 3);
    }
  });

  it('of a reward of another range and weight is that of the same objective', () => {
    const half = { ...verifier, weight: -0.5 };
    const answers = audit.answers.map((one) => ({ ...one, reward: -0.5 * (one.reward ?? 0) }));
    const [row] = theoryRows({
      ...nothing,
      summary,
      prompts,
      beta: 0.3,
      forecast: theoryForecaster({ ...audit, functions: [half], answers }),
    });
    const flipped = mean((space) => exactDrift({ ...space, success: space.success.map((g) => 1 - g) }, 0.6));
    expect(row?.forecast?.atBeta?.drift.value).toBeCloseTo(flipped, 12);
  });

  it('is of the prompts that both asked, and says how many these are', () => {
    const [row] = theoryRows({
      ...nothing,
      summary,
      prompts: [prompt('b'), prompt('d'), prompt('e')],
      beta: 1,
      forecast: theoryForecaster(audit),
    });
    expect(row?.forecast).toMatchObject({ prompts: 1, of: 3, atKl: null, atKlGap: 'noKl' });
    const space = populations[1]?.space;
    expect(row?.forecast?.atBeta?.drift.value).toBeCloseTo(
      space === undefined ? NaN : exactDrift(space, 1),
      12,
    );
  });

  it('is 0 where the reward cannot differ, and none where prompts or attack are others', () => {
    const constant = theoryForecaster({ ...audit, functions: [{ ...verifier, needs: 'answer' }] });
    const [same] = theoryRows({ ...nothing, summary, prompts, beta: 1, forecast: constant });
    expect(same?.forecast).toMatchObject({ constantReward: true, atBeta: null, atKl: null });
    const forecast = theoryForecaster(audit);
    const other = theoryRows({ ...nothing, summary, prompts: [prompt('x')], beta: 1, forecast });
    expect(other[0]).toMatchObject({ forecast: null, forecastGap: 'otherPrompts' });
    const attacked = theoryRows({
      ...nothing,
      summary: { ...nothing.summary, benchmarks: [benchmark({ attackId: 'roleplay' })] },
      prompts: [prompt('a', 'roleplay')],
      beta: 1,
      forecast,
    });
    expect(attacked[0]).toMatchObject({ forecast: null, forecastGap: 'attack' });
    const single = theoryForecaster({ ...audit, answers: audit.answers.slice(0, 1) });
    const [few] = theoryRows({ ...nothing, summary, prompts, beta: 1, forecast: single });
    expect(few).toMatchObject({ forecast: null, forecastGap: 'oneSample' });
    expect(theoryRows({ ...nothing, summary })[0]?.forecastGap).toBe('noAudit');
  });

  it('has no β for a KL that the samples cannot reach', () => {
    const [row] = theoryRows({
      ...nothing,
      summary,
      prompts,
      groups: [group(9)],
      forecast: theoryForecaster(audit),
    });
    expect(row?.forecast).toMatchObject({ atBeta: null, atKl: null, atKlGap: 'outOfReach' });
  });
});

describe('what was observed', () => {
  it('counts answers handled well: more over-refusal is less of them', () => {
    const [row] = theoryRows({
      ...nothing,
      summary: {
        ...nothing.summary,
        benchmarks: [benchmark({ kind: 'benign', delta: { ...delta(0.2), low: 0.1, high: 0.4 } })],
      },
    });
    expect(row?.observed).toEqual({ value: -0.2, low: -0.4, high: -0.1, n: 3 });
  });
});
