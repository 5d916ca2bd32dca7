// The report of a sweep: its tables in one file, in which names of others stay text.
import { describe, expect, it } from 'vitest';
import type { SweepSummary } from '../../../../src/protocol/sweep';
import type { MeasuredRate, TrainingSummary } from '../../../../src/protocol/training';
import { hiddenCharacters } from '../../../../src/safety/presentation/visibleText';
import { sweepReport } from '../../../../src/safety/report/sweepReport';
import { hostileTexts } from '../../../support/hostileTexts';
import { markupStructure } from '../../../support/markupStructure';

const rate: MeasuredRate = { rate: 0.5, low: 0.3, high: 0.7, n: 40, prompts: 20 };
const delta = { value: -0.25, low: -0.4, high: -0.1, detectable: 0.2 };
const change = { start: rate, end: rate, delta };
const summary: TrainingSummary = { accuracy: change, harmful: change, benign: null };

function sweep(word: string): SweepSummary {
  const run = { name: word, folder: word, step: 1, maxSteps: 2, summary };
  return {
    rows: [
      {
        ...{ algorithm: word, model: word, data: word, seeds: [1, 2], summary },
        runs: [
          { ...run, seed: 1, status: 'finished', reason: null },
          { ...run, seed: 2, status: 'halted', reason: word },
        ],
      },
    ],
    contrasts: [
      {
        ...{ model: word, data: word, first: word, second: word, seeds: [1, 2] },
        measures: {
          accuracy: null,
          harmful: { first: rate, second: { ...rate, rate: 0.25 }, delta, p: 0.004, pHolm: 0.008 },
          benign: null,
        },
        notes: [word],
      },
    ],
  };
}

const report = (word: string): string =>
  sweepReport({ name: word, sweep: sweep(word), generatedAt: '2026-03-12T14:05:09.000Z' });

it('has settings, contrasts and seeds, and says what is left out', () => {
  const page = report('word');
  for (const id of ['settings', 'contrasts', 'seeds', 'remarks'])
    expect(page).toContain(`<section id="${id}"`);
  expect(page).toContain('−25.0 pp [−40.0, −10.0]');
  expect(page).toContain('0.008');
  expect(page).toContain('word: halted after 1 of 2 steps. word');
  expect(page).not.toMatch(/NaN|undefined/u);
});

it('of a sweep without a finished run has no empty table', () => {
  const page = sweepReport({ name: 'none', sweep: { rows: [], contrasts: [] }, generatedAt: '' });
  expect(page).not.toContain('<table');
});

const texts = Object.entries(hostileTexts).filter(([, text]) => text.length < 10_000);

describe.each(texts)('%s', (_, text) => {
  it('changes no tag and no attribute', () => {
    expect(markupStructure(report(text))).toEqual(markupStructure(report('word')));
    expect(report(text).match(hiddenCharacters) ?? []).toEqual([]);
  });
});
