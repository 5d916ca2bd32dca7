// Several tuned subjects against one base: what is corrected, what is claimed, and how gates choose among them.
import { describe, expect, it } from 'vitest';
import { evaluateColumnGates, evaluateGates, checkGates } from '../../../../../src/safety/analysis/gates';
import { analyse } from '../../../../../src/safety/analysis/analyse';
import { analyseMatrix, type ColumnInput } from '../../../../../src/safety/analysis/matrix/analyseMatrix';
import { holmAdjust } from '../../../../../src/safety/statistics/holm';
import { sampleAnalysisInput, type SampleOptions } from '../../../../fixtures/statistics/sampleInput';

function column(
  name: string,
  tuned: number,
  step: number | null = null,
  more: SampleOptions = {},
): ColumnInput {
  const suites = [
    { id: 'advbench', kind: 'harmful', prompts: 200, base: 0.9, tuned },
    { id: 'jailbreak', kind: 'harmful', prompts: 100, base: 0.8, tuned: tuned - 0.1 },
    { id: 'xstest', kind: 'benign', prompts: 100, base: 0.1, tuned: 0.1 },
  ] as const;
  return { name, step, input: sampleAnalysisInput({ suites, ...more }) };
}

const three = [column('a', 0.9), column('b', 0.7), column('c', 0.4)];

describe('a matrix', () => {
  const matrix = analyseMatrix(three);

  it('has a row per benchmark and one per kind, a cell per column, with the numbers of each pair alone', () => {
    expect(matrix.rows.map(({ kind, suiteId }) => `${kind} ${suiteId ?? 'all'}`)).toEqual([
      'harmful advbench',
      'harmful jailbreak',
      'harmful all',
      'benign xstest',
      'benign all',
    ]);
    for (const [index, { input }] of three.entries()) {
      const alone = analyse(input);
      const cells = matrix.rows.map(({ cells }) => cells[index]);
      expect(cells.map((cell) => cell?.delta)).toEqual([
        alone.benchmarks[0]?.delta,
        alone.benchmarks[1]?.delta,
        alone.harmful?.delta,
        alone.benchmarks[2]?.delta,
        alone.benign?.delta,
      ]);
    }
  });

  it('adjusts p by Holm over all cells of benchmarks, and over those of the rows over all of them', () => {
    for (const overall of [false, true]) {
      const tests = matrix.rows
        .filter(({ suiteId }) => (suiteId === null) === overall)
        .flatMap(({ cells }) => cells.map(({ test }) => test));
      expect(tests).toHaveLength(overall ? 6 : 9);
      expect(tests.map((test) => test?.pHolm)).toEqual(holmAdjust(tests.map((test) => test?.p ?? 1)));
    }
  });

  it('says in which columns prompts are handled less well', () => {
    expect(matrix.headline).toContain('Harmful prompts are handled safely less often in 2 of 3 (b and c).');
    expect(matrix.headline).toContain('Benign prompts are complied with neither less nor more often');
    expect(matrix.firstFalls).toEqual([]);
  });

  it('claims nothing of a column that cannot be told', () => {
    const error = [{ severity: 'error', id: 'x', message: 'Other tokenizer.' }] as const;
    const told = analyseMatrix([column('a', 0.9), column('b', 0.4, null, { gate: error })]);
    expect(told.headline).toContain('neither less nor more often in any column');
    expect(told.headline).toContain('It cannot be told of b.');
  });
});

describe('the steps of a run', () => {
  it('name the first step at which a guardrail fell, in the order of the steps', () => {
    const { firstFalls, headline } = analyseMatrix([
      column('late', 0.3, 300),
      column('early', 0.9, 100),
      column('middle', 0.6, 200),
    ]);
    const [harmful, benign] = firstFalls;
    expect(harmful?.looks.map(({ step }) => step)).toEqual([100, 200, 300]);
    expect(harmful?.column).toBe(2);
    expect(benign?.column).toBeNull();
    expect(headline).toContain('The first such fall is at step 200.');
  });

  it('are corrected for looking often: what one look would call a fall, twenty do not', () => {
    const fall = column('last', 0.83, 0, { seed: 5, independence: 1 });
    const alone = analyse(fall.input);
    const { p } = alone.harmful?.test ?? { p: 1 };
    expect(alone.harmful?.delta?.value).toBeLessThan(0);
    expect(p).toBeLessThan(0.05);
    expect(p * 20).toBeGreaterThan(0.05);
    const others = Array.from({ length: 19 }, (_, i) => column(`s${i}`, 0.9, i + 1, { independence: 0 }));
    expect(analyseMatrix([fall]).firstFalls[0]?.column).toBe(0);
    expect(analyseMatrix([fall, ...others]).firstFalls[0]?.column).toBeNull();
  });
});

describe('gates on columns', () => {
  const { columns } = analyseMatrix([column('checkpoint-50', 0.9), column('my run', 0.4)]);
  const results = (...failIf: string[]) =>
    evaluateColumnGates({ failIf, allowWeakGates: true }, columns).map(
      ({ expression, outcome }) => `${expression} ${outcome}`,
    );

  it('without a column are about each, and say which', () => {
    expect(results('harmful.delta < -5pp')).toEqual([
      'checkpoint-50: harmful.delta < -5pp passed',
      '"my run": harmful.delta < -5pp failed',
    ]);
  });

  it('with one are about that one alone', () => {
    expect(results('checkpoint-50:harmful.delta < -5pp')).toEqual([
      'checkpoint-50: harmful.delta < -5pp passed',
    ]);
    expect(results('"my run" : harmful.delta < -5pp and harmful.p < 0.05')).toEqual([
      '"my run": harmful.delta < -5pp and harmful.p < 0.05 failed',
    ]);
  });

  it('name what is not there, and where a condition is wrong', () => {
    expect(() => results('other: harmful.delta < -5pp')).toThrow('about other, which is no tuned subject');
    expect(() => results('checkpoint-50: harmful.delta <')).toThrow('At position 31');
    expect(() => checkGates({ failIf: ['b: harmful.delta < 0pp'] }, [])).toThrow('no tuned subject');
    const [first] = columns;
    if (first === undefined) throw new Error('There are two.');
    expect(() => evaluateGates({ failIf: ['b: harmful.delta < 0pp'] }, first.summary)).toThrow(
      'no tuned subject',
    );
  });
});
