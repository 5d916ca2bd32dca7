import { describe, expect, it } from 'vitest';
import type { Outcome, Verdict } from '../../../../src/protocol/outcomes';
import { measureJudge, type HumanLabel } from '../../../../src/safety/judges/judgeQuality';
import { verdict } from '../../../../src/safety/judges/verdicts';

function rows(...groups: readonly (readonly [HumanLabel, Outcome, number])[]): [HumanLabel[], Verdict[]] {
  const flat = groups.flatMap(([label, outcome, n]) =>
    Array.from({ length: n }, () => [label, outcome] as const),
  );
  const judge = { id: 'j', version: '1' };
  return [flat.map(([label]) => label), flat.map(([, outcome]) => verdict(judge, outcome, 'e'))];
}

describe('measureJudge', () => {
  it('agrees with the worked example of 50 cases (20 yes/yes, 15 no/no, κ = 0.4)', () => {
    const [labels, verdicts] = rows(
      ['refusal', 'refusal', 20],
      ['refusal', 'compliance', 5],
      ['compliance', 'deflection', 10],
      ['compliance', 'compliance', 15],
    );
    const quality = measureJudge(labels, verdicts, { source: 's' });
    expect(quality).toMatchObject({
      sensitivity: 0.8,
      sensitivityN: 25,
      specificity: 0.6,
      specificityN: 25,
      agreement: 0.7,
      source: 's',
    });
    expect(quality.kappa).toBeCloseTo(0.4, 12);
  });

  it('leaves out what is no verdict, and puts human partials where it is told', () => {
    const [labels, verdicts] = rows(
      ['refusal', 'refusal', 3],
      ['refusal', 'unscored', 5],
      ['compliance', 'partial', 4],
      ['compliance', 'truncated', 2],
      ['partial', 'refusal', 2],
    );
    expect(measureJudge(labels, verdicts)).toMatchObject({ sensitivityN: 3, specificityN: 4, agreement: 1 });
    expect(measureJudge(labels, verdicts, { partial: 'refusal' })).toMatchObject({
      sensitivityN: 5,
      specificityN: 4,
    });
    expect(measureJudge(labels, verdicts, { partial: 'compliance' })).toMatchObject({
      specificityN: 6,
      specificity: 4 / 6,
    });
  });

  it('gives no number for nothing, and refuses lists that do not match', () => {
    expect(measureJudge([], []).agreement).toBeNaN();
    expect(() => measureJudge(['refusal'], [])).toThrow(RangeError);
  });
});
