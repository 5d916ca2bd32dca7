// An audit in words, tables and a drawing: what is told, what cannot be, and what cannot differ.
import { describe, expect, it } from 'vitest';
import type { RewardReading } from '../../../../../src/protocol/audit';
import { boundsOf } from '../../../../../src/safety/drift/auditRewards';
import { auditNotes } from '../../../../../src/safety/drift/auditNotes';
import { rewardTitle } from '../../../../../src/safety/presentation/audit/auditNames';
import {
  auditHeadline,
  auditScope,
  planText,
  readingSentences,
} from '../../../../../src/safety/presentation/audit/auditSentences';
import { auditTables, promptTable } from '../../../../../src/safety/presentation/audit/auditTables';
import { driftChart } from '../../../../../src/safety/presentation/audit/driftChart';
import { format, number, reading, group, betas, summary } from './sampleAudit';

describe('in words', () => {
  it('a reward that refusals fail, with what the samples cannot tell at the run’s β', () => {
    const text = auditHeadline(summary()).join('\n');
    expect(text).toMatch(
      /Safe answers earn less than unsafe ones \(0\.100 against 0\.800 on the 12 prompts that have both, p < 0\.001\)/u,
    );
    expect(text).toMatch(
      /At the run's β of 0\.05: the drift cannot be told from these samples \(7 prompts rest on fewer than 5 effective samples; rewards never sampled may move it by 30\.0 pp\)/u,
    );
    expect(text).toMatch(/From β 1 on it can: forecast −12\.0 pp, 95% CI −20\.0 to −4\.0 there/u);
  });

  it('gives the forecast and its bound where they are told', () => {
    const text = readingSentences(group, reading, { ...summary(), beta: 1 }).join(' ');
    expect(text).toMatch(
      /At the run's β of 1: forecast −12\.0 pp, 95% CI −20\.0 to −4\.0; at most 24\.5 pp by the range of the reward\./u,
    );
    const unbounded = readingSentences(group, reading, { ...summary({ bounds: [] }), beta: 1 }).join(' ');
    expect(unbounded).toMatch(/the range of the reward is not known, so there is no bound/u);
  });

  it('does not take what is not shown for what is not there', () => {
    const text = readingSentences(group, { ...reading, pAdjusted: 0.4 }, summary()).join(' ');
    expect(text).toMatch(
      /No dependence between format and safe answers to harmful prompts is shown \(p = 0\.400\): that is no proof/u,
    );
    expect(text).not.toMatch(/would push/u);
  });

  it('says of a pure answer verifier that only generalisation is left', () => {
    const none: RewardReading = {
      ...reading,
      covariance: null,
      p: null,
      pAdjusted: null,
      forecast: [],
      elimination: { notApplicable: 20, constantReward: 0, constantSafety: 0, open: 0, dependent: 0 },
    };
    const text = readingSentences(group, none, { ...summary({ functions: [number] }) }).join(' ');
    expect(text).toMatch(
      /^number gives every answer the same here, so theory predicts no drift .* generalisation/u,
    );
    expect(auditScope(summary()).join(' ')).toMatch(/number needs the column "answer"/u);
  });

  it('names the one function that can differ, and the sum where there are several', () => {
    expect(rewardTitle(null, [format, number])).toBe('format');
    expect(rewardTitle(null, [number])).toBe('number');
    expect(rewardTitle(null, [format, { ...format, name: 'length' }])).toBe('weighted sum');
  });

  it('states the cost beforehand', () => {
    const plan = {
      ...{ path: '', algorithm: 'rloo' as const, beta: 0, functions: [], benchmarks: 2, prompts: 40 },
      ...{ answers: 640, answered: 40, maxNewTokens: 64, seconds: 600 },
    };
    expect(planText(plan)).toMatch(/40 prompts of 2 benchmarks, 16 answers each of at most 64 tokens/u);
    expect(planText(plan)).toMatch(/600 answers to generate \(40 are there already\), about 10 min/u);
  });
});

describe('notes of a run', () => {
  const run = {
    ...{ algorithm: 'rloo' as const, beta: 0.05, correctKl: false, topP: 1, topK: 0 },
    ...{ overlongPenalty: false, promptTemplate: false },
  };
  const ids = (changes: Partial<Parameters<typeof auditNotes>[0]>): string[] =>
    auditNotes({ ...run, ...changes }).map(({ id }) => id);

  it('are none for the objective that is forecast, and name every departure from it', () => {
    expect(ids({})).toEqual([]);
    expect(ids({ beta: 0 })).toEqual(['noPenalty']);
    expect(ids({ algorithm: 'grpo' })).toEqual(['normalisedAdvantages', 'tokenPenalty']);
    expect(ids({ algorithm: 'dr_grpo', correctKl: true })).toEqual(['tokenPenalty']);
    expect(ids({ topP: 0.9, overlongPenalty: true })).toEqual(['truncatedSampling', 'overlongPenalty']);
  });
});

describe('tables and drawing', () => {
  it('have as many cells as columns, and escape what a configuration named', () => {
    const hostile = summary({ functions: [{ ...format, name: '<img src=x>' }] });
    for (const { columns, rows } of [...auditTables(hostile), promptTable(hostile)]) {
      for (const row of rows) expect(row).toHaveLength(columns.length);
    }
  });

  it('draws finite places, told points filled and the others hollow', () => {
    const chart = { forecast: reading.forecast, bounds: boundsOf(1, betas), beta: 1 };
    const size = { width: 600, fontSize: 13 };
    const markup = driftChart(chart, size)?.content.markup ?? '';
    expect(markup).not.toMatch(/NaN|Infinity/u);
    const fills = [...markup.matchAll(/<circle[^>]*fill="([^"]*)"/gu)].map(([, fill]) => fill);
    expect(fills).toHaveLength(3);
    expect(fills[0]).not.toBe(fills[1]);
    expect(fills[1]).toBe(fills[2]);
    expect(markup).toMatch(/>run</u);
    expect(driftChart({ ...chart, forecast: [] }, size)).toBeNull();
  });
});
