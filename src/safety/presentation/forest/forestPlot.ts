// A forest plot of paired differences as SVG: for the report and for VS Code's webview. Colours come from CSS
// custom properties (--forest-…) with fallbacks. It knows no report, and measures text only by estimate.
import type { SuiteKind } from '../../../protocol/outcomes';
import type { Figure } from '../figures/figure';
import { html, type Html } from '../html';
import { metricWords } from '../labels';
import {
  formatCount,
  formatP,
  formatPoints,
  formatPointsInterval,
  formatPp,
  formatPValue,
  noValue,
} from '../numbers';
import { fitText, textWidth } from './fitText';
import { forestInterval } from './forestInterval';
import { type ForestLayout, forestLayout, type ForestPlotOptions } from './forestLayout';
import { allRows, type ForestPanel, type ForestRow } from './forestPanels';
import { svgLine, svgText } from './svgText';

/** What the directions of the axis mean, the longest words first. */
const directions: Readonly<Record<SuiteKind, readonly Directions[]>> = {
  harmful: [{ left: '← less safe', right: 'safer →' }],
  benign: [
    { left: '← less over-refusal', right: 'more over-refusal →' },
    { left: '← less', right: 'more →' },
  ],
  capability: [{ left: '← fewer solved', right: 'more solved →' }],
  control: [{ left: '← more violations', right: 'fewer violations →' }],
};

/** What the axis is. */
export function axisName(kind: SuiteKind): string {
  return `${metricWords[kind].change}, tuned − base, percentage points`;
}

/** Over the columns beside the drawing. */
export const forestCaptions = {
  name: 'Benchmark',
  n: 'n',
  delta: 'Δ [95% CI], pp',
  p: 'p (Holm)',
} as const;

/** What the marks mean. */
export const forestMarks = {
  interval: 'change and 95% interval; filled where it leaves out zero',
  noise: 'A/A band: base against base, the noise floor',
  bounds: 'range if unscored answers had gone either way',
  overall: 'all benchmarks together',
} as const;

/** In place of an interval. */
export const nothingToCompare = 'nothing to compare';

interface Directions {
  readonly left: string;
  readonly right: string;
}

/** The longest words for both directions that fit above the plot. */
export function directionsFor(kind: SuiteKind, width: number, fontSize: number): Directions {
  const fits = ({ left, right }: Directions): boolean => textWidth(`${left}  ${right}`, fontSize) <= width;
  return directions[kind].find(fits) ?? { left: '←', right: '→' };
}

/** One panel. All text is real text. */
export function forestPlot(panel: ForestPanel, options: ForestPlotOptions): Figure {
  const layout = forestLayout(panel, options);
  const { fontSize, smallSize, width, plotLeft, plotRight, headHeight, ticks, x } = layout;
  let top = headHeight;
  const drawn = allRows(panel).map((row) => {
    const isOverall = row === panel.overall;
    if (isOverall) top += layout.gapBeforeOverall;
    const place = { top, isOverall };
    top += layout.rowHeight(row);
    return drawRow(row, panel.kind, place, layout);
  });
  const axisY = top + fontSize * 0.2;
  const height = Math.ceil(axisY + fontSize * 3.7);
  const name = metricWords[panel.kind].change;
  const { left, right } = directionsFor(panel.kind, plotRight - plotLeft, smallSize);
  const quiet = { size: smallSize, colour: 'muted' } as const;
  const headY = headHeight - fontSize * 0.9;
  const axis = fitText(axisName(panel.kind), width, smallSize);
  const content = html`${columnHeads(layout, headY)}${svgText(plotLeft, headY, left, quiet)}${svgText(plotRight, headY, right, { ...quiet, anchor: 'end' })}
  ${ticks.map((tick) => svgLine([x(tick / 100), headHeight - fontSize * 0.4], [x(tick / 100), axisY], tick === 0 ? { colour: 'zero', width: 1.5 } : { colour: 'rule' }))}
  ${drawn} ${svgLine([plotLeft, axisY], [plotRight, axisY], { colour: 'zero' })}
  ${ticks.map((tick) => svgText(x(tick / 100), axisY + fontSize * 1.4, tickLabel(tick), { ...quiet, anchor: 'middle' }))}
  ${svgText((plotLeft + plotRight) / 2, axisY + fontSize * 2.9, axis, { size: smallSize, anchor: 'middle' })}`;
  return {
    width,
    height,
    content,
    title: `${name} per benchmark, with 95% intervals`,
    description: describe(panel),
  };
}

