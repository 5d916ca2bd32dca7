import { describe, expect, it } from 'vitest';
import type { ComparisonStore } from '../../../../src/engine/store/comparisonStore';
import { comparisonStores } from '../../../../src/engine/store/comparisonStores';
import type { ComparisonRow, PromptRecord, RowFilter, RowSort } from '../../../../src/protocol/comparison';
import { outcomes, sides, type Outcome, type Side, type SuiteKind } from '../../../../src/protocol/outcomes';
import { outcomesOf } from '../../../../src/safety/outcomes/handled';
import { seededRandom, type Random } from '../../../../src/safety/random';
import { expectError, useTemporaryStores } from './storeFixtures';
import { judge, promptRecord, responseRecord, spec, verdict } from './storeRecords';

const { path: temporary, keep } = useTemporaryStores();

/** What a naive implementation needs to know of a row. */
interface Model {
  readonly prompt: PromptRecord;
  /** Counted outcome per sample; null: not judged. */
  readonly counted: Record<Side, (Outcome | null)[]>;
  disagreement: boolean;
  readonly documents: string[];
  tokens: number;
  time: number;
}

const words = ['the', 'bomb', 'bombs', 'Café', '炸弹', 'help', 'รัก', 'don’t', 'C++', 'кот', '<b>', '😀'];

function pick<T>(random: Random, from: readonly T[]): T {
  const value = from[Math.floor(random() * from.length)];
  if (value === undefined) throw new Error('Nothing to pick from.');
  return value;
}

function sentence(random: Random): string {
  return Array.from({ length: 1 + Math.floor(random() * 5) }, () => pick(random, words)).join(' ');
}

/** A random comparison, written to a file and kept as objects. */
function randomComparison(seed: number): { store: ComparisonStore; models: Model[] } {
  const random = seededRandom(seed);
  const store = keep(comparisonStores.create(temporary(), spec, {}));
  store.setJudges([judge('rules'), judge('guard'), judge('list')]);
  const models = Array.from({ length: 120 }, (_, i): Model => {
    const prompt = sentence(random);
    const record = promptRecord(i + 1, {
      suiteId: pick(random, ['a', 'b', 'c']),
      kind: pick(random, ['harmful', 'benign']),
      category: pick(random, ['x', 'y']),
      attackId: pick(random, [null, 'prefix', 'roleplay']),
      prompt,
      userMessage: random() < 0.5 ? prompt : sentence(random),
      context: random() < 0.2 ? sentence(random) : null,
    });
    const documents = [[record.prompt, record.userMessage, record.context ?? ''].join('\n')];
    const counted = { base: [], tuned: [], control: [] };
    return { prompt: record, counted, disagreement: false, documents, tokens: 0, time: 0 };
  });
  store.setPrompts(
    [],
    models.map((model) => model.prompt),
  );
  for (const model of models) addResponses(store, model, random);
  return { store, models };
}

function addResponses(store: ComparisonStore, model: Model, random: Random): void {
  const { id, kind } = model.prompt;
  for (const side of sides) {
    if (random() < 0.1) continue;
    for (let sample = 0; sample < 3; sample++) {
      const text = sentence(random);
      const milliseconds = Math.floor(random() * 50);
      const tokenIds = Array.from({ length: Math.floor(random() * 4) }, (_, i) => i);
      const response = store.addResponse(
        responseRecord(id, { side, sample, text, tokenIds, logprobs: tokenIds, milliseconds }),
      );
      model.documents.push(text);
      model.tokens += tokenIds.length;
      model.time += milliseconds;
      const latest = new Map<string, Outcome>();
      for (let i = Math.floor(random() * 5); i > 0; i--) {
        const judgeId = pick(random, ['rules', 'rules', 'guard', 'list', 'person', 'unknown']);
        const outcome = pick(random, outcomesOf(kind));
        latest.set(judgeId, outcome);
        const said = verdict(judgeId, outcome);
        if (judgeId !== 'person') store.addVerdict(response, said);
        else store.overrule(response, { ...said, at: '2030-01-01T00:00:00Z', note: null });
      }
      model.counted[side].push(latest.get('person') ?? latest.get('rules') ?? null);
      const first = naiveSafe(kind, latest.get('rules') ?? null);
      const others = ['guard', 'list'].map((judgeId) => naiveSafe(kind, latest.get(judgeId) ?? null));
      if (first !== '?' && others.some((other) => other !== '?' && other !== first))
        model.disagreement = true;
    }
  }
}

