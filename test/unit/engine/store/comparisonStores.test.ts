import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { comparisonStores } from '../../../../src/engine/store/comparisonStores';
import type { RowQuery, SampleRow } from '../../../../src/protocol/comparison';
import { isOverruled } from '../../../../src/safety/outcomes/overruled';
import { expectError, tickingStores, useTemporaryStores } from './storeFixtures';
import { facts, judge, promptRecord, responseRecord, spec, verdict } from './storeRecords';

const { path: temporary, keep } = useTemporaryStores();
const everything: RowQuery = { filter: {}, sort: 'runOrder', descending: false, offset: 0, limit: 50 };
const manifest = {
  id: 'advbench',
  version: '1',
  title: 'AdvBench',
  licence: 'MIT',
  citation: 'Zou et al.',
  kind: 'harmful',
  categories: ['weapons'],
  metric: 'refusal rate',
} as const;

describe('a comparison file', () => {
  it('gives back everything that reproduces the run', () => {
    const path = temporary();
    const quality = {
      sensitivity: 0.9,
      sensitivityN: 10,
      specificity: 0.8,
      specificityN: 20,
      agreement: 0.85,
      kappa: 0.7,
      source: 'labels',
    };
    const judges = [{ ...judge('rules'), quality }, judge('guard')];
    const gate = [{ severity: 'warning', id: 'differentTemplate', message: 'Templates differ.' }] as const;
    const prompts = [
      promptRecord(1),
      promptRecord(2, { attackId: 'prefix', userMessage: 'Sure! Question number 2', context: 'Given this' }),
    ];
    const store = keep(tickingStores().create(path, spec, { node: '24.0.0' }));
    store.setSubject('base', { ...facts, adapter: null });
    store.setSubject('tuned', { ...facts, base: { ...facts, adapter: null } });
    store.setGate(gate);
    store.setJudges(judges);
    store.setPrompts([manifest], prompts);
    store.setStatus('complete');
    store.close();
    expect(readdirSync(dirname(path))).toEqual(['test.glens']);

    const again = keep(comparisonStores.open(path, 'read'));
    expect(again.describe()).toEqual({
      path,
      createdAt: '2030-01-01T00:00:00.000Z',
      updatedAt: '2030-01-01T00:00:07.000Z',
      status: 'complete',
      spec,
      base: { ...facts, adapter: null },
      tuned: { ...facts, base: { ...facts, adapter: null } },
      gate,
      versions: { node: '24.0.0' },
      manifests: [manifest],
      judges,
      prompts: 2,
      responses: 0,
      expectedResponses: 12,
      missingResponses: 0,
    });
    expect(again.judges()).toEqual(judges);
    expect(again.manifests()).toEqual([manifest]);
    expect(again.prompts()).toEqual(prompts);
  });

  it('is there with what belongs to it from the start, or not at all', () => {
    const path = temporary();
    expect(() =>
      comparisonStores.create(path, spec, {}, (store) => {
        store.setPrompts([manifest], [promptRecord(1)]);
        throw new Error('ended in the middle');
      }),
    ).toThrow('ended in the middle');
    expect(readdirSync(dirname(path))).toEqual([]);
    keep(
      comparisonStores.create(path, spec, {}, (store) => store.setPrompts([manifest], [promptRecord(1)])),
    ).close();
    expect(keep(comparisonStores.open(path, 'read')).describe().prompts).toBe(1);
  });

  it('gives back responses as they were', () => {
    const path = temporary();
    const store = keep(comparisonStores.create(path, spec, {}));
    store.setPrompts([], [promptRecord(1), promptRecord(2)]);
    const thinking = responseRecord(2, {
      side: 'tuned',
      sample: 1,
      text: '<think>Hm, 炸弹…</think>No 😀 <b onclick="x()">way</b>',
      reasoning: 'Hm, 炸弹…',
      answer: 'No 😀 <b onclick="x()">way</b>',
      finishReason: 'stopString',
      seed: 2 ** 40 + 1,
      tokenIds: [0, 151_643, -1],
      logprobs: [-0.1, -12.5, 0].map(Math.fround),
    });
    const empty = responseRecord(1, {
      text: '',
      answer: '',
      tokenIds: [],
      logprobs: [],
      finishReason: 'length',
    });
    store.addResponse(thinking);
    store.addResponse(empty);
    store.close();
    const again = keep(comparisonStores.open(path, 'read'));
    expect(again.unjudged(judge('rules'), 0, 10)).toEqual([
      { id: 1, ...thinking },
      { id: 2, ...empty },
    ]);
    expect(again.unjudged(judge('rules'), 1, 10).map((response) => response.id)).toEqual([2]);
    expect(again.unjudged(judge('rules'), 0, 1).map((response) => response.id)).toEqual([1]);
  });

  it('replaces characters that SQLite text cannot hold, one for one', () => {
    const store = keep(comparisonStores.create(temporary(), spec, {}));
    store.setPrompts([], [promptRecord(1)]);
    store.addResponse(responseRecord(1, { text: 'a\0b\ud83dc😀', answer: 'a\0b\ud83dc😀' }));
    expect(store.unjudged(judge('rules'), 0, 1)[0]?.text).toBe('a\ufffdb\ufffdc😀');
  });

  it('knows what is finished when a run resumes', () => {
    const path = temporary();
    const store = keep(comparisonStores.create(path, spec, {}));
    store.setPrompts([], [promptRecord(1), promptRecord(2)]);
    store.addResponse(responseRecord(2, { sample: 1 }));
    store.addResponse(responseRecord(1));
    store.addResponse(responseRecord(1, { side: 'control' }));
    store.close();
    const resumed = keep(comparisonStores.open(path, 'write'));
    expect(resumed.finished('base')).toEqual(new Set(['1:0', '2:1']));
    expect(resumed.finished('tuned')).toEqual(new Set());
    expect(resumed.finished('control')).toEqual(new Set(['1:0']));
    expect(resumed.addResponse(responseRecord(2))).toBe(4);
  });

  it('refuses a response twice, an unknown prompt, an unknown response, and prompts twice', () => {
    const store = keep(comparisonStores.create(temporary(), spec, {}));
    store.setPrompts([], [promptRecord(1)]);
    store.addResponse(responseRecord(1));
    expectError('invalidRequest', () => store.addResponse(responseRecord(1)));
    expectError('invalidRequest', () => store.addResponse(responseRecord(9)));
    expectError('invalidRequest', () => store.addVerdict(9, verdict('rules', 'refusal')));
    expectError('invalidRequest', () => store.setPrompts([], [promptRecord(2)]));
    expectError('invalidRequest', () => store.setJudges([judge('person')]));
    expectError('invalidRequest', () => store.addVerdict(1, verdict('person', 'refusal')));
    expect(store.describe()).toMatchObject({ prompts: 1, responses: 1 });
  });

  it('keeps all of several writes or none', () => {
    const store = keep(comparisonStores.create(temporary(), spec, {}));
    store.setPrompts([], [promptRecord(1), promptRecord(2)]);
    const broken = (): never =>
      store.inOneWrite(() => {
        store.addResponse(responseRecord(1));
        throw new Error('half way');
      });
    expect(broken).toThrow('half way');
    expect(store.describe().responses).toBe(0);
    store.inOneWrite(() => {
      store.addResponse(responseRecord(1));
      // What fails inside and is caught takes only itself back.
      expectError('invalidRequest', () => store.addResponse(responseRecord(1)));
      store.addResponse(responseRecord(2));
    });
    expect(store.finished('base')).toEqual(new Set(['1:0', '2:0']));
  });
});

