// A run beside what theory bounds: what is drawn, what is only said, and what cannot be said.
import { describe, expect, it } from 'vitest';
import type { RunPenalty } from '../../../../src/protocol/theory';
import type { ProbePoint } from '../../../../src/protocol/training';
import { changeText, stepText, valueText } from '../../../../webview/charts/readout';
import { curvesOf } from '../../../../webview/training/curves/curves';

const penalty: RunPenalty = { algorithm: 'rloo', beta: 0.5, range: 1, approximate: false, gap: null };
const log = [
  { step: 1, kl: 0.001, 'completions/mean_length': 40 },
  { step: 2, kl: 0.01, 'completions/mean_length': 30 },
];
const probe = (step: number, delta: ProbePoint['delta']): ProbePoint => ({
  ...{ step, kind: 'harmful', handledWell: 15, n: 20, low: 0.5, high: 0.9 },
  delta,
});
const probes = [probe(0, null), probe(2, { value: -0.1, low: -0.25, high: 0.05 })];

const chartOf = (id: string, changes: Partial<RunPenalty> = {}) =>
  curvesOf({ log, probes, penalty: { ...penalty, ...changes } }).charts.find((chart) => chart.id === id);

describe('KL of whole completions', () => {
  it('is k3 per token times the mean length, beside R²/(8β²)', () => {
    const chart = chartOf('answerKl');
    expect(chart?.curves[0]?.values).toEqual([null, 0.04, 0.3]);
    expect(chart?.curves[1]).toMatchObject({ values: [0.5, 0.5, 0.5], dashed: true, limit: true });
    expect(chart?.note).toContain('the optimum is at most R²/(8β²) = 0.500 nats from where the run began');
  });

  it('as TRL’s PPO logs it is the sum already', () => {
    const { charts } = curvesOf({ log: [{ step: 1, 'objective/kl': 3 }], probes: [], penalty });
    expect(charts.find(({ id }) => id === 'answerKl')?.curves[0]?.values).toEqual([3]);
  });

  it('far below its bound is not flattened by it: the bound is said', () => {
    const chart = chartOf('answerKl', { beta: 0.05 });
    expect(chart?.curves).toHaveLength(1);
    expect(chart?.note).toContain('= 50.0 nats');
    expect(chart?.note).toContain('far above this figure');
  });

  it.each([
    [{ beta: 0, gap: 'noPenalty' }, 'has no KL penalty (beta 0)'],
    [{ range: null, gap: 'unknownRange' }, 'range R of the reward is not known'],
    [{ algorithm: 'grpo', gap: 'normalised' }, 'GRPO divides advantages'],
  ] as const)('of %j has no bound, and says why', (changes, words) => {
    for (const id of ['answerKl', 'probeChange']) {
      const chart = chartOf(id, changes);
      expect(chart?.curves).toHaveLength(1);
      expect(chart?.note).toContain(words);
    }
  });
});

describe('the change of the probe', () => {
  it('stands with its interval between the ends of the bound', () => {
    const chart = chartOf('probeChange');
    const [measured, bound] = chart?.curves ?? [];
    expect(measured?.values).toEqual([null, null, -0.1]);
    expect(measured?.band).toEqual({ kind: 'interval', low: [null, null, -0.25], high: [null, null, 0.05] });
    expect(bound?.values[0]).toBeCloseTo(Math.tanh(0.5), 12);
    expect(bound?.band?.low[0]).toBeCloseTo(-Math.tanh(0.5), 12);
    expect(chart?.note).toContain('carried over (transfer)');
  });

  it('reads in points, and is no change of a change', () => {
    const chart = chartOf('probeChange');
    const [measured, bound] = chart?.curves ?? [];
    if (chart === undefined || measured === undefined || bound === undefined) throw new RangeError('Drawn.');
    expect(valueText(measured, 2, 'points')).toBe('−10.0 pp [−25.0, +5.0]');
    expect(valueText(bound, 2, 'points')).toBe('± 46.2 pp');
    expect(changeText(measured, 2, 'points')).toBeNull();
    expect(stepText(chart, [0, 1, 2], 2)).not.toContain('Δ');
  });

  it('beyond ten times what was seen is said, not drawn', () => {
    const flat = [probe(0, null), probe(2, { value: 0, low: -0.01, high: 0.01 })];
    const { charts } = curvesOf({ log, probes: flat, penalty });
    const chart = charts.find(({ id }) => id === 'probeChange');
    expect(chart?.curves).toHaveLength(1);
    expect(chart?.note).toContain('46.2 pp either way, beyond this figure');
  });
});

it('what learns from given texts, and a run of which nothing is known, have no such charts', () => {
  const ids = (part: Parameters<typeof curvesOf>[0]): string[] => curvesOf(part).charts.map(({ id }) => id);
  const sft = { ...penalty, algorithm: 'sft', gap: 'noRewards' } as const;
  for (const shown of [ids({ log, probes, penalty: sft }), ids({ log, probes, penalty: null })]) {
    expect(shown).not.toContain('answerKl');
    expect(shown).not.toContain('probeChange');
  }
});
