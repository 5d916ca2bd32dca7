// Lines over a common axis as SVG, with areas around them and a logarithmic scale where that is asked for. Knows nothing of
// what they show.
import { fitText, textWidth } from '../forest/fitText';
import { niceTicks } from '../forest/niceTicks';
import { colours, px, svgLine, svgText } from '../forest/svgText';
import { html, type Html } from '../html';
import { formatCount } from '../numbers';
import type { Figure, FigureSize } from './figure';
import { decades, logTicks } from './logTicks';

export type LineValues = readonly (number | null)[];

export interface ChartLine {
  /** What stands in the legend; '': nothing. */
  readonly label: string;
  /** `var(--property, #fallback)`. */
  readonly colour: string;
  /** One per place of the axis; null where there is none, and the line goes on beyond it. */
  readonly values: LineValues;
  /** Around the line: filled, or as two lines. */
  readonly band: { readonly low: LineValues; readonly high: LineValues; readonly filled: boolean } | null;
  readonly dashed: boolean;
  /** Its points are marked. */
  readonly points: boolean;
  /** Behind another line that says the same more clearly. */
  readonly faint?: boolean;
}

export interface LineChart {
  readonly title: string;
  readonly description: string;
  /** Rising. */
  readonly xs: readonly number[];
  readonly xName: string;
  /** '': what the title says. */
  readonly yName: string;
  readonly lines: readonly ChartLine[];
  /** Fixed limits; null: by the values. */
  readonly range: readonly [number, number] | null;
  /** On a logarithmic scale values of 0 and below have no place. */
  readonly scale: 'linear' | 'log';
  /** Places marked on the axis. */
  readonly marks: readonly number[];
  readonly tick: (value: number) => string;
}

interface Plot {
  readonly x: (value: number) => number;
  /** null: no place on the scale. */
  readonly y: (value: number | null | undefined) => number | null;
  readonly xs: readonly number[];
}

/** null: no value has a place. */
export function lineChart(chart: LineChart, { width, fontSize }: FigureSize): Figure | null {
  const axis = yAxis(chart);
  const [first] = chart.xs;
  const last = chart.xs.at(-1);
  if (axis === null || first === undefined || last === undefined) return null;
  const small = fontSize * 0.88;
  const legend = legendOf(chart.lines, width, small);
  const [left, right] = [fontSize * 4.4, width - fontSize];
  const top = fontSize * (chart.yName === '' ? 0.8 : 2.2);
  const bottom = top + Math.min(width * 0.38, fontSize * 17);
  const x = (value: number): number =>
    last === first ? (left + right) / 2 : left + ((value - first) / (last - first)) * (right - left);
  const y: Plot['y'] = (value) => {
    const share = value == null ? null : axis.share(value);
    return share === null ? null : bottom - share * (bottom - top);
  };
  const plot: Plot = { x, y, xs: chart.xs };
  const quiet = { size: small, colour: 'muted' } as const;
  const most = Math.max(2, Math.floor((right - left) / (fontSize * 6)));
  const xTicks = niceTicks(first, Math.max(last, first + 1), most).filter(
    (tick) => tick >= first && tick <= last && Number.isInteger(tick),
  );
  const content = html`${axis.ticks.map((tick) => {
      const at = y(tick) ?? bottom;
      return html`${svgLine([left, at], [right, at], { colour: 'rule' })}${svgText(left - fontSize * 0.6, at + small * 0.35, chart.tick(tick), { ...quiet, anchor: 'end' })}`;
    })}
    ${xTicks.map((tick) => svgText(x(tick), bottom + fontSize * 1.5, formatCount(tick), { ...quiet, anchor: 'middle' }))}
    ${svgText(left, fontSize * 1.2, fitText(chart.yName, right - left, small), { size: small })}${svgText(right, bottom + fontSize * 2.9, chart.xName, { size: small, anchor: 'end' })}
    ${chart.lines.map((line) => area(line, plot))}${chart.lines.map((line) => curve(line, plot))}
    ${chart.marks.filter((mark) => mark >= first && mark <= last).map((mark) => triangle(x(mark), bottom, fontSize * 0.35))}
    <g transform="translate(0 ${px(bottom + fontSize * 3.6)})">${legend.content}</g>`;
  const height = Math.ceil(bottom + fontSize * 3.6 + legend.height);
  return { width, height, content, title: chart.title, description: chart.description };
}

interface YAxis {
  readonly ticks: readonly number[];
  /** 0 at the bottom, 1 at the top; null: no place. */
  readonly share: (value: number) => number | null;
}

