import { describe, expect, it } from 'vitest';
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
