// The steps of a run as figures and as a table: the same numbers in both, and said where there are none.
import { describe, expect, it } from 'vitest';
import type { RunCurve } from '../../../../../src/protocol/matrix';
import { analyseMatrix } from '../../../../../src/safety/analysis/matrix/analyseMatrix';
import { stepsPlots } from '../../../../../src/safety/presentation/matrix/stepsPlot';
import { stepsTable } from '../../../../../src/safety/presentation/matrix/stepsTable';
import { cellOf } from '../../../../../src/safety/presentation/tables/dataTable';
import { sampleAnalysisInput } from '../../../../fixtures/statistics/sampleInput';

function column(step: number, tuned: number) {
  const suites = [
    { id: 'advbench', kind: 'harmful', prompts: 200, base: 0.9, tuned },
    { id: 'xstest', kind: 'benign', prompts: 100, base: 0.1, tuned: 0.1 },
  ] as const;
  return { name: `checkpoint-${step}`, step, input: sampleAnalysisInput({ suites }) };
}

const rate = (value: number) => ({ rate: value, low: value - 0.1, high: value + 0.1, n: 40 });
const run: RunCurve = {
  folder: '/run',
  klPer: 'token',
  accuracyOf: { reward: 'number', threshold: 1 },
  start: rate(0.2),
  points: [
    {
      step: 50,
      kl: { value: 0.0123, step: 48 },
      accuracy: { ...rate(0.5), step: 50, delta: { value: 0.3, low: 0.1, high: 0.4 } },
    },
    { step: 100, kl: { value: 0.04, step: 100 }, accuracy: null },
  ],
  notes: ['No accuracy at step 100.'],
};
const matrix = analyseMatrix([column(50, 0.9), column(100, 0.4)], run);
const size = { width: 600, fontSize: 13 };

describe('the steps of a run', () => {
  it('are figures over the same steps, the first fall marked in each', () => {
    const drawn = stepsPlots(matrix).map(({ id, draw }) => ({ id, figure: draw(size) }));
    expect(drawn.map(({ id }) => id)).toEqual([
      'steps-harmful',
      'steps-benign',
      'steps-kl',
      'steps-accuracy',
    ]);
    const [harmful, benign, kl, accuracy] = drawn.map(({ figure }) => figure);
    expect(harmful?.content.markup).toContain('first significant fall');
    expect(benign?.content.markup).not.toContain('first significant fall');
    expect(kl?.content.markup).toContain('first significant fall, harmful prompts');
    expect(kl?.description).toContain('Step 50: 0.0123 nats, logged at step 48.');
    expect(accuracy?.description).toBe('Step 50: 50.0%, 95% interval [40.0, 60.0].');
    expect(accuracy?.content.markup).toContain('step 0');
  });

  it('stand at whole numbers, each once, however few there are', () => {
    const few = analyseMatrix([column(1, 0.9), column(2, 0.9), column(3, 0.9)], null);
    const markup = stepsPlots(few)[0]?.draw({ width: 1000, fontSize: 13 })?.content.markup ?? '';
    const labels = [...markup.matchAll(/text-anchor="middle"[^>]*>([^<]*)</gu)].map(([, label]) => label);
    expect(labels).toEqual(['1', '2', '3']);
  });

  it('are rows of a table, with what the log lacks', () => {
    const table = stepsTable(matrix);
    expect(table?.columns.slice(3).map(({ title }) => title)).toEqual([
      'KL to the reference, nats per token',
      'Held-out accuracy (number)',
    ]);
    const [first, second] = (table?.rows ?? []).map((row) => row.map(cellOf));
    expect(first?.[0]).toEqual({ text: '50', details: ['checkpoint-50'], values: [50, 'checkpoint-50'] });
    expect(first?.[3]).toEqual({ text: '0.0123', details: ['logged at step 48'], values: [0.0123, 48] });
    expect(first?.[4]?.details).toEqual([
      '[40.0, 60.0], n = 40',
      'from step 0 +30.0 pp, 95% CI +10.0 to +40.0',
    ]);
    expect(second?.[1]?.details?.join()).toMatch(/^\[.*\], p < 0\.001$/);
    expect(second?.[4]?.text).toBe('–');
    expect(table?.notes).toEqual(run.notes);
  });

  it('of a file that keeps nothing of the run say so; columns that are no steps have none', () => {
    const old = analyseMatrix([column(50, 0.9), column(100, 0.4)]);
    expect(stepsTable(old)?.notes[0]).toContain('keeps nothing of the run');
    expect(stepsPlots(old).map(({ id }) => id)).toEqual(['steps-harmful', 'steps-benign']);
    const others = analyseMatrix([column(50, 0.9), { ...column(100, 0.4), step: null }], run);
    expect(stepsTable(others)).toBeNull();
    expect(stepsPlots(others)).toEqual([]);
    expect(others.run).toBeNull();
  });
});