function yAxis({ lines, range, scale }: LineChart): YAxis | null {
  const known = lines
    .flatMap(({ values, band }) => [values, band?.low ?? [], band?.high ?? []])
    .flat()
    .filter((value): value is number => value !== null && (scale === 'linear' || value > 0));
  const [low, high] = [least(known), -least(known.map((value) => -value))];
  if (known.length === 0) return null;
  if (scale === 'log') return logAxis(low, high);
  const [from, to] = range ?? openRange(low, high);
  const ticks = niceTicks(from, to, 6);
  const [bottom, top] = range ?? [ticks[0] ?? from, ticks.at(-1) ?? to];
  return {
    ticks: ticks.filter((tick) => tick >= bottom && tick <= top),
    share: (value) => (value - bottom) / (top - bottom),
  };
}

/** From 0 where that costs less than half of the room; a flat line gets some, too. */
function openRange(low: number, high: number): readonly [number, number] {
  const room = low === high ? Math.max(Math.abs(high) * 0.1, 1e-6) : 0;
  return [low >= 0 && low <= high * 0.5 ? 0 : low - room, high + room];
}

/** Not by spreading: a run has more steps than a call may have arguments. */
function least(values: readonly number[]): number {
  return values.reduce((found, value) => Math.min(found, value), Number.POSITIVE_INFINITY);
}

function logAxis(low: number, high: number): YAxis {
  const [from, to] = decades(low, high);
  return {
    ticks: logTicks([from, to]),
    share: (value) => (value > 0 ? (Math.log10(value) - from) / (to - from) : null),
  };
}

function area({ band, colour, dashed }: ChartLine, plot: Plot): Html | null {
  if (band === null) return null;
  if (!band.filled) {
    return html`${[band.low, band.high].map((edge) => html`<path d="${path(edge, plot)}" fill="none" stroke="${colour}" stroke-width="1.5" ${dashed && html`stroke-dasharray="5 3"`} />`)}`;
  }
  const places = plot.xs.flatMap((at, index) => {
    const [low, high] = [plot.y(band.low[index]), plot.y(band.high[index])];
    return low === null || high === null ? [] : [{ at: plot.x(at), low, high }];
  });
  const edge = [
    ...places.map(({ at, high }) => [at, high] as const),
    ...places.toReversed().map(({ at, low }) => [at, low] as const),
  ];
  return html`<polygon
    points="${edge.map(([at, value]) => `${px(at)},${px(value)}`).join(' ')}"
    fill="${colour}"
    fill-opacity="0.16"
  />`;
}

function curve({ values, colour, dashed, points, faint = false }: ChartLine, plot: Plot): Html {
  const known = plot.xs.flatMap((at, index) => {
    const y = plot.y(values[index]);
    return y === null ? [] : [[plot.x(at), y] as const];
  });
  const dots = points || known.length === 1 ? known : [];
  return html`<path
      d="${path(values, plot)}"
      fill="none"
      stroke="${colour}"
      stroke-width="${faint ? 1 : 1.5}"
      stroke-opacity="${faint ? 0.35 : 1}"
      stroke-linejoin="round"
      ${dashed && html`stroke-dasharray="5 3"`}
    />${dots.map(([at, y]) => html`<circle cx="${px(at)}" cy="${px(y)}" r="2.5" fill="${colour}" />`)}`;
}

function path(values: LineValues, { x, y, xs }: Plot): string {
  let pen = 'M';
  return xs
    .map((at, index) => {
      const place = y(values[index]);
      if (place === null) return '';
      const step = `${pen}${px(x(at))} ${px(place)}`;
      pen = 'L';
      return step;
    })
    .join('');
}

function triangle(x: number, bottom: number, size: number): Html {
  return html`<path
    d="M${px(x)} ${px(bottom - 1.5 * size)}L${px(x - size)} ${px(bottom)}L${px(x + size)} ${px(bottom)}Z"
    fill="${colours.muted}"
  />`;
}

/** From its own top, in as many rows as it takes. Pixels. */
function legendOf(
  lines: readonly ChartLine[],
  width: number,
  size: number,
): { readonly content: Html; readonly height: number } {
  const named = lines.filter(({ label }) => label !== '');
  if (named.length < 2) return { content: html``, height: 0 };
  let [x, y] = [0, size];
  const entries = named.map(({ label, colour, dashed, faint = false }) => {
    const words = fitText(label, width - size * 3, size);
    const room = size * 4 + textWidth(words, size);
    if (x > 0 && x + room > width) [x, y] = [0, y + size * 1.7];
    const entry = html`<path
        d="M${px(x)} ${px(y - size * 0.35)}h${px(size * 1.8)}"
        stroke="${colour}"
        stroke-width="2"
        stroke-opacity="${faint ? 0.35 : 1}"
        ${dashed && html`stroke-dasharray="5 3"`}
      />${svgText(x + size * 2.3, y, words, { size })}`;
    x += room;
    return entry;
  });
  return { content: html`${entries}`, height: y + size * 0.6 };
}
