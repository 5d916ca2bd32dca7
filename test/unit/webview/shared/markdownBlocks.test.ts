import { describe, expect, it } from 'vitest';
import { hiddenCharacters } from '../../../../src/safety/presentation/visibleText';
import { hostileTexts } from '../../../support/hostileTexts';
import { markdownBlocks } from '../../../../webview/shared/markdownBlocks';

describe('markdownBlocks', () => {
  it('reads headings, lists, code, quotes and emphasis', () => {
    const text = '# One *two*\n\nA **bold** word\nand `code`.\n- a\n  - b\n\n1. c\n> said\n```js\nx < y\n```';
    expect(markdownBlocks(text)).toEqual([
      {
        kind: 'heading',
        level: 1,
        content: [
          { kind: 'text', text: 'One ' },
          { kind: 'emphasis', content: [{ kind: 'text', text: 'two' }] },
        ],
      },
      {
        kind: 'paragraph',
        content: [
          { kind: 'text', text: 'A ' },
          { kind: 'strong', content: [{ kind: 'text', text: 'bold' }] },
          { kind: 'text', text: ' word\nand ' },
          { kind: 'code', text: 'code' },
          { kind: 'text', text: '.' },
        ],
      },
      {
        kind: 'list',
        ordered: false,
        items: [
          { depth: 0, content: [{ kind: 'text', text: 'a' }] },
          { depth: 1, content: [{ kind: 'text', text: 'b' }] },
        ],
      },
      { kind: 'list', ordered: true, items: [{ depth: 0, content: [{ kind: 'text', text: 'c' }] }] },
      { kind: 'quote', content: [{ kind: 'text', text: 'said' }] },
      { kind: 'code', text: 'x < y' },
    ]);
  });

  it('keeps HTML and links as the text that they are', () => {
    const text = '<img src=x onerror=alert(1)> [here](javascript:alert(1))';
    expect(markdownBlocks(text)).toEqual([{ kind: 'paragraph', content: [{ kind: 'text', text }] }]);
  });

  it.each(Object.entries(hostileTexts))(
    'makes nothing of %s, in little time, and shows what it hides',
    (_, text) => {
      const words = JSON.stringify(markdownBlocks(text));
      expect(words.match(hiddenCharacters) ?? []).toEqual([]);
      const kinds = new Set(words.match(/"kind":"[a-z]+"/g));
      for (const kind of kinds) {
        expect(kind).toMatch(/"(?:text|code|strong|emphasis|heading|paragraph|quote|list)"$/);
      }
      expect(words).not.toContain('\\u001b');
    },
  );

  it.each([
    ['spaces in a heading', `# a${' '.repeat(200_000)}b`],
    ['marks in a heading', `# a${'#'.repeat(200_000)}b`],
    ['spaces in an item', `- ${' '.repeat(200_000)}\u2028`],
    ['marks of emphasis', '**a'.repeat(200_000)],
    ['marks of code', '`a\n'.repeat(100_000)],
  ])('needs no more time for %s than for other text', (_, text) => {
    const { user: before } = process.cpuUsage();
    expect(markdownBlocks(text).length).toBeGreaterThan(0);
    expect(process.cpuUsage().user - before).toBeLessThan(5_000_000);
  });

  it('loses no words and ends, whatever the marks', () => {
    for (const text of [
      '```\nnever closed',
      '**',
      '* * *',
      '`',
      '1.',
      '#',
      '>',
      `${'*'.repeat(5000)}a`,
      '- '.repeat(3000),
    ]) {
      const blocks = JSON.stringify(markdownBlocks(text));
      for (const word of text.match(/\w+/g) ?? []) expect(blocks).toContain(word);
    }
  });
});
