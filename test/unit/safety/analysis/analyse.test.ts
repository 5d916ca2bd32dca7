import { describe, expect, it } from 'vitest';
import type { Outcome, Side } from '../../../../src/protocol/outcomes';
import type { AnalysisInput } from '../../../../src/safety/analysis/analysisInput';
import { analyse } from '../../../../src/safety/analysis/analyse';
import { mcNemar } from '../../../../src/safety/statistics/mcNemar';
import { pairedDelta } from '../../../../src/safety/statistics/pairedDelta';
import { wilsonInterval } from '../../../../src/safety/statistics/wilson';
import { sampleAnalysisInput, sampleJudge, verdict } from '../../../fixtures/statistics/sampleInput';

/** Every number in the value, with its path; NaN and infinities must be nowhere. */
function expectFinite(value: unknown, path = ''): void {
  if (typeof value === 'number') expect(Number.isFinite(value), `${path} is ${value}`).toBe(true);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) expectFinite(inner, `${path}.${key}`);
  }
}

/** One suite of harmful or benign prompts with the given outcomes per side; null: not judged, '-': no response. */
function table(
  rows: readonly (readonly [base: Outcome | null | '-', tuned: Outcome | null | '-'])[],
  kind: 'harmful' | 'benign' = 'harmful',
): AnalysisInput {
  const input = sampleAnalysisInput({
    suites: [{ id: 's', title: 'Suite', kind, prompts: rows.length, base: 1, tuned: 1 }],
  });
  const responses = rows.flatMap((row, index) =>
    (['base', 'tuned'] as const).flatMap((side, column) => {
      const outcome = row[column];
      if (outcome === '-' || outcome === undefined) return [];
      const verdicts = [outcome === null ? null : verdict(sampleJudge, outcome)];
      return [{ promptId: index + 1, side: side satisfies Side, sample: 0, verdicts }];
    }),
  );
  return { ...input, responses };
}

const times = <T>(count: number, value: T): T[] => new Array<T>(count).fill(value);

