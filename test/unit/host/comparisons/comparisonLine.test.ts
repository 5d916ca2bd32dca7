import { expect, test } from 'vitest';
import { comparisonLine } from '../../../../src/host/comparisons/comparisonLine';
import type { SuiteKind } from '../../../../src/protocol/outcomes';
import type { ComparisonSummary, OverallSummary } from '../../../../src/protocol/summary';

const facts = { prompts: 1200, updatedAt: '2026-11-28T21:30:00.000Z' };
const overall = (value: number): OverallSummary =>
  ({ delta: { value, low: value - 0.1, high: value + 0.1, n: 100 } }) as unknown as OverallSummary;
const summary = (
  harmful: OverallSummary | null,
  benign: OverallSummary | null,
  capability: OverallSummary | null = null,
): Pick<ComparisonSummary, SuiteKind> => ({ harmful, benign, capability, control: null });

test('the change of harmful prompts stands first, with its interval and the day', () => {
  expect(comparisonLine(facts, summary(overall(-0.4), overall(0.2)))).toBe(
    '−40.0 pp [−50.0, −30.0] · 2026-11-28',
  );
});

test('without harmful prompts that of the benign ones, without any the number of prompts', () => {
  expect(comparisonLine(facts, summary(null, overall(0.2)))).toMatch(/^\+20\.0 pp/);
  expect(comparisonLine(facts, summary(null, null))).toBe('1,200 prompts · 2026-11-28');
});

test('capability stands behind it where tasks were run', () => {
  expect(comparisonLine(facts, summary(overall(-0.4), null, overall(0.2)))).toBe(
    '−40.0 pp [−50.0, −30.0], capability +20.0 pp [+10.0, +30.0] · 2026-11-28',
  );
  expect(comparisonLine(facts, summary(null, null, overall(0.2)))).toMatch(/^capability \+20\.0 pp/);
});