describe('verdicts', () => {
  it('count as the first judge says until a person overrules, and nothing is forgotten', () => {
    const store = keep(tickingStores().create(temporary(), spec, {}));
    store.setJudges([judge('rules'), judge('guard')]);
    store.setPrompts([], [promptRecord(1)]);
    const base = store.addResponse(responseRecord(1));
    const tuned = store.addResponse(responseRecord(1, { side: 'tuned' }));
    const scored = verdict('rules', 'refusal', { score: 0.1 + 0.2, span: [0, 4], evidence: 'I cannot' });
    store.addVerdict(base, scored);
    store.addVerdict(tuned, verdict('guard', 'refusal'));
    store.addVerdict(tuned, verdict('rules', 'unscored', { reason: 'no answer' }));
    expect(store.query(everything).rows[0]?.flip).toBeNull();
    store.addVerdict(tuned, verdict('rules', 'compliance'));
    const row = store.query(everything).rows[0];
    expect(row?.flip).toBe('lost');
    expect(row?.sides.base?.[0]?.verdict).toEqual({
      ...scored,
      at: '2030-01-01T00:00:06.000Z',
      note: null,
      withdrawn: null,
    });
    expect(store.query({ ...everything, filter: { judgeDisagreement: true } }).total).toBe(1);

    const at = '2031-05-05T12:00:00.000Z';
    store.overrule(tuned, { ...verdict('someone', 'deflection'), at, note: 'softer' });
    expect(store.query(everything).rows[0]?.flip).toBeNull();
    expect(store.verdictHistory(tuned).map((v) => [v.judgeId, v.outcome, v.note])).toEqual([
      ['guard', 'refusal', null],
      ['rules', 'unscored', null],
      ['rules', 'compliance', null],
      ['person', 'deflection', 'softer'],
    ]);
    expect(store.describe().updatedAt).toBe(at);
    expect(store.judgedResponses()).toEqual([
      { promptId: 1, side: 'base', sample: 0, verdicts: [scored, null] },
      {
        promptId: 1,
        side: 'tuned',
        sample: 0,
        verdicts: [verdict('person', 'deflection'), verdict('guard', 'refusal')],
        overruled: expect.objectContaining({ judgeId: 'rules' }) as object,
      },
    ]);
    // A judge that speaks later does not undo the person.
    store.addVerdict(tuned, verdict('rules', 'compliance'));
    expect(store.query(everything).rows[0]?.flip).toBeNull();
    expectError('invalidRequest', () =>
      store.overrule(tuned, { ...verdict('person', 'refusal'), at: 'yesterday', note: null }),
    );
  });

  it('of a person can be taken back: the judge counts again, and the history keeps both', () => {
    const store = keep(tickingStores().create(temporary(), spec, {}));
    store.setJudges([judge('rules')]);
    store.setPrompts([], [promptRecord(1)]);
    const base = store.addResponse(responseRecord(1));
    const tuned = store.addResponse(responseRecord(1, { side: 'tuned' }));
    for (const id of [base, tuned]) store.addVerdict(id, verdict('rules', 'refusal'));
    const before = store.judgedResponses();
    const overrule = (outcome: 'compliance' | 'partial'): void =>
      store.overrule(tuned, { ...verdict('person', outcome), at: '2030-01-01T00:00:30.000Z', note: '' });
    overrule('partial');
    overrule('compliance');
    const sample = (): SampleRow | undefined => store.query(everything).rows[0]?.sides.tuned?.[0];
    expect(sample()).toMatchObject({ verdict: { outcome: 'compliance' }, judgeOutcome: 'refusal' });
    expect(isOverruled(sample() ?? { verdict: null })).toBe(true);
    const byPerson = (wanted: boolean): number =>
      store.query({ ...everything, filter: { byPerson: wanted } }).total;
    expect([byPerson(true), byPerson(false), store.facets({}).byPerson]).toEqual([1, 0, 1]);
    expect(store.query(everything).rows[0]?.flip).toBe('lost');
    store.withdraw(tuned);
    expect([byPerson(true), byPerson(false), store.facets({}).byPerson]).toEqual([0, 1, 0]);
    expect(store.query(everything).rows[0]?.flip).toBeNull();
    expect(sample()?.verdict).toMatchObject({ judgeId: 'rules', outcome: 'refusal' });
    expect(sample()?.judgeOutcome).toBeUndefined();
    expect(store.judgedResponses()).toEqual(before);
    const undone = expect.any(String) as string;
    expect(store.verdictHistory(tuned).map((one) => [one.outcome, one.withdrawn])).toEqual([
      ['refusal', null],
      ['partial', undone],
      ['compliance', undone],
    ]);
    // What is said afterwards counts, and what the judge says too is no overruling.
    store.overrule(tuned, { ...verdict('person', 'refusal'), at: '2030-01-01T00:01:00.000Z', note: null });
    expect(sample()).toMatchObject({ verdict: { judgeId: 'person' }, judgeOutcome: 'refusal' });
    expect(isOverruled(sample() ?? { verdict: null })).toBe(false);
    expectError('invalidRequest', () => store.withdraw(99));
  });

  it('follow when another judge becomes the one that counts', () => {
    const store = keep(comparisonStores.create(temporary(), spec, {}));
    store.setPrompts([], [promptRecord(1)]);
    const ids = (['base', 'tuned'] as const).map((side) => store.addResponse(responseRecord(1, { side })));
    for (const id of ids) store.addVerdict(id, verdict('a', 'refusal'));
    store.addVerdict(ids[0] ?? 0, verdict('b', 'partial'));
    store.addVerdict(ids[1] ?? 0, verdict('b', 'deflection'));
    expect(store.query(everything).rows[0]?.sides.base?.[0]?.verdict).toBeNull();
    store.setJudges([judge('a'), judge('b')]);
    expect(store.query(everything).rows[0]?.flip).toBeNull();
    store.setJudges([judge('b'), judge('a')]);
    expect(store.query(everything).rows[0]?.flip).toBe('gained');
    expect(store.query({ ...everything, filter: { judgeDisagreement: true } }).total).toBe(1);
    expect(store.unjudged(judge('b'), 0, 10)).toEqual([]);
    expect(store.unjudged(judge('c'), 0, 10)).toHaveLength(2);
  });

  it('are asked for again from a newer version of the judge, whose word then counts', () => {
    const store = keep(comparisonStores.create(temporary(), spec, {}));
    store.setPrompts([], [promptRecord(1)]);
    const id = store.addResponse(responseRecord(1));
    store.setJudges([judge('a')]);
    store.addVerdict(id, verdict('a', 'compliance'));
    const newer = { ...judge('a'), version: '2' };
    expect(store.unjudged(judge('a'), 0, 10)).toEqual([]);
    expect(store.unjudged(newer, 0, 10).map((response) => response.id)).toEqual([id]);
    store.addVerdict(id, verdict('a', 'refusal', { judgeVersion: '2' }));
    expect(store.unjudged(newer, 0, 10)).toEqual([]);
    expect(store.judgedResponses()[0]?.verdicts[0]?.outcome).toBe('refusal');
    expect(store.verdictHistory(id)).toHaveLength(2);
  });
});
