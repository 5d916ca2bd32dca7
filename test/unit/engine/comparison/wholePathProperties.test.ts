// What must hold of any comparison, from the files of its answers to its verdict: seeded random comparisons are run whole,
// and run again with the sides swapped, the prompts shuffled, prompts doubled, answers made unreadable for the judge, and
// a judge that fails at random.
import { writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { defaultGenerationSettings } from '../../../../src/protocol/generation';
import type { JudgeSpec } from '../../../../src/protocol/comparison';
import type { SuiteKind } from '../../../../src/protocol/outcomes';
import type { BenchmarkSummary, ComparisonSummary, OverallSummary } from '../../../../src/protocol/summary';
import { createEngineContext, type EngineContext } from '../../../../src/engine/engineContext';
import { planComparison } from '../../../../src/engine/comparison/planComparison';
import { runComparison } from '../../../../src/engine/comparison/runComparison';
import { comparisonStores } from '../../../../src/engine/store/comparisonStores';
import { seededRandom, type Random } from '../../../../src/safety/random';
import { fakeServer, lastMessage, sendChat, sendJson } from '../../../support/fakeServer';
import { mediaFolder } from '../../../support/paths';
import { scratchFolder } from '../../../support/scratch';

const folder = scratchFolder();
let engine: Promise<EngineContext> | null = null;
function context(): Promise<EngineContext> {
  engine ??= createEngineContext({ memoryLimit: null, executionProvider: 'cpu', mediaFolder });
  return engine;
}
afterAll(async () => {
  await (await engine)?.generators.dispose();
});

const sides = ['base', 'tuned'] as const;

/** `unknown`: an answer that the rule judge declines to judge. */
type Said = 'refusal' | 'compliance' | 'unknown';

const texts: Readonly<Record<Said, string>> = {
  refusal: "I'm sorry, but I can't help with that request.",
  compliance: 'Sure! First you take the following steps, one after the other, until it is done.',
  unknown: 'Φυσικά! Πρώτα ετοιμάζετε όλα τα υλικά και έπειτα ακολουθείτε τα βήματα ένα προς ένα.',
};

interface Item {
  readonly id: string;
  readonly prompt: string;
  /** Per sample. */
  readonly base: readonly Said[];
  readonly tuned: readonly Said[];
}

interface TestSuite {
  readonly id: string;
  readonly kind: SuiteKind;
  readonly items: readonly Item[];
}

/** Lost, hardly changed over many prompts, gained, and changed both ways. */
const draws = [
  { drift: -0.5, kept: 0.3, size: 20, samples: 1 },
  { drift: 0, kept: 0.99, size: 120, samples: 1 },
  { drift: 0.6, kept: 0.3, size: 20, samples: 2 },
  { drift: 0, kept: 0.5, size: 12, samples: 2 },
] as const;

interface Case {
  readonly suites: readonly TestSuite[];
  readonly samples: number;
}

/** Two suites of harmful prompts and one of benign ones. `drift`: of the rate of refusals; `kept`: answers that stay as they were. */
function drawCase(random: Random, { drift, kept, size: least, samples }: (typeof draws)[number]): Case {
  const suite = (id: string, kind: SuiteKind): TestSuite => {
    const rate = 0.3 + 0.4 * random();
    const size = least + Math.floor(random() * 20);
    const say = (of: number): Said[] =>
      Array.from({ length: samples }, () => (random() < of ? 'refusal' : 'compliance'));
    const items = Array.from({ length: size }, (_, index): Item => {
      const base = say(rate);
      const tuned = random() < kept ? base : say(Math.min(1, Math.max(0, rate + drift)));
      return { id: `${id}-${index}`, prompt: `Question ${index} of ${id}, please?`, base, tuned };
    });
    return { id, kind, items };
  };
  return {
    suites: [suite('first', 'harmful'), suite('second', 'harmful'), suite('third', 'benign')],
    samples,
  };
}

let runs = 0;

async function compare(
  { suites, samples }: Case,
  judge: JudgeSpec = { kind: 'rules' },
): Promise<ComparisonSummary> {
  const place = join(folder, `run-${runs++}`);
  mkdirSync(place);
  const jsonLines = (rows: readonly object[]): string =>
    rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  const paths = suites.map(({ id, kind, items }) => {
    const path = join(place, id);
    mkdirSync(path);
    const manifest = {
      id,
      version: '1.0.0',
      title: id,
      licence: 'MIT',
      citation: 'A test',
      kind,
      categories: ['all'],
      metric: 'Rate.',
    };
    writeFileSync(join(path, 'manifest.json'), JSON.stringify(manifest));
    writeFileSync(
      join(path, 'prompts.jsonl'),
      jsonLines(items.map(({ id: item, prompt }) => ({ id: item, category: 'all', prompt }))),
    );
    return path;
  });
  const answers = new Map(suites.flatMap(({ items }) => items.map((item) => [item.prompt, item] as const)));
  const subjects = sides.map((side) => {
    const path = join(place, `${side}.jsonl`);
    writeFileSync(
      path,
      jsonLines(
        [...answers.values()].flatMap((item) =>
          item[side].map((said, sample) => ({ prompt: item.prompt, sample, response: texts[said] })),
        ),
      ),
    );
    return { kind: 'responses', path } as const;
  });
  const [base, tuned] = subjects;
  if (base === undefined || tuned === undefined) throw new Error('two sides');
  const spec = {
    base,
    tuned,
    suites: paths,
    attacks: [],
    limit: null,
    settings: { ...defaultGenerationSettings, samples, temperature: samples > 1 ? 1 : 0 },
    judges: [judge],
    control: false,
    force: true,
  };
  const made = await context();
  const { signal } = new AbortController();
  const plan = await planComparison(made, spec, {}, signal);
  const path = join(place, 'comparison.glens');
  const store = comparisonStores.create(path, spec, made.versions);
  store.setPrompts(plan.manifests, plan.prompts);
  store.close();
  return runComparison(made, { path, apiKeys: {}, signal, progress: () => undefined });
}

const cases = draws.map((draw, index) => ({
  index,
  ...drawCase(seededRandom(2026, index), draw),
}));

const wholes = new Map<number, Promise<ComparisonSummary>>();

/** The case as it was drawn, run once. */
function whole(index: number): Promise<ComparisonSummary> {
  const one = cases[index];
  if (one === undefined) throw new Error(`no case ${index}`);
  const known = wholes.get(index) ?? compare(one);
  wholes.set(index, known);
  return known;
}

/** Every answer through `change`. */
function withAnswers(one: Case, change: (said: Said, side: 'base' | 'tuned') => Said): Case {
  const suites = one.suites.map((suite) => ({
    ...suite,
    items: suite.items.map((item) => ({
      ...item,
      base: item.base.map((said) => change(said, 'base')),
      tuned: item.tuned.map((said) => change(said, 'tuned')),
    })),
  }));
  return { ...one, suites };
}

type Part = OverallSummary | BenchmarkSummary;

function partsOf({ harmful, benign, benchmarks }: ComparisonSummary): Part[] {
  return [harmful, benign, ...[...benchmarks].sort((a, b) => (a.suiteId < b.suiteId ? -1 : 1))].filter(
    (part) => part !== null,
  );
}

/** What a part claims. */
function claims(part: Part): Record<string, unknown> {
  const { delta, test, bounds, extremes, missing, prompts, detectable } = part;
  return { delta, test, bounds, extremes, missing, prompts, detectable };
}

/** Numbers to twelve digits: sums in another order differ in their last bit. */
function rounded(parts: readonly Part[]): unknown {
  const text = JSON.stringify(parts.map(claims), (_, value: unknown) =>
    typeof value === 'number' ? Number(value.toPrecision(12)) : value,
  );
  return JSON.parse(text);
}

function mirrored(part: Part): Record<string, unknown> {
  type Change = Part['delta'];
  const turn = (delta: Change): Change =>
    delta === null ? null : { ...delta, value: 0 - delta.value, low: 0 - delta.high, high: 0 - delta.low };
  const turnTest = (test: Part['test']): Part['test'] =>
    test === null ? null : { ...test, lost: test.gained, gained: test.lost };
  const { delta, test, bounds, extremes, missing, prompts, detectable } = part;
  return {
    delta: turn(delta),
    test: turnTest(test),
    bounds: bounds === null ? null : { low: 0 - bounds.high, high: 0 - bounds.low },
    extremes:
      extremes === null
        ? null
        : {
            low: { delta: turn(extremes.high.delta), test: turnTest(extremes.high.test) },
            high: { delta: turn(extremes.low.delta), test: turnTest(extremes.low.test) },
          },
    missing: {
      ...missing,
      base: missing.tuned,
      tuned: missing.base,
      of: { base: missing.of.tuned, tuned: missing.of.base },
    },
    prompts,
    detectable,
  };
}

/** One in ten answers, more of the tuned ones. */
function makeUnknown(one: Case, random: Random): Case {
  return withAnswers(one, (said, side) => (random() < (side === 'base' ? 0.05 : 0.15) ? 'unknown' : said));
}

function shuffled<T>(values: readonly T[], random: Random): T[] {
  return values
    .map((value) => ({ value, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ value }) => value);
}

const opposite = { lost: 'gained', gained: 'lost' } as const;

describe('of any comparison', () => {
  it('the cases are of many kinds', async () => {
    const verdicts = new Set<string | undefined>();
    for (const { index } of cases) verdicts.add((await whole(index)).verdict.harmful?.id);
    expect([...verdicts].sort()).toEqual(['gained', 'kept', 'lost', 'notShown']);
  });

  it.each(cases)('case $index: swapping the sides mirrors every figure', async ({ index, ...one }) => {
    const gappy = makeUnknown(one, seededRandom(3, index));
    const swapped = {
      ...gappy,
      suites: gappy.suites.map((suite) => ({
        ...suite,
        items: suite.items.map(({ base, tuned, ...item }) => ({ ...item, base: tuned, tuned: base })),
      })),
    };
    const [there, back] = [await compare(gappy), await compare(swapped)];
    expect(partsOf(back).map(claims)).toEqual(partsOf(there).map(mirrored));
    for (const kind of ['harmful', 'benign'] as const) {
      const [a, b] = [there.verdict[kind]?.id, back.verdict[kind]?.id];
      if (a === 'lost' || a === 'gained') expect(b).toBe(opposite[a]);
    }
  });

  it.each(cases)(
    'case $index: the order of prompts and suites changes nothing',
    async ({ index, ...one }) => {
      const random = seededRandom(4, index);
      const mixed = {
        ...one,
        suites: shuffled(one.suites, random).map((suite) => ({
          ...suite,
          items: shuffled(suite.items, random),
        })),
      };
      const [there, again] = [await whole(index), await compare(mixed)];
      expect(rounded(partsOf(again))).toEqual(rounded(partsOf(there)));
      expect(again.headline).toBe(there.headline);
    },
  );

  it.each(cases)('case $index: a prompt that stands in two suites counts once', async ({ index, ...one }) => {
    const doubled = {
      ...one,
      suites: one.suites.flatMap((suite) => [
        suite,
        {
          ...suite,
          id: `${suite.id}-copy`,
          items: suite.items.map((item) => ({ ...item, id: `copy-${item.id}` })),
        },
      ]),
    };
    const [there, twice] = [await whole(index), await compare(doubled)];
    for (const kind of ['harmful', 'benign'] as const) {
      const [a, b] = [there[kind], twice[kind]];
      expect(b?.prompts).toBe(a?.prompts);
      expect(b?.delta?.n).toBe(a?.delta?.n);
      expect(b?.delta?.value).toBeCloseTo(a?.delta?.value ?? NaN, 12);
      expect(b?.test?.p).toBeGreaterThanOrEqual((a?.test?.p ?? NaN) - 0.02);
      const width = (part: OverallSummary | null | undefined): number =>
        (part?.delta?.high ?? NaN) - (part?.delta?.low ?? NaN);
      expect(width(b)).toBeGreaterThanOrEqual(width(a) - 0.01);
    }
    expect(twice.verdict.harmful?.id).toBe(there.verdict.harmful?.id);
  });

  it.each(cases)(
    'case $index: answers that nobody could judge turn no claim, and the bounds hold what they were',
    async ({ index, ...one }) => {
      const gappy = await compare(makeUnknown(one, seededRandom(5, index)));
      expectHonest(await whole(index), gappy);
    },
  );

  it.each(cases)(
    'case $index: prompts that neither side was judged on change no delta',
    async ({ index, ...one }) => {
      const more = {
        ...one,
        suites: one.suites.map((suite) => ({
          ...suite,
          items: [
            ...suite.items,
            ...Array.from({ length: 5 }, (_, added): Item => {
              const unknown = Array.from({ length: one.samples }, (): Said => 'unknown');
              return {
                id: `${suite.id}-u${added}`,
                prompt: `Unjudged ${added} of ${suite.id}?`,
                base: unknown,
                tuned: unknown,
              };
            }),
          ],
        })),
      };
      const [there, wider] = [await whole(index), await compare(more)];
      expect(partsOf(wider).map(({ delta, test }) => ({ delta, test }))).toEqual(
        partsOf(there).map(({ delta, test }) => ({ delta, test })),
      );
      for (const part of partsOf(wider)) {
        expect(part.missing.base).toBeGreaterThan(0);
        expect(part.bounds?.low).toBeLessThanOrEqual(part.delta?.value ?? NaN);
        expect(part.bounds?.high).toBeGreaterThanOrEqual(part.delta?.value ?? NaN);
      }
    },
  );
});

/** What is said with answers missing is what the whole bears out, or it is said that it cannot be told. */
function expectHonest(complete: ComparisonSummary, gappy: ComparisonSummary): void {
  const [wholeParts, gappyParts] = [partsOf(complete), partsOf(gappy)];
  for (const [place, part] of gappyParts.entries()) {
    const truth = wholeParts[place]?.delta?.value ?? NaN;
    expect(part.bounds?.low ?? part.delta?.value).toBeLessThanOrEqual(truth + 1e-12);
    expect(part.bounds?.high ?? part.delta?.value).toBeGreaterThanOrEqual(truth - 1e-12);
    expect(part.delta?.value).toBeGreaterThanOrEqual(part.bounds?.low ?? -1);
    expect(part.delta?.value).toBeLessThanOrEqual(part.bounds?.high ?? 1);
  }
  for (const kind of ['harmful', 'benign'] as const) {
    const said = gappy.verdict[kind]?.id;
    if (said === 'lost' || said === 'gained' || said === 'kept')
      expect(complete.verdict[kind]?.id).toBe(said);
  }
}

describe('of a judge that fails at random', () => {
  it.each(cases.slice(0, 4))(
    'case $index: it claims nothing that the whole would not',
    async ({ index, ...one }) => {
      const failing = seededRandom(6, index);
      let broken = false;
      const server = await fakeServer((response, seen) => {
        if (seen.method === 'GET') {
          sendJson(response, 200, { data: [{ id: 'judge' }] });
          return;
        }
        if (broken && failing() < 0.1) sendJson(response, 400, { error: { message: 'no' } });
        else {
          const refused = lastMessage(seen).includes(texts.refusal);
          sendChat(response, refused ? '2_full_refusal' : '1_full_compliance');
        }
      });
      const judge: JudgeSpec = { kind: 'endpoint', url: server.url, model: 'judge', rubric: 'xstest' };
      const complete = await compare(one, judge);
      broken = true;
      const gappy = await compare(one, judge);
      expect(
        complete.benchmarks.every(
          ({ base, tuned }) => base.outcomes.unscored + tuned.outcomes.unscored === 0,
        ),
      ).toBe(true);
      expect(
        gappy.benchmarks.some(({ base, tuned }) => base.outcomes.unscored + tuned.outcomes.unscored > 0),
      ).toBe(true);
      expectHonest(complete, gappy);
    },
  );
});
