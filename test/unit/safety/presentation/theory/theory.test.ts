// What theory says of a comparison, in words, as tables and as a figure.
import { describe, expect, it } from 'vitest';
import type { AuditForecast } from '../../../../../src/protocol/audit';
import {
  forecastGaps,
  klGaps,
  penaltyGaps,
  type TheoryAnalysis,
  type TheoryBound,
  type TheoryRow,
} from '../../../../../src/protocol/theory';
import { shownRows } from '../../../../../src/safety/presentation/theory/theoryNames';
import { theoryPlot } from '../../../../../src/safety/presentation/theory/theoryPlot';
import {
  boundRelation,
  theoryFindings,
  theoryScope,
} from '../../../../../src/safety/presentation/theory/theorySentences';
import { cellOf } from '../../../../../src/safety/presentation/tables/dataTable';
import { theoryTables } from '../../../../../src/safety/presentation/theory/theoryTables';

const measured: TheoryBound = {
  id: 'pinsker',
  name: 'Pinsker: √(KL/2)',
  premise: 'anyPolicy',
  value: 0.1,
  interval: { low: 0.05, high: 0.2 },
};
const ofBeta: TheoryBound = {
  id: 'rewardRange',
  name: 'Bounded likelihood ratio: tanh(R/(4β))',
  premise: 'optimum',
  value: 0.3,
  interval: null,
};

const forecast: AuditForecast = {
  beta: 0.5,
  drift: { value: -0.12, low: -0.2, high: -0.04 },
  unseenShift: 0,
  leastEffectiveSamples: 9,
  thinPrompts: 0,
  trusted: true,
};

function row(part: Partial<TheoryRow> = {}): TheoryRow {
  return {
    suiteId: 'one',
    title: 'One',
    attackId: null,
    kind: 'harmful',
    observed: { value: -0.05, low: -0.08, high: 0.02, n: 40 },
    kl: null,
    forecast: {
      ...{ prompts: 10, of: 40, constantReward: false },
      ...{ atBeta: forecast, atKl: null, atKlGap: 'noKl' },
    },
    forecastGap: null,
    bounds: [measured, ofBeta],
    ...part,
  };
}

function analysis(part: Partial<TheoryAnalysis> = {}): TheoryAnalysis {
  return {
    rows: [row({ suiteId: null, title: 'All' }), row()],
    prompts: 40,
    sampled: true,
    run: { folder: '/r', configPath: '/x.train.json', sameStart: true, trainedPrompts: 0 },
    audit: {
      ...{ path: '/a/x.audit.jsonl', base: 'tiny', sameBase: true, found: true },
      ...{ sameRewards: true, sameJudge: true, answers: 100, prompts: 10, notApplicable: [] },
    },
    penalty: { algorithm: 'rloo', beta: 0.5, range: 1, approximate: false, gap: null },
    penaltyGap: null,
    largestKl: 0.5,
    klGap: null,
    drift: null,
    notes: [],
    ...part,
  };
}

describe('findings', () => {
  it('name observed drift, forecast and the tightest bound, and call transfer what it is', () => {
    expect(theoryFindings(analysis())).toEqual([
      'One: observed −5.0 pp, 95% CI −8.0 to +2.0, n = 40. Forecast if they were trained on (here transfer, no test of it), at the run’s β of 0.5: forecast −12.0 pp, 95% CI −20.0 to −4.0. The tightest bound is ±10.0 pp (Pinsker: √(KL/2), of the measured KL): the whole interval lies within it.',
    ]);
    const trained = analysis({
      run: { folder: '/r', configPath: '/x.train.json', sameStart: true, trainedPrompts: 40 },
    });
    expect(theoryFindings(trained).join()).toContain('Forecast, at the run’s β');
    expect(theoryScope(trained).join()).toContain('All of these prompts are among');
  });

  it.each([
    [-0.08, 0.02, 'within'],
    [-0.2, 0.02, 'crosses'],
    [-0.3, -0.11, 'beyond'],
    [0.11, 0.2, 'beyond'],
  ] as const)('an interval from %d to %d against ±0.1: %s', (low, high, relation) => {
    const observed = { value: (low + high) / 2, low, high, n: 40 };
    expect(boundRelation({ observed, bounds: [measured, ofBeta] })).toBe(relation);
  });

  it('of a constant reward say that theory predicts nothing', () => {
    const constant = row({
      forecast: {
        ...{ prompts: 10, of: 40, constantReward: true },
        ...{ atBeta: null, atKl: null, atKlGap: null },
      },
    });
    const [only] = theoryFindings(analysis({ rows: [constant] }));
    expect(only).toMatch(/theory predicts no drift .* comes from generalisation/u);
  });
});

