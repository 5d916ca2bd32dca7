import { describe, expect, it } from 'vitest';
import { markdownSummary } from '../../../../src/safety/report/markdownSummary';
import { sampleFacts, sampleRows, sampleSummary } from '../presentation/sampleReport';

const gate = {
  expression: 'harmful.delta < -2pp',
  outcome: 'failed',
  explanation: 'the change is −8.6 pp',
} as const;

describe('markdownSummary', () => {
  const text = markdownSummary({ facts: sampleFacts, summary: sampleSummary, gates: [gate] });

  it('begins with both sides and the verdict, and gives the gates before the numbers', () => {
    expect(text.split('\n')[0]).toMatch(/^## Guardrail Lens: .* against /);
    expect(text).toContain(`**${sampleSummary.headline}**`);
    expect(text.indexOf('harmful.delta &lt; -2pp: the change is')).toBeLessThan(
      text.indexOf('| Benchmark |'),
    );
  });

  it('has a row for each benchmark, as many cells as heads', () => {
    const rows = text.split('\n').filter((line) => line.startsWith('|'));
    for (const { title } of sampleSummary.benchmarks) {
      expect(rows.some((row) => row.startsWith(`| ${title}`))).toBe(true);
    }
    const cells = (row: string): number => row.split(/(?<!\\)\|/).length;
    const [head = ''] = rows;
    const table = text.slice(text.indexOf(head)).split('\n\n')[0] ?? '';
    for (const row of table.split('\n')) expect(cells(row)).toBe(cells(head));
  });

  it('has no prompt and no answer', () => {
    for (const { prompt, sides } of sampleRows) {
      expect(text).not.toContain(prompt);
      for (const { answer } of sides.tuned ?? []) if (answer !== '') expect(text).not.toContain(answer);
    }
  });

  it('says that a comparison is not complete', () => {
    const begun = markdownSummary({
      facts: sampleFacts,
      summary: { ...sampleSummary, complete: false },
      gates: [],
    });
    expect(begun).toContain('not complete');
    expect(text).not.toContain('not complete');
  });

  it('keeps a hostile title from being markup', () => {
    const benchmarks = sampleSummary.benchmarks.map((benchmark) => ({
      ...benchmark,
      title: 'x | y](https://evil.example) <img src=x> @team #12 `a`\n## new',
    }));
    const hostile = markdownSummary({
      facts: sampleFacts,
      summary: { ...sampleSummary, benchmarks },
      gates: [],
    });
    expect(hostile).not.toMatch(/<img|@team|#12|https:\/\/evil|^## new/m);
    expect(hostile).toContain('x \\| y\\](https:&#8205;//evil.example) &lt;img src=x&gt; @&#8205;team');
  });
});
