// The control matrix as Markdown: per method the rates and returns of each training seed, and what changed against PPO, seeds as clusters.
import type { ControlEnvironmentId } from '../../protocol/control';
import type { BenchmarkSummary } from '../../protocol/summary';
import { environmentOf } from '../../safety/control/environments';
import { formatPercent } from '../../safety/presentation/numbers';
import { plainTable } from '../experiments/plainTable';
import { safeMethods, type ComparedSeed } from './compared';

/** Two-sided 95% quantiles of Student's t by degrees of freedom, from 1. */
const tQuantiles = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262];
const significant = 0.05;

export function controlTables(environment: ControlEnvironmentId, compared: readonly ComparedSeed[]): string {
  const head = [
    ...[
      'method',
      'episodes without a violation, by training seed',
      'change against PPO, pp [95% CI over seeds]',
    ],
    ...[
      'seeds in which it is significant',
      'return, by training seed',
      'change of the return [95% CI over seeds]',
    ],
    'violating steps in training',
  ];
  const rows = safeMethods.map((method, column) => methodRow(method, column, compared));
  return [`### ${environmentOf(environment).title}`, plainTable(head, [ppoRow(compared), ...rows]), ''].join(
    '\n\n',
  );
}

function ppoRow(compared: readonly ComparedSeed[]): string[] {
  const own = compared.flatMap(({ matrix }) => benchmarkOf(matrix.columns[0]?.summary.benchmarks) ?? []);
  return [
    ...['PPO', own.map(({ base }) => formatPercent(base.rate?.rate ?? 0)).join(' · '), '', ''],
    ...[own.map(({ returns }) => returns?.base.toFixed(2) ?? '').join(' · '), ''],
    meanOf(compared.map(({ violations }) => violations.ppo)).toFixed(0),
  ];
}

function methodRow(
  method: (typeof safeMethods)[number],
  column: number,
  compared: readonly ComparedSeed[],
): string[] {
  const own = compared.flatMap(({ matrix }) => benchmarkOf(matrix.columns[column]?.summary.benchmarks) ?? []);
  const tests = compared.flatMap(({ matrix }) => matrix.rows[0]?.cells[column]?.test ?? []);
  return [
    method,
    own.map(({ tuned }) => formatPercent(tuned.rate?.rate ?? 0)).join(' · '),
    overSeeds(
      own.map(({ delta }) => 100 * (delta?.value ?? 0)),
      1,
    ),
    `${tests.filter(({ pHolm }) => pHolm < significant).length} of ${tests.length}`,
    own.map(({ returns }) => returns?.tuned.toFixed(2) ?? '').join(' · '),
    overSeeds(
      own.map(({ returns }) => returns?.delta.value ?? 0),
      2,
    ),
    meanOf(compared.map(({ violations }) => violations[method])).toFixed(0),
  ];
}

function benchmarkOf(benchmarks: readonly BenchmarkSummary[] | undefined): BenchmarkSummary | null {
  return benchmarks?.[0] ?? null;
}

/** The mean with its t interval: each training seed is one observation, whatever the number of its episodes. */
function overSeeds(values: readonly number[], digits: number): string {
  const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(digits)}`;
  const mean = meanOf(values);
  const quantile = tQuantiles[values.length - 2];
  if (quantile === undefined) return signed(mean);
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  const half = quantile * Math.sqrt(variance / values.length);
  return `${signed(mean)} [${signed(mean - half)}, ${signed(mean + half)}]`;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
