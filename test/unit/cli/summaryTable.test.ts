// What a comparison says on a terminal.
import { expect, test } from 'vitest';
import { summaryText } from '../../../src/cli/summaryTable';
import { sampleFacts, sampleSummary } from '../safety/presentation/sampleReport';

const text = summaryText(sampleSummary, sampleFacts);
const lines = text.split('\n');

test('the headline, a table per kind, every finding once, the judge and the file', () => {
  expect(lines[0]).toBe(sampleSummary.headline);
  expect(lines.filter((line) => line.startsWith('Benchmark'))).toHaveLength(2);
  for (const { message } of sampleFacts.gate) expect(text.split(message)).toHaveLength(2);
  expect(text).toContain('Judge: Rule judge (rules 1). Sensitivity 95.3% (n = 214)');
  expect(lines.at(-2)).toBe('2,100 of 2,100 responses. /home/ana/comparisons/recipes-sft.glens');
});

test('a rate has its n, a change its interval', () => {
  const [first] = sampleSummary.benchmarks;
  const row = lines.find((line) => line.startsWith(`${first?.title ?? ''} `)) ?? '';
  const { base, tuned } = first ?? {};
  for (const side of [base, tuned]) {
    expect(row).toContain(`% ${side?.rate?.k ?? ''}/${side?.rate?.n ?? ''} `);
  }
  expect(row).toMatch(/ [−+]\d+\.\d \[[−+]\d+\.\d, [−+]\d+\.\d\] /);
});

test('control characters of titles are made visible', () => {
  const benchmarks = sampleSummary.benchmarks.map((one) => ({ ...one, title: 'a\u001b[31mred' }));
  const shown = summaryText({ ...sampleSummary, benchmarks }, sampleFacts);
  expect(shown).toContain('a⟨U+001B⟩[31mred');
  expect(shown).not.toContain('\u001b');
});
