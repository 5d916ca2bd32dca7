// A figure as a file: no page is needed for its colours, and no name can break out of it.
import { describe, expect, it } from 'vitest';
import type { FigureSource } from '../../../../../src/safety/presentation/figures/figure';
import { standaloneSvg } from '../../../../../src/safety/presentation/figures/standaloneSvg';
import { svgLine, svgText } from '../../../../../src/safety/presentation/forest/svgText';
import { html } from '../../../../../src/safety/presentation/html';
import { hostileTexts } from '../../../../support/hostileTexts';

const data = () => ({ columns: [], rows: [] });

function source(name: string, marks: readonly string[] = []): FigureSource {
  const content = html`${svgText(0, 10, name, { size: 13, colour: 'worse' })}${svgLine([0, 0], [9, 9], { colour: 'rule' })}`;
  const draw = () => ({ width: 760, height: 100, content, title: name, description: name });
  return { id: 'one', title: name, draw, data, marks };
}

describe('a figure as a file', () => {
  it('has every colour resolved: on white those made for white, else those of the palette', () => {
    const white = standaloneSvg(source('x'))?.markup ?? '';
    expect(white).toContain('fill="#a83a0b"');
    expect(white).not.toContain('var(');
    const ground = '#111111';
    const dark = standaloneSvg(source('x'), {
      ground,
      colour: (name) => (name === '--forest-worse' ? '#ff0000' : null),
    });
    expect(dark?.markup).toContain('height="100%" fill="#111111"');
    expect(dark?.markup).toContain('fill="#ff0000"');
    expect(dark?.markup).toContain('stroke="#e6e9ed"');
  });

  it('leaves the words of a name that looks like a colour', () => {
    const { markup } = standaloneSvg(source('fill="var(--forest-ink, red)"')) ?? { markup: '' };
    expect(markup).toContain('fill=&quot;var(--forest-ink, red)&quot;');
  });

  it.each(Object.entries(hostileTexts))('keeps %s inert', (_, text) => {
    const { markup } = standaloneSvg(source(text, [text])) ?? { markup: '' };
    const tags = [...markup.matchAll(/<\/?([a-z]+)/gu)].map(([, tag]) => tag);
    expect(new Set(tags)).toEqual(new Set(['svg', 'title', 'desc', 'rect', 'text', 'g', 'line']));
    // What no XML parser takes.
    expect(markup).not.toMatch(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Surrogate}/u);
  });

  it('is as high as its title, drawing and words need', () => {
    const short = standaloneSvg(source('x'))?.height ?? 0;
    const long = standaloneSvg(source('a long title '.repeat(20), ['many words '.repeat(40)]))?.height ?? 0;
    expect(short).toBeGreaterThan(100);
    expect(long - short).toBeGreaterThan(50);
  });

  it('is none where nothing is drawn', () => {
    expect(standaloneSvg({ ...source('x'), draw: () => null })).toBeNull();
  });
});
