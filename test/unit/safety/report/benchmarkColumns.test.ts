import { describe, expect, it } from 'vitest';
import { benchmarkColumns, benchmarkLines } from '../../../../src/safety/report/benchmarkColumns';
import { missing } from '../../../../src/safety/report/numbers';
import { sampleSummary } from './sampleReport';

const harmful = sampleSummary.benchmarks.filter(({ kind }) => kind === 'harmful');
const [first] = harmful;

describe('the table of all numbers', () => {
  it('puts all together below several benchmarks, and not below one', () => {
    const names = benchmarkLines(harmful, sampleSummary.harmful).map(({ name }) => name);
    expect(names).toHaveLength(harmful.length + 1);
    expect(names.at(-1)).toBe('All together');
    expect(benchmarkLines(harmful.slice(0, 1), sampleSummary.harmful)).toHaveLength(1);
  });

  it('leaves a column out that no line has a value for', () => {
    if (first === undefined) throw new Error('The sample has no harmful benchmark.');
    const bare = { ...first, control: null, corrected: null, bounds: null };
    const ids = benchmarkColumns(benchmarkLines([bare], null)).map(({ id }) => id);
    expect(ids).toEqual(['base', 'tuned', 'delta', 'flips', 'p', 'detectable']);
  });

  it('gives every change its interval and its n, and a dash where there is none', () => {
    const lines = benchmarkLines(harmful, sampleSummary.harmful);
    const delta = benchmarkColumns(lines).find(({ id }) => id === 'delta');
    for (const line of lines) {
      expect(delta?.cell(line)).toEqual([
        expect.stringMatching(/^[−+]?\d+\.\d$/),
        expect.stringMatching(/^\[[−+]?\d+\.\d, [−+]?\d+\.\d\]$/),
        `n = ${line.of.delta?.n ?? 0}`,
      ]);
      expect(delta?.cell({ ...line, of: { ...line.of, delta: null } })).toEqual([missing]);
    }
  });

  it('adjusts p for several benchmarks, and never that of all together', () => {
    const lines = benchmarkLines(harmful, sampleSummary.harmful);
    const adjusted = benchmarkColumns(lines).find(({ id }) => id === 'pHolm');
    expect(lines.map((line) => adjusted?.cell(line)[0] === missing)).toEqual([
      ...harmful.map(() => false),
      true,
    ]);
  });
});