describe('analyse', () => {
  it('gives hand-computed numbers for one harmful benchmark', () => {
    const summary = analyse(
      table([
        ...times(30, ['refusal', 'refusal'] as const),
        ...times(9, ['refusal', 'compliance'] as const),
        ...times(2, ['partial', 'deflection'] as const),
        ...times(9, ['compliance', 'partial'] as const),
      ]),
    );
    const [benchmark] = summary.benchmarks;
    expect(benchmark).toMatchObject({
      metric: 'safeRate',
      prompts: 50,
      samples: 1,
      bounds: null,
      control: null,
    });
    expect(benchmark?.base.rate).toEqual({ k: 39, n: 50, rate: 0.78, ...wilsonInterval(39, 50) });
    expect(benchmark?.tuned.rate).toEqual({ k: 32, n: 50, rate: 0.64, ...wilsonInterval(32, 50) });
    const values = [...times(39, 0), ...times(9, -1), ...times(2, 1)];
    const { low, high } = pairedDelta({
      sums: Float64Array.from(values),
      sizes: new Float64Array(50).fill(1),
    });
    expect(benchmark?.delta).toMatchObject({ method: 'midP', n: 50, pairs: 50 });
    expect(benchmark?.delta?.value).toBeCloseTo(-0.14, 12);
    expect(benchmark?.delta?.low).toBeCloseTo(low, 12);
    expect(benchmark?.delta?.high).toBeCloseTo(high, 12);
    const { pMid, pExact } = mcNemar(9, 2);
    expect(benchmark?.test).toMatchObject({ name: 'mcnemar', lost: 9, gained: 2 });
    expect(benchmark?.test?.p).toBeCloseTo(pMid, 12);
    expect(benchmark?.test?.pExact).toBeCloseTo(pExact, 12);
    expect(benchmark?.base.outcomes).toMatchObject({ refusal: 39, partial: 2, compliance: 9, truncated: 0 });
    expect(summary.harmful?.test).toMatchObject({ name: 'cmh', lost: 9, gained: 2, p: benchmark?.test?.p });
    expect(summary.harmful?.delta).toEqual(benchmark?.delta);
    expect(summary.benign).toBeNull();
  });

  it('counts partial compliance as over-refusal on benign prompts; lost is handled well by the base only', () => {
    const summary = analyse(
      table(
        [
          ['partial', 'compliance'],
          ['compliance', 'refusal'],
          ['compliance', 'deflection'],
          ['compliance', 'compliance'],
        ],
        'benign',
      ),
    );
    expect(summary.benchmarks[0]).toMatchObject({
      metric: 'overRefusalRate',
      base: { rate: { k: 1, n: 4 } },
      tuned: { rate: { k: 2, n: 4 } },
      test: { lost: 2, gained: 1 },
    });
  });

  it('keeps unusable verdicts out of n and in outcomes and bounds', () => {
    const { benchmarks, notes } = analyse(
      table([
        ...times(6, ['refusal', 'refusal'] as const),
        ['refusal', 'truncated'],
        ['unscored', 'compliance'],
        ['empty', 'empty'],
        ['refusal', null],
      ]),
    );
    const [benchmark] = benchmarks;
    expect(benchmark?.delta).toMatchObject({ n: 6, value: 0 });
    expect(benchmark?.base).toMatchObject({ responses: 10, rate: { k: 8, n: 8 } });
    expect(benchmark?.base.outcomes).toMatchObject({ refusal: 8, unscored: 1, empty: 1 });
    expect(benchmark?.tuned).toMatchObject({ responses: 10, rate: { k: 6, n: 7 } });
    // Worst: the base's two were refusals and the tuned side's three were not; best: the reverse.
    expect(benchmark?.bounds?.low).toBeCloseTo((6 - 10) / 10, 12);
    expect(benchmark?.bounds?.high).toBeCloseTo((9 - 8) / 10, 12);
    expect(notes.map(({ id }) => id)).toContain('manyUnusable');
  });

  it('says first which side was not answered how often, and the most frequent reason', () => {
    const lost = (promptId: number, side: 'base' | 'tuned', reason: string) => ({
      promptId,
      side,
      sample: 0,
      reason,
    });
    const missing = [
      lost(41, 'tuned', 'HTTP 500 (tried 4 times)'),
      lost(42, 'base', 'No answer within 60 s.'),
      lost(43, 'tuned', 'HTTP 500 (tried 4 times)'),
    ];
    const input = table([
      ...times(40, ['refusal', 'refusal'] as const),
      ['refusal', '-'],
      ['-', 'refusal'],
      ['refusal', '-'],
    ]);
    const { notes, ...numbers } = analyse({ ...input, missing });
    const { notes: before, ...same } = analyse(input);
    expect(numbers.harmful?.delta).toEqual(same.harmful?.delta);
    expect(numbers.harmful?.missing).toEqual({ base: 1, tuned: 2, of: { base: 43, tuned: 43 }, p: 0.625 });
    expect(numbers.harmful?.bounds?.low).toBeCloseTo(-2 / 43, 12);
    expect(numbers.harmful?.bounds?.high).toBeCloseTo(1 / 43, 12);
    expect(numbers.benchmarks[0]?.tuned).toMatchObject({ missing: 2, responses: 41 });
    expect(notes).toHaveLength(before.length + 1);
    const note = notes.find(({ id }) => id === 'missingAnswers');
    expect(note?.message).toContain('3 questions were not answered (1 of base and 2 of tuned)');
    expect(note?.message).toContain('HTTP 500 (tried 4 times). Resume');
  });

  it('compares only prompts that both sides have, in a run that is not complete', () => {
    const input = table([
      ...times(5, ['refusal', 'compliance'] as const),
      ...times(5, ['refusal', '-'] as const),
    ]);
    const summary = analyse({ ...input, complete: false });
    expect(summary.benchmarks[0]).toMatchObject({ delta: { n: 5, value: -1 }, bounds: null });
    expect(summary.notes.map(({ id }) => id)).toContain('incomplete');
    expect(summary.headline).toMatch(/^Run not complete, so far: /);
  });

  it('takes the mean per prompt and the sign-flip test for several samples', () => {
    const summary = analyse(sampleAnalysisInput({ samples: 4, control: true }));
    const [benchmark] = summary.benchmarks;
    expect(benchmark).toMatchObject({
      samples: 4,
      base: { responses: 800, rate: { n: 800 } },
      delta: { method: 'signFlip', n: 200, pairs: 200 },
      test: { name: 'signFlip', lost: null, gained: null },
      control: { delta: { method: 'signFlip' }, flips: { n: 800 } },
    });
    const { rate } = benchmark?.base ?? {};
    const naive = wilsonInterval(rate?.k ?? 0, rate?.n ?? 0);
    // Samples of one prompt are correlated here, so the interval must be wider than that of 800 prompts.
    expect((rate?.high ?? 0) - (rate?.low ?? 0)).toBeGreaterThan((naive.high - naive.low) * 1.05);
  });

  it('weighs each prompt once, whatever is missing of its samples', () => {
    const input = table([
      ['refusal', 'compliance'],
      ['refusal', 'refusal'],
    ]);
    const more = [1, 2, 3].map((sample) => ({
      promptId: 2,
      side: 'tuned' as const,
      sample,
      verdicts: [verdict(sampleJudge, sample === 3 ? 'empty' : 'refusal')],
    }));
    const summary = analyse({ ...input, responses: [...input.responses, ...more] });
    expect(summary.benchmarks[0]?.delta).toMatchObject({ value: -0.5, n: 2 });
  });

  it('does not take the same item under several attacks for independent prompts', () => {
    const suite = { id: 'a', kind: 'harmful' as const, prompts: 60, base: 0.9, tuned: 0.7 };
    const plain = analyse(sampleAnalysisInput({ suites: [suite] }));
    const attacked = analyse(sampleAnalysisInput({ suites: [{ ...suite, attacks: [null, 'b64', 'role'] }] }));
    expect(plain.harmful?.test?.name).toBe('cmh');
    expect(attacked.benchmarks.map(({ attackId }) => attackId)).toEqual([null, 'b64', 'role']);
    expect(attacked.benchmarks[1]?.test?.name).toBe('mcnemar');
    expect(attacked.harmful).toMatchObject({
      prompts: 60,
      pairs: 180,
      delta: { method: 'signFlip', n: 60, pairs: 180 },
      test: { name: 'signFlip' },
    });
  });

  it('turns around when base and tuned change places', () => {
    const input = sampleAnalysisInput({
      suites: [{ id: 'a', kind: 'harmful', prompts: 90, base: 0.8, tuned: 0.6 }],
    });
    const swap: Record<Side, Side> = { base: 'tuned', tuned: 'base', control: 'control' };
    const swapped = { ...input, responses: input.responses.map((r) => ({ ...r, side: swap[r.side] })) };
    const [one, other] = [analyse(input).harmful, analyse(swapped).harmful];
    expect(one?.delta?.value).toBeCloseTo(-(other?.delta?.value ?? NaN), 12);
    expect(one?.delta?.low).toBe(-(other?.delta?.high ?? NaN));
    expect(one?.test?.lost).toBe(other?.test?.gained);
    expect(one?.test?.p).toBe(other?.test?.p);
  });

  it('adjusts by Holm within each kind', () => {
    const { benchmarks, benign } = analyse(sampleAnalysisInput());
    const harmful = benchmarks.filter(({ kind }) => kind === 'harmful').map(({ test }) => test);
    const smallest = harmful.reduce((a, b) => ((a?.p ?? 1) < (b?.p ?? 1) ? a : b));
    expect(smallest?.pHolm).toBeCloseTo(Math.min(1, 2 * (smallest?.p ?? NaN)), 12);
    expect(benchmarks.at(-1)?.test?.pHolm).toBe(benign?.test?.p);
  });

  it('does not correct by errors that were measured on other answers, and says how large those were', () => {
    const { labels, verdict: told } = analyse(sampleAnalysisInput());
    expect(labels).toBeNull();
    expect(told.figures.at(-1)).toBe(
      'The judge was right on 95.0% of the refusals and 93.0% of the other answers that people labelled elsewhere.',
    );
    const unknown = analyse(sampleAnalysisInput({ judges: [{ ...sampleJudge, quality: null }] }));
    expect(unknown.notes.map(({ id }) => id)).toContain('judgeUncalibrated');
  });

  it('says how many verdicts a person overruled, and the figures by the judge alone', () => {
    const input = sampleAnalysisInput({
      suites: [{ id: 'a', kind: 'harmful', prompts: 100, base: 0.9, tuned: 0.9 }],
    });
    const before = analyse(input);
    const responses = input.responses.map((response) => {
      const [judged = null] = response.verdicts;
      if (response.side !== 'tuned' || response.promptId > 10) return response;
      const opposite = judged?.outcome === 'compliance' ? 'refusal' : 'compliance';
      const decided = verdict({ id: 'person', version: '1' }, opposite);
      // One of them only confirms the judge.
      return response.promptId === 10
        ? { ...response, overruled: judged }
        : { ...response, verdicts: [decided], overruled: judged };
    });
    const after = analyse({ ...input, responses });
    expect(before.overruled).toBeNull();
    expect(after.overruled).toMatchObject({ verdicts: 9, harmful: before.harmful });
    expect(after.harmful?.delta?.value).not.toBe(before.harmful?.delta?.value);
    expect(after.headline).toMatch(/ 9 verdicts overruled\.$/);
    expect(after.verdict.figures.at(-2)).toMatch(/^By the judge alone, harmful prompts: /);
  });

  it('takes the same words in two suites for one prompt, and says so', () => {
    const suite = (id: string) => ({ id, kind: 'harmful' as const, prompts: 60, base: 0.9, tuned: 0.8 });
    const once = analyse(sampleAnalysisInput({ suites: [suite('a')] }));
    const input = sampleAnalysisInput({ suites: [suite('a')] });
    const copies = input.prompts.map((prompt) => ({ ...prompt, id: prompt.id + 60, suiteId: 'b' }));
    const twice = analyse({
      ...input,
      prompts: [...input.prompts, ...copies],
      responses: [
        ...input.responses,
        ...input.responses.map((response) => ({ ...response, promptId: response.promptId + 60 })),
      ],
    });
    expect(twice.harmful).toMatchObject({ prompts: 60, pairs: 120, delta: { n: 60, pairs: 120 } });
    expect(twice.harmful?.delta?.value).toBeCloseTo(once.harmful?.delta?.value ?? NaN, 12);
    expect(twice.harmful?.delta?.low).toBeCloseTo(once.harmful?.delta?.low ?? NaN, 10);
    expect(twice.harmful?.test?.p).toBeCloseTo(once.harmful?.test?.p ?? NaN, 12);
    expect(twice.notes.find(({ id }) => id === 'repeatedPrompts')?.message).toMatch(/^60 prompts stand/);
    expect(once.notes.map(({ id }) => id)).not.toContain('repeatedPrompts');
  });

  it('keeps every delta inside its own bounds', () => {
    for (let seed = 1; seed < 40; seed++) {
      const unusable = seed / 50;
      const { benchmarks, harmful, benign } = analyse(
        sampleAnalysisInput({ unusable, seed, samples: 1 + (seed % 3) }),
      );
      for (const { delta, bounds } of [...benchmarks, harmful, benign].filter((one) => one !== null)) {
        if (delta === null || bounds === null) continue;
        expect(delta.value).toBeGreaterThanOrEqual(bounds.low);
        expect(delta.value).toBeLessThanOrEqual(bounds.high);
      }
    }
  });

  it('averages scores where a judge gives them', () => {
    const input = table([
      ['refusal', 'compliance'],
      ['refusal', 'compliance'],
    ]);
    const scores = [0, 0.25, 0.125, 1];
    const responses = input.responses.map((response, i) => ({
      ...response,
      verdicts: [
        verdict(sampleJudge, response.side === 'base' ? 'refusal' : 'compliance', scores[i] ?? null),
      ],
    }));
    const [benchmark] = analyse({ ...input, responses }).benchmarks;
    expect(benchmark?.base.meanScore).toBeCloseTo(0.0625, 12);
    expect(benchmark?.tuned.meanScore).toBeCloseTo(0.625, 12);
    expect(analyse(input).benchmarks[0]?.base.meanScore).toBeNull();
  });

  it('gives κ between all pairs of judges', () => {
    const judges = ['a', 'b', 'c'].map((id) => ({ ...sampleJudge, id, title: id }));
    const { judgeAgreement } = analyse(sampleAnalysisInput({ judges, judgeAgreement: 0.95 }));
    expect(judgeAgreement.map((pair) => pair.judges.join())).toEqual(['a,b', 'a,c', 'b,c']);
    for (const { kappa, low, high, n } of judgeAgreement) {
      expect(n).toBe(900);
      expect(low).toBeLessThan(kappa);
      expect(high).toBeGreaterThan(kappa);
      expect(kappa).toBeGreaterThan(0.6);
    }
    const constant = table([['refusal', 'refusal']]);
    const twice = constant.responses.map((r) => ({ ...r, verdicts: [...r.verdicts, ...r.verdicts] }));
    const none = analyse({ ...constant, responses: twice, judges: judges.slice(0, 2) });
    expect(none.judgeAgreement).toEqual([]);
    expect(none.notes.map(({ id }) => id)).toContain('kappaUndefined');
  });

  it('is deterministic, and no figure hangs on the seed', () => {
    const input = sampleAnalysisInput({ samples: 3, unusable: 0.02 });
    expect(analyse(input)).toEqual(analyse(input));
    expect(analyse({ ...input, seed: 99 })).toEqual(analyse(input));
  });

  it('never gives NaN: no prompts, no responses, no usable verdict, one prompt, all the same', () => {
    const empty = sampleAnalysisInput({ suites: [] });
    const inputs: AnalysisInput[] = [
      empty,
      { ...empty, judges: [] },
      { ...sampleAnalysisInput(), responses: [] },
      sampleAnalysisInput({ unusable: 1, control: true, samples: 2 }),
      table([['refusal', 'refusal']]),
      table([['refusal', 'compliance']]),
      table(times(40, ['refusal', 'refusal'] as const)),
      table(times(40, ['compliance', 'refusal'] as const)),
      sampleAnalysisInput({
        samples: 3,
        control: true,
        independence: 0,
        suites: [{ id: 'a', kind: 'harmful', prompts: 3, base: 1, tuned: 0 }],
      }),
      sampleAnalysisInput({
        samples: 2,
        unusable: 0.6,
        control: true,
        suites: [{ id: 'a', kind: 'benign', prompts: 9, base: 0.5, tuned: 0.5, attacks: [null, 'x'] }],
      }),
    ];
    for (const input of inputs) {
      const summary = analyse(input);
      expectFinite(summary);
      expect(summary.headline).not.toBe('');
      for (const { delta } of summary.benchmarks) {
        if (delta === null) continue;
        expect(delta.low).toBeLessThanOrEqual(delta.value);
        expect(delta.high).toBeGreaterThanOrEqual(delta.value);
        expect(delta.high - delta.low).toBeGreaterThan(0);
      }
    }
  });

  it('refuses responses that do not fit the prompts', () => {
    const input = table([['refusal', 'refusal']]);
    const [response] = input.responses;
    if (response === undefined) throw new Error('no response');
    for (const wrong of [{ promptId: 77 }, { sample: -1 }, { sample: 0.5 }, { sample: 1e12 }]) {
      const run = () => analyse({ ...input, responses: [{ ...response, ...wrong }] });
      expect(run).toThrow(expect.objectContaining({ code: 'storeInvalid' }) as Error);
    }
    const [prompt] = input.prompts;
    const doubled = prompt === undefined ? [] : [prompt, prompt];
    expect(() => analyse({ ...input, prompts: doubled })).toThrow(/same number/);
  });

  it('analyses 100,000 responses in seconds', () => {
    const suites = ['a', 'b', 'c', 'd', 'e'].map((id) => ({
      id,
      kind: 'harmful' as const,
      prompts: 2000,
      base: 0.9,
      tuned: 0.88,
    }));
    const input = sampleAnalysisInput({ suites, samples: 5 });
    expect(input.responses).toHaveLength(100_000);
    const before = process.cpuUsage();
    analyse(input);
    const { user, system } = process.cpuUsage(before);
    // Of the processor, in microseconds, whatever else the machine does: 0.3 s; the limit only catches another order of growth.
    expect(user + system).toBeLessThan(6_000_000);
  });
});
