// The tables of the experiment.
import { expect, it } from 'vitest';
import {
  driftTable,
  experimentReport,
  type MeasuredRun,
} from '../../../src/build/guardrails/guardrailTables';
import type { AuditForecast } from '../../../src/protocol/audit';
import type { TheoryRow } from '../../../src/protocol/theory';

const at = (value: number, trusted: boolean): AuditForecast => ({
  beta: 0.2,
  drift: { value, low: value - 0.02, high: value + 0.02 },
  unseenShift: 0,
  leastEffectiveSamples: 9,
  thinPrompts: 0,
  trusted,
});

const row: TheoryRow = {
  suiteId: null,
  title: 'All',
  attackId: null,
  kind: 'harmful',
  observed: { value: -0.1, low: -0.15, high: -0.05, n: 40 },
  kl: null,
  forecast: {
    ...{ prompts: 40, of: 40, constantReward: false },
    ...{ atBeta: at(-0.2, false), atKl: at(-0.12, true), atKlGap: null },
  },
  forecastGap: null,
  bounds: [],
};

const log = [
  { step: 0, epoch: 0, eval_accuracy: 0.25 },
  { step: 1, epoch: 0, loss: 1 },
  { step: 20, epoch: 1, eval_accuracy: 0.5 },
];

function lineOf(measured: MeasuredRun): string {
  return driftTable('harmful', [measured]).split('\n').at(-1) ?? '';
}

it('puts what was observed beside what was forecast, and says what cannot be told', () => {
  const line = lineOf({ run: { name: 'rloo', log }, theory: { rows: [row] } });
  expect(line).toContain('25.0% → 50.0%');
  expect(line).toMatch(/−20\.0 .*cannot be told.*−12\.0 .*−10\.0 /);
});

it('says that a reward cannot differ, and leaves empty what was not measured', () => {
  const { forecast } = row;
  const constant = { ...row, forecast: forecast === null ? null : { ...forecast, constantReward: true } };
  const line = lineOf({ run: { name: 'rloo', log: [] }, theory: { rows: [constant] } });
  expect(line).toContain('the reward is constant');
  expect(line).not.toContain('%');
});

it('names the runs that did not finish', () => {
  const report = experimentReport(
    { columns: [], contrasts: [] },
    [],
    [{ name: 'ppo-sums', reason: 'halted at step 3: NaN' }],
  );
  expect(report).toContain('ppo-sums did not finish: halted at step 3: NaN');
});
