import { describe, expect, it } from 'vitest';
import type { Suite } from '../../../../src/protocol/suites';
import { suiteText } from '../../../../src/safety/presentation/suiteText';

const suite: Suite = {
  manifest: {
    ...{ id: 's', version: '1', title: 'A suite', licence: 'MIT', citation: 'Someone 2024', kind: 'harmful' },
    ...{ categories: ['a', 'b'], metric: 'Safe rate' },
  },
  prompts: [
    { id: 'p1', prompt: 'first\nline', category: 'a', context: null },
    { id: 'p2', prompt: 'second\u202e', category: 'b', context: 'a context' },
    { id: 'p3', prompt: 'third', category: 'a', context: null },
  ],
};

describe('suiteText', () => {
  it('gives licence, citation and categories, and names covered prompts without a word of them', () => {
    const text = suiteText(suite, true);
    for (const piece of ['Licence   MIT', 'Citation  Someone 2024', 'a (2)', 'b (1)', 'p2  (covered)']) {
      expect(text).toContain(piece);
    }
    expect(text).not.toMatch(/first|second|third|a context/);
  });

  it('shows the prompts by category, and what would hide text in them', () => {
    const text = suiteText(suite, false);
    expect(text.indexOf('p3')).toBeLessThan(text.indexOf('p2'));
    expect(text).toContain('p1  first\n    line');
    expect(text).toContain('second⟨U+202E⟩');
    expect(text).toContain('Context: a context');
  });
});
