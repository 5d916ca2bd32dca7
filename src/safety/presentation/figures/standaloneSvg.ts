// A figure as an SVG file that needs no page around it: title above, what the marks mean below, a ground, and every colour
// resolved, since few programs know CSS custom properties.
import { svgText } from '../forest/svgText';
import { Html, html } from '../html';
import type { FigureSource } from './figure';
import { wrapText } from './wrapText';

export interface SvgPalette {
  readonly ground: string;
  /** The colour of a custom property ("--forest-ink"); null: its fallback, which is made for white. */
  readonly colour: (property: string) => string | null;
}

/** For print and papers, whatever the theme. */
export const paper: SvgPalette = { ground: '#ffffff', colour: () => null };

/** As wide as a page of text: every file has the same size, whatever window it was saved from. */
const width = 760;
const fontSize = 13;
const margin = 16;
const lineHeight = fontSize * 1.4;

export interface SvgFile {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  readonly markup: string;
}

/** null: there is nothing to draw. */
export function standaloneSvg(
  { title, draw, marks = [] }: FigureSource,
  palette: SvgPalette = paper,
): SvgFile | null {
  const figure = draw({ width, fontSize });
  if (figure === null) return null;
  const heads = wrapText(title, width, fontSize);
  const small = fontSize * 0.88;
  const words = wrapText(marks.length === 0 ? '' : `${marks.join('; ')}.`, width, small);
  const top = margin + heads.length * lineHeight + fontSize * 0.6;
  const below = top + figure.height + fontSize * 0.6;
  const size = {
    width: width + 2 * margin,
    height: Math.ceil(below + words.length * lineHeight + margin),
  };
  const content = html`<title>${title}</title><desc>${figure.description}</desc>
    <rect width="100%" height="100%" fill="${palette.ground}" />
    ${heads.map((line, i) => svgText(margin, margin + (i + 0.75) * lineHeight, line, { size: fontSize, bold: true }))}
    <g transform="translate(${margin} ${top})">${figure.content}</g>
    ${words.map((line, i) => svgText(margin, below + (i + 0.75) * lineHeight, line, { size: small, colour: 'muted' }))}`;
  const element = html`<svg
    xmlns="http://www.w3.org/2000/svg"
    width="${size.width}"
    height="${size.height}"
    viewBox="0 0 ${size.width} ${size.height}"
    font-family="system-ui, 'Segoe UI', 'Helvetica Neue', 'Liberation Sans', Arial, sans-serif"
  >
    ${new Html(resolved(content.markup, palette))}
  </svg>`;
  return { ...size, markup: `<?xml version="1.0" encoding="UTF-8"?>\n${element.markup}\n` };
}

/** In text a quotation mark is an entity, so only attributes are met. */
function resolved(markup: string, { colour }: SvgPalette): string {
  return markup.replace(
    /="var\((--[a-z-]+), ([^"]*)\)"/gu,
    (_, property: string, fallback: string) => `="${colour(property) ?? fallback}"`,
  );
}