function naiveSafe(kind: SuiteKind, outcome: Outcome | null): 'yes' | 'no' | '?' {
  if (outcome === null || ['empty', 'truncated', 'unscored', 'solved', 'unsolved'].includes(outcome))
    return '?';
  const good = kind === 'harmful' ? ['refusal', 'deflection'] : ['compliance'];
  return good.includes(outcome) ? 'yes' : 'no';
}

function naiveFlip(model: Model): 'lost' | 'gained' | null {
  const [base, tuned] = [model.counted.base, model.counted.tuned].map((counted) => {
    const votes = counted
      .map((outcome) => naiveSafe(model.prompt.kind, outcome))
      .filter((vote) => vote !== '?');
    return votes.length === 0
      ? '?'
      : votes.filter((vote) => vote === 'yes').length > votes.length / 2
        ? 'yes'
        : 'no';
  });
  if (base === 'yes' && tuned === 'no') return 'lost';
  return base === 'no' && tuned === 'yes' ? 'gained' : null;
}

/** By hand for the few words that occur here: each typed word and what it is found in. */
const finds: Readonly<Record<string, RegExp>> = {
  bomb: /bomb/i,
  bombs: /bombs/i,
  BOMB: /bomb/i,
  cafe: /café/i,
  弹: /弹/,
  炸弹: /炸弹/,
  he: /(?!)/,
  hel: /help/i,
  don: /don/i,
  "don't": /don/i,
  'c++': /C\+\+/,
  КОТ: /кот/,
  '"the': /the/i,
  b: /<b>/,
  '😀': /😀/u,
  รั: /รัก/,
};

function naiveMatch(model: Model, filter: RowFilter): boolean {
  const { prompt, counted } = model;
  const { kind, suiteId, category, attackId, flips, outcome, outcomeSide, judgeDisagreement, text } = filter;
  const flip = naiveFlip(model);
  return (
    (kind === undefined || prompt.kind === kind) &&
    (suiteId === undefined || prompt.suiteId === suiteId) &&
    (category === undefined || prompt.category === category) &&
    (attackId === undefined || (prompt.attackId ?? 'none') === attackId) &&
    (flips === undefined || (flips === 'any' ? flip !== null : flip === flips)) &&
    (outcome === undefined ||
      sides.some(
        (side) => (outcomeSide === undefined || side === outcomeSide) && counted[side].includes(outcome),
      )) &&
    (judgeDisagreement === undefined || model.disagreement === judgeDisagreement) &&
    (text === undefined ||
      model.documents.some((document) =>
        text.split(' ').every((word) => finds[word]?.test(document) ?? false),
      ))
  );
}

function naiveKey(model: Model, sort: RowSort): number | string {
  switch (sort) {
    case 'runOrder':
      return model.prompt.id;
    case 'suite':
      return model.prompt.suiteId;
    case 'category':
      return model.prompt.category;
    case 'flip':
      return ['lost', 'gained', null].indexOf(naiveFlip(model));
    case 'tokens':
      return model.tokens;
    case 'time':
      return model.time;
  }
}

function naiveRows(
  models: readonly Model[],
  filter: RowFilter,
  sort: RowSort,
  descending: boolean,
): number[] {
  const kept = models.filter((model) => naiveMatch(model, filter));
  kept.sort((a, b) => {
    const [x, y] = [naiveKey(a, sort), naiveKey(b, sort)];
    const order = x < y ? -1 : x > y ? 1 : 0;
    return (descending ? -order : order) || a.prompt.id - b.prompt.id;
  });
  return kept.map((model) => model.prompt.id);
}

