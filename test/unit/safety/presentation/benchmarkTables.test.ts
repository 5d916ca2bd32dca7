import { describe, expect, it } from 'vitest';
import type { BenchmarkSummary } from '../../../../src/protocol/summary';
import { benchmarkTables, type BenchmarkTable } from '../../../../src/safety/presentation/benchmarkTables';
import { noValue } from '../../../../src/safety/presentation/numbers';
import { sampleSummary } from './sampleReport';

const harmful = sampleSummary.benchmarks.filter(({ kind }) => kind === 'harmful');

function tableOf(benchmarks: readonly BenchmarkSummary[]): BenchmarkTable {
  const [table] = benchmarkTables({ ...sampleSummary, benchmarks });
  if (table === undefined) throw new Error('There is no table.');
  return table;
}

function cellsOf({ columns, rows }: BenchmarkTable, id: string): (readonly [string, ...string[]])[] {
  const index = columns.findIndex((column) => column.id === id);
  return rows.map(({ cells }) => [cells[index]?.text ?? '', ...(cells[index]?.details ?? [])]);
}

describe('the table of all numbers', () => {
  it('is one per kind that was run, harm first', () => {
    expect(benchmarkTables(sampleSummary).map(({ kind }) => kind)).toEqual(['harmful', 'benign']);
    expect(benchmarkTables({ ...sampleSummary, benchmarks: harmful })).toHaveLength(1);
    expect(benchmarkTables({ ...sampleSummary, benchmarks: [] })).toEqual([]);
  });

  it('puts all together below several benchmarks, and not below one', () => {
    const { rows } = tableOf(harmful);
    expect(rows).toHaveLength(harmful.length + 1);
    expect(rows.at(-1)).toMatchObject({ name: 'All together', benchmark: null });
    expect(tableOf(harmful.slice(0, 1)).rows).toHaveLength(1);
  });

  it('counts prompts, and the episodes of policies', () => {
    expect(tableOf(harmful).rows[0]?.detail).toMatch(/^[\d,]+ prompts$/u);
    const control = harmful.slice(0, 1).map((benchmark) => ({ ...benchmark, kind: 'control' as const }));
    expect(tableOf(control).rows[0]?.detail).toMatch(/^[\d,]+ episodes$/u);
  });

  it('leaves a column out that no row has a value for', () => {
    const bare = harmful
      .slice(0, 1)
      .map((benchmark) => ({ ...benchmark, control: null, corrected: null, bounds: null }));
    expect(tableOf(bare).columns.map(({ id }) => id)).toEqual([
      'base',
      'tuned',
      'delta',
      'flips',
      'p',
      'detectable',
    ]);
  });

  it('gives every change its interval and its n, and a dash where there is none', () => {
    for (const [index, cell] of cellsOf(tableOf(harmful), 'delta').slice(0, harmful.length).entries()) {
      expect(cell).toEqual([
        expect.stringMatching(/^[−+]?\d+\.\d$/),
        expect.stringMatching(/^\[[−+]?\d+\.\d, [−+]?\d+\.\d\]$/),
        `n = ${harmful[index]?.delta?.n ?? 0}`,
      ]);
    }
    const without = tableOf(harmful.map((benchmark) => ({ ...benchmark, delta: null })));
    expect(cellsOf(without, 'delta')[0]).toEqual([noValue]);
  });

  it('adjusts p for several benchmarks, and never that of all together', () => {
    const adjusted = cellsOf(tableOf(harmful), 'pHolm').map(([text]) => text === noValue);
    expect(adjusted).toEqual([...harmful.map(() => false), true]);
  });

  it('counts flips as the rows do', () => {
    const flips = benchmarkTables(sampleSummary).flatMap(({ rows }) => rows);
    for (const { benchmark, flips: counted } of flips) {
      if (benchmark?.test?.lost == null) continue;
      expect(counted).toEqual({ lost: benchmark.test.lost, gained: benchmark.test.gained });
    }
    expect(flips.some(({ benchmark }) => benchmark?.kind === 'benign')).toBe(true);
  });

  it('has a cell for every column in every row', () => {
    for (const { columns, rows } of benchmarkTables(sampleSummary)) {
      for (const { cells } of rows) expect(cells).toHaveLength(columns.length);
    }
  });
});
