// Refusal curves: which benchmarks have one, and that figure, words and numbers say the rates.
import { describe, expect, it } from 'vitest';
import type { BenchmarkSummary } from '../../../../src/protocol/summary';
import { refusalCurveFigures } from '../../../../src/safety/presentation/prefill/refusalCurveFigure';
import { refusalCurves } from '../../../../src/safety/presentation/prefill/refusalCurves';
import { prefillSection } from '../../../../src/safety/report/prefillSection';
import { sampleSummary } from './sampleReport';

const [sample] = sampleSummary.benchmarks.filter(({ kind }) => kind === 'harmful');

function benchmark(
  attackId: string | null,
  base: number | null,
  change: Partial<BenchmarkSummary> = {},
): BenchmarkSummary {
  if (sample === undefined) throw new RangeError('The sample has a harmful benchmark.');
  const rate = (k: number) => ({
    k,
    n: 10,
    rate: k / 10,
    low: Math.max(0, k / 10 - 0.1),
    high: Math.min(1, k / 10 + 0.1),
  });
  return {
    ...{ ...sample, suiteId: 'tea', title: 'Tea', attackId },
    base: { ...sample.base, rate: base === null ? null : rate(base) },
    tuned: { ...sample.tuned, rate: rate(2) },
    ...change,
  };
}

const benchmarks = [
  benchmark('prefill-10', null),
  benchmark(null, 10),
  benchmark('prefill-2', 7),
  benchmark('fiction', 1),
  benchmark('prefill-2', 7, { suiteId: 'alone' }),
  benchmark(null, 7, { suiteId: 'plain' }),
  ...[null, 'prefill-2'].map((attackId) => benchmark(attackId, 7, { suiteId: 'benign', kind: 'benign' })),
];

describe('a refusal curve', () => {
  it('is of harmful benchmarks with answers begun at two lengths at least, the plain prompt among them', () => {
    const [curve, ...others] = refusalCurves({ benchmarks });
    expect(others).toEqual([]);
    expect(curve?.points.map(({ tokens, base, tuned }) => [tokens, base?.rate ?? null, tuned?.rate])).toEqual(
      [
        [0, 1, 0.2],
        [2, 0.7, 0.2],
        [10, null, 0.2],
      ],
    );
  });

  it('has its rates in words and numbers, and both sides at every number of tokens', () => {
    const [figure] = refusalCurveFigures({ benchmarks });
    const drawn = figure?.draw({ width: 640, fontSize: 13 });
    expect(drawn?.description).toContain('Base, plain prompt: 10/10 = 100.0% (90.0–100.0)');
    expect(drawn?.description).toContain('Tuned, 10 tokens: 2/10 = 20.0%');
    expect(drawn?.description).not.toContain('Base, 10 tokens');
    // Two in the legend, five in the curves.
    expect(drawn?.content.markup.match(/<circle/gu)).toHaveLength(7);
    expect(figure?.data().rows).toEqual([
      [0, 1, 0.9, 1, 10, 10, 0.2, 0.1, 0.30000000000000004, 2, 10],
      [2, 0.7, 0.6, 0.7999999999999999, 7, 10, 0.2, 0.1, 0.30000000000000004, 2, 10],
      [10, null, null, null, null, null, 0.2, 0.1, 0.30000000000000004, 2, 10],
    ]);
  });

  it('stands in the report where there is one', () => {
    expect(prefillSection({ ...sampleSummary, benchmarks }, 'x')?.markup).toContain(
      'How deep the refusals reach',
    );
    expect(prefillSection(sampleSummary, 'x')).toBeNull();
  });
});
