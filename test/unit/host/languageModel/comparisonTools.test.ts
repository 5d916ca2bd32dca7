import { describe, expect, test, vi } from 'vitest';
import {
  explainFlip,
  listComparisons,
  summarizeComparison,
  type ToolParts,
} from '../../../../src/host/languageModel/comparisonTools';
import { row, sampleFacts, sampleSummary } from '../../safety/presentation/sampleReport';

vi.mock('vscode', () => ({
  Disposable: { from: () => undefined },
  LanguageModelTextPart: vi.fn(),
  LanguageModelToolResult: vi.fn(),
  lm: {},
  workspace: { asRelativePath: (path: string) => path.replace('/w/', '') },
}));

const asked: { name: string; path: string }[] = [];
const parts = {
  comparisons: { list: () => Promise.resolve(['/w/a.glens', '/w/broken.glens']) },
  engine: {
    request: (name: string, params: { path: string }) => {
      asked.push({ name, path: params.path });
      if (params.path === '/w/broken.glens') return Promise.reject(new Error('It is damaged.'));
      if (name === 'describeComparison') return Promise.resolve({ ...sampleFacts, status: 'complete' });
      if (name === 'summarizeComparison') return Promise.resolve(sampleSummary);
      return Promise.resolve({ total: 1, rows: [row(3, { prompt: 'secret', userMessage: 'secret' })] });
    },
  },
} as unknown as ToolParts;

describe('tools for language models', () => {
  test('list what there is, and go on over what cannot be read', async () => {
    const lines = (await listComparisons(parts)).split('\n');
    expect(lines[0]).toMatch(/^a\.glens: .* pp \[/);
    expect(lines[1]).toMatch(/^broken\.glens: cannot be read/);
  });

  test('summarize a listed comparison by path or name', async () => {
    for (const comparison of ['/w/a.glens', 'a.glens', 'a']) {
      expect(await summarizeComparison(parts, { comparison })).toContain(sampleSummary.headline);
    }
  });

  test('read no other file, whatever is asked for', async () => {
    asked.length = 0;
    for (const comparison of ['/etc/passwd', '../other.glens', '', 7, undefined]) {
      expect(await summarizeComparison(parts, { comparison })).toContain('There is no such comparison');
      expect(await explainFlip(parts, { comparison, prompt: 3 })).toContain('There is no such comparison');
    }
    expect(new Set(asked.map(({ path }) => path))).toEqual(new Set(['/w/a.glens', '/w/broken.glens']));
  });

  test('explain a row without its text', async () => {
    const text = await explainFlip(parts, { comparison: 'a', prompt: 3 });
    expect(text).toMatch(/^Prompt 3: /);
    expect(text).not.toContain('secret');
    expect(await explainFlip(parts, { comparison: 'a', prompt: 1.5 })).toContain('whole number');
  });
});
