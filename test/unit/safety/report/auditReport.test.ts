// The report of a reward audit: one file without network access, in which text of others stays text.
import { describe, expect, it } from 'vitest';
import type { AuditSummary } from '../../../../src/protocol/audit';
import { hiddenCharacters } from '../../../../src/safety/presentation/visibleText';
import { auditMarkdown } from '../../../../src/safety/report/auditMarkdown';
import { auditReport } from '../../../../src/safety/report/auditReport';
import { hostileTexts } from '../../../support/hostileTexts';
import { markupStructure } from '../../../support/markupStructure';
import { group, number, reading, summary } from '../presentation/audit/sampleAudit';

const generatedAt = '2026-03-12T14:05:09.000Z';

function audit(text: string, part: Partial<AuditSummary> = {}): AuditSummary {
  return summary({
    spec: { ...summary().spec, configPath: `/runs/${text.replace(/[\\/]/gu, '')}` },
    base: { name: text, fingerprint: text },
    path: text,
    functions: [{ ...number, name: text, needs: text }, ...summary().functions],
    groups: [{ ...group, title: text, rewards: [{ ...reading, reward: null }] }],
    promptReadings: [
      {
        ...{ suiteId: text, itemId: text, kind: 'harmful', answers: 16, well: 4 },
        readings: [{ reward: null, mean: 0.5, covariance: -0.1, state: 'dependent', p: 0.01 }],
      },
    ],
    notes: [{ severity: 'warning', id: 'x', message: text }],
    versions: { [text]: text },
    ...part,
  });
}

const page = auditReport({ summary: audit('word'), generatedAt });

describe('the page', () => {
  it('refers to nothing outside, and has no style attributes and no handlers', () => {
    expect(page).toContain(`content="default-src 'none';`);
    for (const [, target] of page.matchAll(/\s(?:href|src|action|data|poster|srcset)="([^"]*)"/g)) {
      expect(target).toMatch(/^(?:#|data:(?:image\/svg\+xml|text\/csv);charset=utf-8,)/);
    }
    expect(page).not.toMatch(/<[^>]+\s(?:style|on[a-z]+)="/);
  });

  it('has every id once, and every reference leads somewhere', () => {
    const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
    const references = [...page.matchAll(/(?:href="#|aria-labelledby=")([^"]*)"/g)];
    expect(references.length).toBeGreaterThan(8);
    for (const [, id] of references) expect(ids).toContain(id);
  });

  it('says what the audit says, and that no answer is in it', () => {
    expect(page).toContain('Safe answers earn less than unsafe ones');
    expect(page).toContain('RLOO, β 0.05 · ');
    expect(page).toContain('Derived here:');
    expect(page).toContain('Forecast change of the share handled well over β');
    expect(page).toContain('reward audit</span>');
    expect(page).not.toContain('Answers in this file were generated');
    expect(page).not.toMatch(/NaN|undefined/u);
  });

  it('of an audit under way says so, and of one without a forecast has no such part', () => {
    const half = auditReport({ summary: audit('word', { answers: 160 }), generatedAt });
    expect(half).toContain('160 of 320 answers are in; the numbers will change.');
    const none = { ...group, rewards: [{ ...reading, forecast: [] }] };
    const bare = auditReport({ summary: audit('word', { groups: [none] }), generatedAt });
    expect(bare).not.toContain('id="forecast"');
    expect(bare).not.toContain('href="#forecast"');
  });
});

const texts = Object.entries(hostileTexts).filter(([, text]) => text.length < 10_000);

describe.each(texts)('%s', (_, text) => {
  it('changes no tag and no attribute', () => {
    const hostile = auditReport({ summary: audit(text), generatedAt });
    expect(markupStructure(hostile)).toEqual(markupStructure(page));
    expect(hostile.match(hiddenCharacters) ?? []).toEqual([]);
  });

  it('is no markup in Markdown, and adds no line', () => {
    const markdown = auditMarkdown(audit(text));
    expect(markdown).not.toMatch(/<(?!\/?sub>)[a-z/!]/iu);
    expect(markdown.split('\n')).toHaveLength(auditMarkdown(audit('word')).split('\n').length);
  });
});
