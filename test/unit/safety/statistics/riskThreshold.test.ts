// Conformal risk control: the threshold by its definition, and the risk that it keeps, over many draws.
import { expect, test } from 'vitest';
import { seededRandom } from '../../../../src/safety/random';
import { riskThreshold, type ScoredCase } from '../../../../src/safety/statistics/riskThreshold';

const random = seededRandom(21);

function draw(): ScoredCase {
  const bad = random() < 0.5;
  return { bad, score: random() + (bad ? 0.4 : 0) };
}

test('is the highest that the bound allows', () => {
  const cases = Array.from({ length: 37 }, draw);
  const bound = (threshold: number): number =>
    (cases.filter(({ score, bad }) => bad && score < threshold).length + 1) / 38;
  const scores = [...cases.map(({ score }) => score), Infinity].sort((a, b) => a - b);
  for (const delta of [0.03, 0.05, 0.1, 0.25, 0.5]) {
    const allowed = scores.filter((score) => bound(score) <= delta);
    // Between two scores nothing changes but at a bad case: the highest allowed one is a bad case's, or beyond all.
    const threshold = riskThreshold(cases, delta);
    expect(threshold).not.toBeNull();
    expect(bound(threshold ?? NaN)).toBeLessThanOrEqual(delta);
    expect(threshold).toBe(allowed.at(-1));
  }
  expect(riskThreshold(cases, 1 / 39)).toBeNull();
  expect(riskThreshold(cases, 0.99)).toBe(Infinity);
});

test('keeps what is missed at δ on average over calibrations', () => {
  const delta = 0.1;
  let missed = 0;
  const rounds = 4000;
  for (let round = 0; round < rounds; round++) {
    const threshold = riskThreshold(Array.from({ length: 40 }, draw), delta) ?? NaN;
    const { bad, score } = draw();
    missed += Number(bad && score < threshold);
  }
  // Four standard errors above δ; far below it the bound would be useless.
  expect(missed / rounds).toBeLessThan(delta + 4 * Math.sqrt((delta * (1 - delta)) / rounds));
  expect(missed / rounds).toBeGreaterThan(0.05);
});