it('every gap has words of its own', () => {
  const said = [
    ...penaltyGaps.map((gap) => theoryScope(analysis({ penaltyGap: gap, largestKl: null })).join(' ')),
    ...klGaps.map((gap) => theoryScope(analysis({ klGap: gap })).join(' ')),
    ...forecastGaps.map((gap) =>
      theoryFindings(analysis({ rows: [row({ forecast: null, forecastGap: gap })] })).join(' '),
    ),
  ];
  expect(new Set(said).size).toBe(said.length);
  expect(said.join()).not.toContain('undefined');
});

describe('rows', () => {
  it('stand kind by kind, all of a kind first, and only where it has several benchmarks', () => {
    const rows = [
      row({ suiteId: null, title: 'H', kind: 'harmful' }),
      row({ suiteId: null, title: 'B', kind: 'benign' }),
      row({ suiteId: 'a', title: 'a' }),
      row({ suiteId: 'b', title: 'b', kind: 'benign' }),
      row({ suiteId: 'c', title: 'c' }),
    ];
    expect(shownRows({ rows }).map(({ title }) => title)).toEqual(['H', 'a', 'c', 'b']);
  });

  it('of the bounds table name those of β once, those of the measured KL for each', () => {
    const bounds = theoryTables(analysis({ rows: [row(), row({ suiteId: 'two', title: 'Two' })] }))[1];
    const shown = bounds?.rows.map((row) => row.map((content) => cellOf(content).text));
    expect(shown?.map(([prompts, , size, ends]) => [prompts, size, ends])).toEqual([
      ['One', '10.0', '[5.0, 20.0]'],
      ['Two', '10.0', '[5.0, 20.0]'],
      ['Each of these', '30.0', '–'],
    ]);
  });

  it('without bounds and KL have no tables of them', () => {
    expect(theoryTables(analysis({ rows: [row({ bounds: [] })] }))).toHaveLength(1);
  });
});

describe('the figure', () => {
  const size = { width: 700, fontSize: 13 };

  it('says everything that it draws, and has no number that is none', () => {
    const figure = theoryPlot(analysis(), size);
    expect(figure?.description).toContain(
      'One: observed −5.0 pp, −8.0 pp to +2.0 pp; forecast at the run’s β −12.0 pp',
    );
    expect(figure?.content.markup).not.toMatch(/NaN|undefined|Infinity/u);
    expect(figure?.content.markup.match(/class="theory-band"/gu)).toHaveLength(1);
    expect(theoryPlot(analysis({ rows: [] }), size)).toBeNull();
  });

  it('keeps every mark within its width, however far a bound or an untold forecast reaches', () => {
    const wild = { ...forecast, trusted: false, drift: { value: 0.9, low: -1, high: 1 } };
    const rows = [
      row({
        forecast: {
          ...{ prompts: 3, of: 3, constantReward: false },
          ...{ atBeta: wild, atKl: wild, atKlGap: null },
        },
        bounds: [{ ...measured, value: 1 }],
        observed: { value: 0.01, low: -0.02, high: 0.03, n: 3 },
      }),
      row({ suiteId: 'two', observed: null, forecast: null, forecastGap: 'attack', bounds: [] }),
    ];
    for (const width of [360, 900]) {
      const figure = theoryPlot(analysis({ rows }), { width, fontSize: 13 });
      const xs = [...(figure?.content.markup.matchAll(/\b(?:x|x1|x2|cx)="(-?[\d.]+)"/gu) ?? [])];
      expect(xs.length).toBeGreaterThan(10);
      for (const [, x] of xs) {
        expect(Number(x)).toBeGreaterThanOrEqual(0);
        expect(Number(x)).toBeLessThanOrEqual(width);
      }
    }
  });
});
