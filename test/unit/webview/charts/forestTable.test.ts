import { describe, expect, it } from 'vitest';
import type { ComparisonSummary } from '../../../../src/protocol/summary';
import { drawingInWords, forestTables } from '../../../../webview/charts/forestTable';
import { sampleBenchmarks, sampleSummary } from '../../safety/presentation/sampleReport';

describe('forestTables', () => {
  it('leads from each row to the responses of its benchmark under its attack', () => {
    const [harm, benign] = forestTables(sampleSummary);
    expect(harm?.entries.map(({ filter }) => filter)).toEqual([
      { suiteId: 'advbench', attackId: 'none' },
      { suiteId: 'advbench', attackId: 'prefix-injection' },
      { suiteId: 'harmbench', attackId: 'none' },
      { suiteId: 'strongreject', attackId: 'none' },
      { suiteId: 'jailbreakbench', attackId: 'none' },
      { kind: 'harmful' },
    ]);
    expect(benign?.entries.map(({ filter }) => filter)).toEqual([
      { suiteId: 'xstest-safe', attackId: 'none' },
      { suiteId: 'jbb-benign', attackId: 'none' },
      { kind: 'benign' },
    ]);
  });

  it('keeps names with their filters where kinds are mixed', () => {
    const mixed: ComparisonSummary = { ...sampleSummary, benchmarks: [...sampleBenchmarks].reverse() };
    for (const { entries } of forestTables(mixed)) {
      for (const { row, filter, isOverall } of entries) {
        if (isOverall) continue;
        const of = mixed.benchmarks.find(({ suiteId }) => suiteId === filter.suiteId);
        expect(row.label).toBe(of?.title);
      }
    }
  });

  it('does not say the same twice for one benchmark alone', () => {
    const one = { ...sampleSummary, benchmarks: sampleBenchmarks.slice(0, 1), benign: null };
    const [table, ...rest] = forestTables(one);
    expect(table?.entries.map(({ isOverall }) => isOverall)).toEqual([false]);
    expect(rest).toEqual([]);
  });
});

describe('drawingInWords', () => {
  const row = { label: 'A', detail: null, n: 9, p: null, noise: null, bounds: null };

  it.each([
    [{ value: -0.1, low: -0.2, high: -0.01 }, 'Interval leaves out zero'],
    [{ value: -0.1, low: -0.2, high: 0 }, 'Interval holds zero'],
    [null, 'Nothing to compare'],
  ])('says what %j shows', (delta, words) => {
    expect(drawingInWords({ ...row, delta })).toBe(words);
  });

  it('says the A/A band and the range of unscored answers', () => {
    const words = drawingInWords({
      ...row,
      delta: { value: 0, low: -0.1, high: 0.1 },
      noise: { low: -0.02, high: 0.03 },
      bounds: { low: -0.04, high: 0.05 },
    });
    expect(words).toContain('A/A band −2.0 pp to +3.0 pp');
    expect(words).toContain('if unscored answers had gone either way −4.0 pp to +5.0 pp');
  });
});
