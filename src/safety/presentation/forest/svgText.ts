// Colours and the smallest parts of figures in SVG. Colours are CSS custom properties with fallbacks, so that a
// figure takes on the theme of the page it stands in.
import { html, type Html } from '../html';

export const colours = {
  ink: 'var(--forest-ink, #1c2128)',
  muted: 'var(--forest-muted, #57606a)',
  rule: 'var(--forest-rule, #e6e9ed)',
  zero: 'var(--forest-zero, #8c959f)',
  band: 'var(--forest-band, #dde3ea)',
  surface: 'var(--forest-surface, #ffffff)',
  better: 'var(--forest-better, #0b6b74)',
  worse: 'var(--forest-worse, #a83a0b)',
  open: 'var(--forest-open, #424a53)',
} as const;

/** Pixels with one decimal; a number that is not finite would void the whole element. */
export function px(value: number): string {
  return Number.isFinite(value) ? String(Math.round(value * 10) / 10) : '0';
}

interface TextOptions {
  readonly size: number;
  readonly colour?: keyof typeof colours;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly bold?: boolean;
}

/** A line of text whose outline in the colour of the ground keeps lines behind it away from the letters. */
export function svgText(x: number, y: number, content: string, options: TextOptions): Html {
  const { size, colour = 'ink', anchor = 'start', bold = false } = options;
  return html`<text
    x="${px(x)}"
    y="${px(y)}"
    font-size="${px(size)}"
    font-weight="${bold ? 600 : 400}"
    text-anchor="${anchor}"
    fill="${colours[colour]}"
    stroke="${colours.surface}"
    stroke-width="4"
    stroke-linejoin="round"
    paint-order="stroke"
    >${content}</text
  >`;
}

interface LineOptions {
  readonly colour: keyof typeof colours;
  readonly width?: number;
  readonly dashed?: boolean;
  readonly name?: string;
}

export function svgLine(
  [x1, y1]: readonly [number, number],
  [x2, y2]: readonly [number, number],
  { colour, width = 1, dashed = false, name = 'forest-line' }: LineOptions,
): Html {
  return html`<line
    class="${name}"
    x1="${px(x1)}"
    y1="${px(y1)}"
    x2="${px(x2)}"
    y2="${px(y2)}"
    stroke="${colours[colour]}"
    stroke-width="${width}"
    ${dashed && html`stroke-dasharray="2 3"`}
  />`;
}