function columnHeads({ columns, smallSize }: ForestLayout, y: number): Html | null {
  if (columns === null) return null;
  const quiet = { size: smallSize, colour: 'muted' } as const;
  return html`${svgText(0, y, forestCaptions.name, quiet)}${svgText(columns.n, y, forestCaptions.n, { ...quiet, anchor: 'end' })}${svgText(columns.delta, y, forestCaptions.delta, { ...quiet, anchor: 'end' })}${svgText(columns.p, y, forestCaptions.p, { ...quiet, anchor: 'end' })}`;
}

interface RowPlace {
  readonly top: number;
  readonly isOverall: boolean;
}

function drawRow(row: ForestRow, kind: SuiteKind, { top, isOverall }: RowPlace, layout: ForestLayout): Html {
  const { columns, fontSize, smallSize, width } = layout;
  const change =
    row.delta === null ? noValue : `${formatPoints(row.delta.value)} ${formatPointsInterval(row.delta)}`;
  const lineY = top - layout.gapBeforeOverall / 2;
  const separator =
    isOverall && layout.gapBeforeOverall > 0 && svgLine([0, lineY], [width, lineY], { colour: 'rule' });
  const plain = { size: fontSize, bold: isOverall } as const;
  const right = { ...plain, anchor: 'end' } as const;
  const quiet = { size: smallSize, colour: 'muted' } as const;
  if (columns === null) {
    const line = top + fontSize * 1.2;
    const room = width - textWidth(change, fontSize) - fontSize * 1.5;
    const facts = [`n = ${formatCount(row.n)}`, row.p === null ? null : formatP(row.p), row.detail]
      .filter((fact) => fact !== null)
      .join(' · ');
    const place = { y: top + fontSize * 3.65, bandHeight: fontSize * 1.5, diamond: isOverall };
    return html`<g
      >${separator}<title>${fullName(row)}</title>
      ${svgText(0, line, fitText(row.label, room, fontSize), plain)}${svgText(width, line, change, right)}
      ${svgText(0, line + fontSize * 1.3, fitText(facts, width, smallSize), quiet)}
      ${forestInterval(row, kind, place, layout)}</g
    >`;
  }
  const middle = top + layout.rowHeight(row) / 2;
  const baseline = middle + fontSize * 0.35;
  const labelY = row.detail === null ? baseline : middle - fontSize * 0.25;
  const detail =
    row.detail !== null &&
    svgText(0, labelY + fontSize * 1.2, fitText(row.detail, columns.labelWidth, smallSize), quiet);
  const place = { y: middle, bandHeight: fontSize * 1.7, diamond: isOverall };
  return html`<g
    >${separator}<title>${fullName(row)}</title>
    ${svgText(0, labelY, fitText(row.label, columns.labelWidth, fontSize), plain)}${detail}
    ${svgText(columns.n, baseline, formatCount(row.n), right)}${svgText(columns.delta, baseline, change, right)}${svgText(columns.p, baseline, formatPValue(row.p), right)}
    ${forestInterval(row, kind, place, layout)}</g
  >`;
}

/** The figure in words, row by row. */
function describe(panel: ForestPanel): string {
  const name = metricWords[panel.kind].change;
  const { left, right } = directionsFor(panel.kind, Number.POSITIVE_INFINITY, 1);
  const lines = allRows(panel).map((row) => {
    if (row.delta === null) return `${fullName(row)}: ${nothingToCompare}.`;
    const { value, low, high } = row.delta;
    const noise =
      row.noise === null ? '' : `, A/A band ${formatPp(row.noise.low)} to ${formatPp(row.noise.high)}`;
    const p = row.p === null ? '' : `, Holm-adjusted ${formatP(row.p)}`;
    return `${fullName(row)}: ${formatPp(value)}, 95% interval ${formatPp(low)} to ${formatPp(high)}, n = ${formatCount(row.n)}${p}${noise}.`;
  });
  return [`${name}, tuned minus base. Left: ${direction(left)}; right: ${direction(right)}.`, ...lines].join(
    ' ',
  );
}

function direction(words: string): string {
  return words.replace(/[←→]/g, '').trim();
}

function fullName({ label, detail }: ForestRow): string {
  return detail === null ? label : `${label} ${detail}`;
}

export function tickLabel(pp: number): string {
  return pp === 0 ? '0' : pp > 0 ? `+${pp}` : `−${-pp}`;
}
