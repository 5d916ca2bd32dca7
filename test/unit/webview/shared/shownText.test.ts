// Text of models and datasets in the pages: never markup, and what hides or turns it is seen.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hiddenCharacters } from '../../../../src/safety/presentation/visibleText';
import { firstLine } from '../../../../webview/shared/masking';
import { hostileTexts } from '../../../support/hostileTexts';
import { repositoryPath } from '../../../support/paths';

const root = repositoryPath('webview');
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => [name, readFileSync(join(root, name), 'utf8')] as const);

test.each(Object.entries(hostileTexts))('%s in a row of the list is seen, and short', (_, text) => {
  const line = firstLine(text);
  expect(line.match(hiddenCharacters) ?? []).toEqual([]);
  expect(line.length).toBeLessThan(2000);
});

describe.each(sources)('%s', (name, source) => {
  test('puts no text into a page but as text', () => {
    const sinks = source.match(
      /\b(?:unsafe(?:HTML|SVG|Static|CSS)|innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval|srcdoc|createContextualFragment)\b/gu,
    );
    expect((sinks ?? []).filter((sink) => sink !== 'unsafeCSS')).toEqual([]);
    // A drawing of our own, whose texts are escaped where it is made.
    if (source.includes('DOMParser')) expect(name).toMatch(/svgElement\.ts$/u);
  });

  test('shows what others wrote through visibleText', () => {
    const shown = source.match(
      />\$\{[^{}]*\b(?:prompt|userMessage|context|reasoning|completion|evidence)\}/gu,
    );
    expect(shown ?? []).toEqual([]);
  });
});
