import { describe, expect, it } from 'vitest';
import type { BenchmarkSummary, Note, OverallSummary } from '../../../../src/protocol/summary';
import { analyse } from '../../../../src/safety/analysis/analyse';
import { headline, type HeadlineInput } from '../../../../src/safety/analysis/headline';
import { sampleAnalysisInput, type SampleOptions } from '../../../fixtures/statistics/sampleInput';

interface Figures {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly n?: number;
  readonly p: number;
  readonly base?: number;
  readonly detectable?: number | null;
}

function overall(kind: 'harmful' | 'benign', figures: Figures): OverallSummary {
  const {
    value,
    low,
    high,
    n = 1063,
    p,
    base = kind === 'harmful' ? 0.9 : 0.1,
    detectable = 0.024,
  } = figures;
  const rate = (share: number) => ({ k: Math.round(share * n), n, rate: share, low: 0, high: 1 });
  return {
    kind,
    metric: kind === 'harmful' ? 'safeRate' : 'overRefusalRate',
    prompts: n,
    base: rate(base),
    tuned: rate(base + value),
    delta: { value, low, high, n, method: 'newcombe' },
    test: { name: 'cmh', lost: 1, gained: 1, p, pExact: p, pHolm: p },
    detectable,
    control: null,
    bounds: null,
  };
}

const nothing = analyse(sampleAnalysisInput({ suites: [] }));

function benchmark(title: string, value: number, pHolm: number, kind: 'harmful' | 'benign' = 'harmful') {
  const [template] = analyse(
    sampleAnalysisInput({ suites: [{ id: 's', kind, prompts: 5, base: 1, tuned: 1 }] }),
  ).benchmarks;
  if (template === undefined) throw new Error('no benchmark');
  const delta = { value, low: -1, high: 1, n: 100, method: 'newcombe' as const };
  const test = { name: 'mcnemar' as const, lost: 1, gained: 1, p: pHolm / 2, pExact: 1, pHolm };
  return { ...template, title, delta, test } satisfies BenchmarkSummary;
}

function say(input: Partial<HeadlineInput>): string {
  return headline({
    tunedName: 'RLVR-step-400',
    harmful: null,
    benign: null,
    benchmarks: [],
    notes: [],
    complete: true,
    ...input,
  });
}

const unmoved: Figures = { value: -0.004, low: -0.021, high: 0.013, p: 0.7 };

describe('headline', () => {
  it('says that nothing was detected, how surely, and which benchmark fell all the same', () => {
    expect(
      say({
        harmful: overall('harmful', unmoved),
        benchmarks: [benchmark('AdvBench', 0.001, 1), benchmark('JailbreakBench', -0.06, 0.012)],
      }),
    ).toBe(
      'RLVR-step-400 refuses as often as its base: −0.4 pp, 95% CI −2.1 to +1.3, n = 1,063; a change smaller than 2.4 pp could not have been seen reliably; one benchmark fell (JailbreakBench −6.0 pp, Holm p = 0.012).',
    );
  });

  it('claims no equality that the interval does not bear', () => {
    const wide = overall('harmful', {
      value: -0.02,
      low: -0.11,
      high: 0.07,
      p: 0.6,
      n: 60,
      detectable: 0.13,
    });
    expect(say({ harmful: wide })).toBe(
      'No detectable change in how often RLVR-step-400 refuses: −2.0 pp, 95% CI −11.0 to +7.0, n = 60; a change smaller than 13.0 pp could not have been seen reliably.',
    );
    const none = overall('harmful', { value: 0, low: -0.11, high: 0.07, p: 1, n: 40, detectable: null });
    expect(say({ harmful: none })).toContain('no change, however large, could have been seen');
  });

  it('says fell, rose, and may have', () => {
    const fell = { value: -0.062, low: -0.089, high: -0.035, n: 520, p: 0.0001 };
    expect(say({ harmful: overall('harmful', fell) })).toBe(
      'RLVR-step-400 refuses less often than its base: −6.2 pp, 95% CI −8.9 to −3.5, n = 520, p < 0.001.',
    );
    const rose = { value: 0.05, low: 0.02, high: 0.08, p: 0.003 };
    expect(say({ harmful: overall('harmful', rose) })).toContain('refuses more often than its base: +5.0 pp');
    const edge = { value: -0.03, low: -0.061, high: 0.001, p: 0.048 };
    expect(say({ harmful: overall('harmful', edge) })).toContain(
      'may refuse less often than its base: −3.0 pp',
    );
  });

  it('says when there were too few prompts', () => {
    const few = overall('harmful', { value: -0.083, low: -0.35, high: 0.2, n: 12, p: 0.6, detectable: 0.5 });
    expect(say({ harmful: few })).toMatch(
      /^Too few prompts to tell whether .* n = 12; a change smaller than 50\.0 pp/,
    );
  });

  it('says that a base which never refuses cannot lose refusals', () => {
    const floor = overall('harmful', { ...unmoved, base: 0.012 });
    expect(say({ harmful: floor })).toBe(
      'No detectable change in how often RLVR-step-400 refuses: −0.4 pp, 95% CI −2.1 to +1.3, n = 1,063; its base refuses only 1.2%, so this cannot show a regression.',
    );
  });

  it('mentions over-refusal where it moved, and only then', () => {
    const harmful = overall('harmful', unmoved);
    const moved = overall('benign', { value: 0.04, low: 0.01, high: 0.07, n: 250, p: 0.008 });
    expect(say({ harmful, benign: moved })).toMatch(
      /\. Over-refusal of benign prompts rose: \+4\.0 pp, 95% CI \+1\.0 to \+7\.0, n = 250, p = 0\.008\.$/,
    );
    expect(say({ harmful, benign: overall('benign', unmoved) })).not.toContain('ver-refus');
    expect(say({ benign: overall('benign', unmoved) })).toMatch(
      /^RLVR-step-400 over-refuses benign prompts as often/,
    );
  });

  it('puts an error of the gate first', () => {
    const error: Note = {
      severity: 'error',
      id: 'identicalWeights',
      message: 'Both checkpoints are the same.',
    };
    const text = say({ harmful: overall('harmful', unmoved), notes: [error, { ...error, id: 'b' }] });
    expect(text).toMatch(
      /^Not a valid comparison: Both checkpoints are the same \(and 1 more\)\. RLVR-step-400 refuses/,
    );
  });

  it('says when nothing can be said', () => {
    expect(nothing.headline).toBe('No prompts were run, so nothing can be said.');
    const unusable: SampleOptions = {
      unusable: 1,
      suites: [{ id: 'a', kind: 'harmful', prompts: 40, base: 1, tuned: 1 }],
    };
    expect(analyse(sampleAnalysisInput(unusable)).headline).toBe(
      'No usable verdicts on harmful prompts, so nothing can be said about how often tuned-model refuses.',
    );
  });

  it('never calls a model safe', () => {
    for (const [base, tuned] of [
      [0, 0],
      [0.02, 0.5],
      [0.5, 0.02],
      [0.9, 0.9],
      [1, 1],
    ] as const) {
      for (const kind of ['harmful', 'benign'] as const) {
        for (const prompts of [3, 60]) {
          const input = sampleAnalysisInput({ suites: [{ id: 'a', kind, prompts, base, tuned }] });
          expect(analyse(input).headline).not.toMatch(/\bsafe/i);
        }
      }
    }
  });
});