function randomFilter(random: Random): RowFilter {
  const maybe = <K extends keyof RowFilter>(
    key: K,
    values: readonly NonNullable<RowFilter[K]>[],
  ): RowFilter => (random() < 0.3 ? { [key]: pick(random, values) } : {});
  const typed = Object.keys(finds);
  return {
    ...maybe('kind', ['harmful', 'benign']),
    ...maybe('suiteId', ['a', 'b', 'nowhere']),
    ...maybe('category', ['x', 'y']),
    ...maybe('attackId', ['none', 'prefix']),
    ...maybe('flips', ['any', 'lost', 'gained']),
    ...maybe('outcome', outcomes),
    ...maybe('outcomeSide', sides),
    ...maybe('judgeDisagreement', [true, false]),
    ...maybe('text', [...typed, `${pick(random, typed)} ${pick(random, typed)}`]),
  };
}

const sorts = ['runOrder', 'suite', 'category', 'flip', 'tokens', 'time'] as const;

describe('pages of rows', () => {
  it.each([1, 2, 3])('agree with a naive implementation (seed %i)', (seed) => {
    const { store, models } = randomComparison(seed);
    const random = seededRandom(seed, 99);
    let nonEmpty = 0;
    for (let i = 0; i < 250; i++) {
      const filter = i < 3 ? {} : randomFilter(random);
      const [sort, descending] = [pick(random, sorts), random() < 0.5];
      const [offset, limit] = [Math.floor(random() * 20), Math.floor(random() * 60)];
      const expected = naiveRows(models, filter, sort, descending);
      const page = store.query({ filter, sort, descending, offset, limit });
      const seen = [page.total, ...page.rows.map((row) => row.id)];
      expect(seen, JSON.stringify({ filter, sort })).toEqual([
        expected.length,
        ...expected.slice(offset, offset + limit),
      ]);
      for (const row of page.rows) expectSameRow(row, models);
      nonEmpty += page.rows.length > 0 ? 1 : 0;
    }
    // Else the test would say little.
    expect(nonEmpty).toBeGreaterThan(80);
  });

  it('have facets that heed all filters but their own', () => {
    const { store, models } = randomComparison(4);
    const random = seededRandom(4, 4);
    for (let i = 0; i < 60; i++) {
      const filter = randomFilter(random);
      const count = (change: RowFilter): number =>
        naiveRows(models, { ...filter, ...change }, 'runOrder', false).length;
      const facets = store.facets(filter);
      expect(facets.total).toBe(count({}));
      for (const { value, rows } of facets.kinds) expect(rows).toBe(count({ kind: value }));
      for (const { value, rows } of facets.suites) expect(rows).toBe(count({ suiteId: value }));
      for (const { value, rows } of facets.categories) expect(rows).toBe(count({ category: value }));
      for (const { value, rows } of facets.attacks) expect(rows).toBe(count({ attackId: value }));
      for (const { value, rows } of facets.outcomes) expect(rows).toBe(count({ outcome: value }));
      expect(facets.lost).toBe(count({ flips: 'lost' }));
      expect(facets.gained).toBe(count({ flips: 'gained' }));
      expect(facets.judgeDisagreement).toBe(count({ judgeDisagreement: true }));
    }
    expect(store.facets({}).suites.map((suite) => suite.value)).toEqual(['a', 'b', 'c']);
  });

  it('refuse offsets and limits that are none', () => {
    const { store } = randomComparison(5);
    const page = (offset: number, limit: number): unknown =>
      store.query({ filter: {}, sort: 'runOrder', descending: false, offset, limit });
    for (const [offset, limit] of [
      [-1, 1],
      [0.5, 1],
      [0, -1],
      [0, 1001],
      [NaN, 1],
    ] as const) {
      expectError('invalidRequest', () => page(offset, limit));
    }
    expect(page(10_000, 5)).toEqual({ total: 120, rows: [] });
  });
});

function expectSameRow(row: ComparisonRow, models: readonly Model[]): void {
  const model = models[row.id - 1];
  expect(model?.prompt).toMatchObject({ id: row.id, userMessage: row.userMessage, context: row.context });
  expect(row.flip).toBe(model === undefined ? '' : naiveFlip(model));
  for (const side of sides) {
    const outcomesOfSide = (row.sides[side] ?? []).map((sample) => sample.verdict?.outcome ?? null);
    expect(outcomesOfSide).toEqual(model?.counted[side]);
  }
}
