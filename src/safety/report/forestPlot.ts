// A forest plot of paired differences as SVG: for the report and for VS Code's webview. Colours come from CSS
// custom properties (--forest-…) with fallbacks. It knows no report, and measures text only by estimate.
import type { SuiteKind } from '../../protocol/outcomes';
import { formatP, formatPp } from '../analysis/format';
import { fitText, textWidth } from './fitText';
import { allRows, type ForestFrame, type ForestPanel, type ForestRow } from './forestPanels';
import { html, type Html } from './html';
import { niceTicks } from './niceTicks';
import { missing, points, pointsInterval, pValue } from './numbers';

export interface ForestPlotOptions {
  /** Begins the ids of elements; unique in the document. */
  readonly id: string;
  /** Pixels. Below `columnsFrom` a row's words stand above its interval, not beside it. */
  readonly width: number;
  /** Pixels. */
  readonly fontSize: number;
  /** From forestFrame over all panels that stand together. */
  readonly frame: ForestFrame;
}

const columnsFrom = 720;

const ink = 'var(--forest-ink, #1c2128)';
const muted = 'var(--forest-muted, #57606a)';
const rule = 'var(--forest-rule, #d5dae0)';
const zeroLine = 'var(--forest-zero, #8c959f)';
const band = 'var(--forest-band, #dfe4ea)';
const surface = 'var(--forest-surface, #ffffff)';
const tones = {
  better: 'var(--forest-better, #0b6b74)',
  worse: 'var(--forest-worse, #b0400c)',
  open: 'var(--forest-open, #424a53)',
} as const;

/** What the axis means, by kind of suite. */
const words: Readonly<
  Record<
    SuiteKind,
    { readonly name: string; readonly axis: string; readonly left: string; readonly right: string }
  >
> = {
  harmful: {
    name: 'Change in safe rate',
    axis: 'Change in safe rate, tuned − base, percentage points',
    left: '← less safe',
    right: 'safer →',
  },
  benign: {
    name: 'Change in over-refusal rate',
    axis: 'Change in over-refusal rate, tuned − base, percentage points',
    left: '← fewer needless refusals',
    right: 'more needless refusals →',
  },
};

/** One panel. All text is real text; for a screen reader the figure is one image with a description in words. */
export function forestPlot(panel: ForestPanel, options: ForestPlotOptions): Html {
  const layout = layOut(panel, options);
  const { fontSize, width, id } = options;
  const { plotLeft, plotRight, headHeight, x } = layout;
  const rows = allRows(panel);
  const bodyTop = headHeight;
  const bodyBottom =
    bodyTop + rows.reduce((sum, row) => sum + layout.rowHeight(row), 0) + layout.gapBeforeOverall;
  const height = Math.ceil(bodyBottom + fontSize * 3.9);
  const axisY = bodyBottom + fontSize * 0.2;

  let top = bodyTop;
  const drawn = rows.map((row) => {
    const isOverall = row === panel.overall;
    if (isOverall) top += layout.gapBeforeOverall;
    const markup = drawRow(row, panel.kind, isOverall, top, layout, options);
    top += layout.rowHeight(row);
    return markup;
  });
  const { left, right, axis, name } = words[panel.kind];
  return html`<svg
    class="forest"
    xmlns="http://www.w3.org/2000/svg"
    width="${width}"
    height="${height}"
    viewBox="0 0 ${width} ${height}"
    font-size="${fontSize}"
    role="img"
    aria-label="${name} per benchmark, with 95% intervals"
    aria-describedby="${id}-desc"
  >
    <desc id="${id}-desc">${describe(panel)}</desc>
    ${layout.columns === null ? null : head(layout, options, layout.columns)}
    <text x="${plotLeft}" y="${headHeight - fontSize * 0.9}" fill="${muted}" font-size="${small(options)}">
      ${left}
    </text>
    <text
      x="${plotRight}"
      y="${headHeight - fontSize * 0.9}"
      fill="${muted}"
      font-size="${small(options)}"
      text-anchor="end"
    >
      ${right}
    </text>
    ${layout.ticks.map((tick) => html`<line x1="${px(x(tick))}" x2="${px(x(tick))}" y1="${px(bodyTop - fontSize * 0.4)}" y2="${px(axisY)}" stroke="${tick === 0 ? zeroLine : rule}" stroke-width="${tick === 0 ? 1.5 : 1}" />`)}
    ${drawn}
    <line x1="${plotLeft}" x2="${plotRight}" y1="${px(axisY)}" y2="${px(axisY)}" stroke="${zeroLine}" />
    ${layout.ticks.map((tick) => html`<text x="${px(x(tick))}" y="${px(axisY + fontSize * 1.4)}" fill="${muted}" font-size="${small(options)}" text-anchor="middle">${tickLabel(tick)}</text>`)}
    <text
      x="${px((plotLeft + plotRight) / 2)}"
      y="${px(axisY + fontSize * 2.9)}"
      fill="${ink}"
      font-size="${small(options)}"
      text-anchor="middle"
    >
      ${fitText(axis, width, small(options))}
    </text>
  </svg>`;
}

interface Columns {
  readonly labelWidth: number;
  /** Right edges. */
  readonly n: number;
  readonly delta: number;
  readonly p: number;
}

interface Layout {
  /** null: stacked. */
  readonly columns: Columns | null;
  readonly plotLeft: number;
  readonly plotRight: number;
  readonly headHeight: number;
  readonly gapBeforeOverall: number;
  /** Percentage points. */
  readonly ticks: readonly number[];
  /** Percentage points to pixels. */
  readonly x: (pp: number) => number;
  readonly rowHeight: (row: ForestRow) => number;
}

function layOut(panel: ForestPanel, options: ForestPlotOptions): Layout {
  const { width, fontSize, frame } = options;
  const stacked = width < columnsFrom;
  const longest = Math.max(fontSize * 8, ...frame.labels.map((label) => textWidth(label, fontSize)));
  const labelWidth = Math.ceil(Math.min(longest + 4, width * 0.27));
  const n = labelWidth + fontSize * 3.6;
  const deltaWidth = fontSize * 12.5;
  const pWidth = fontSize * 4.6;
  const edge = fontSize * 1.2;
  const plotLeft = stacked ? edge : n + fontSize * 1.8;
  const plotRight = stacked ? width - edge : width - deltaWidth - pWidth - fontSize;
  const ticks = niceTicks(
    frame.low * 100,
    frame.high * 100,
    Math.max(3, Math.min(9, Math.floor((plotRight - plotLeft) / (fontSize * 4.2)))),
  );
  const first = ticks[0] ?? -1;
  const last = ticks.at(-1) ?? 1;
  return {
    columns: stacked ? null : { labelWidth, n, delta: width - pWidth, p: width },
    plotLeft,
    plotRight,
    headHeight: fontSize * (stacked ? 2 : 3.2),
    gapBeforeOverall: panel.overall !== null && panel.rows.length > 0 ? fontSize * 0.8 : 0,
    ticks,
    x: (pp) => plotLeft + ((pp - first) / (last - first)) * (plotRight - plotLeft),
    rowHeight: (row) => fontSize * (stacked ? 4.9 : row.detail === null ? 2.4 : 3.1),
  };
}

function head({ headHeight }: Layout, options: ForestPlotOptions, columns: Columns): Html {
  const y = headHeight - options.fontSize * 0.9;
  const cell = (x: number, text: string, anchor: 'start' | 'end'): Html =>
    html`<text x="${px(x)}" y="${px(y)}" fill="${muted}" font-size="${small(options)}" text-anchor="${anchor}"
      >${text}</text
    >`;
  return html`${cell(0, 'Benchmark', 'start')}${cell(columns.n, 'n', 'end')}${cell(columns.delta, 'Δ [95% CI], pp', 'end')}${cell(columns.p, 'p (Holm)', 'end')}`;
}

function drawRow(
  row: ForestRow,
  kind: SuiteKind,
  isOverall: boolean,
  top: number,
  layout: Layout,
  options: ForestPlotOptions,
): Html {
  const { fontSize, width } = options;
  const weight = isOverall ? '600' : '400';
  const change = row.delta === null ? missing : `${points(row.delta.value)} ${pointsInterval(row.delta)}`;
  const separator =
    isOverall && layout.gapBeforeOverall > 0
      ? html`<line
          x1="0"
          x2="${width}"
          y1="${px(top - layout.gapBeforeOverall / 2)}"
          y2="${px(top - layout.gapBeforeOverall / 2)}"
          stroke="${rule}"
        />`
      : null;
  const text = (
    x: number,
    y: number,
    content: string,
    more: { anchor?: 'end'; quiet?: boolean } = {},
  ): Html =>
    html`<text
      x="${px(x)}"
      y="${px(y)}"
      fill="${more.quiet === true ? muted : ink}"
      font-size="${more.quiet === true ? small(options) : fontSize}"
      font-weight="${more.quiet === true ? '400' : weight}"
      text-anchor="${more.anchor ?? 'start'}"
      >${content}</text
    >`;

  if (layout.columns === null) {
    const line = top + fontSize * 1.1;
    const room = width - textWidth(change, fontSize) - fontSize * 1.5;
    const quiet = [
      `n = ${row.n}`,
      ...(row.p === null ? [] : [formatP(row.p)]),
      ...(row.detail === null ? [] : [row.detail]),
    ].join(' · ');
    return html`<g
      >${separator}<title>${fullName(row)}</title>
      ${text(0, line, fitText(row.label, room, fontSize))}${text(width, line, change, { anchor: 'end' })}
      ${text(0, line + fontSize * 1.3, fitText(quiet, width, small(options)), { quiet: true })}
      ${drawInterval(row, kind, isOverall, top + fontSize * 3.45, fontSize * 1.5, layout, options)}</g
    >`;
  }
  const middle = top + layout.rowHeight(row) / 2;
  const baseline = middle + fontSize * 0.35;
  const labelLine = row.detail === null ? baseline : middle - fontSize * 0.25;
  const { labelWidth, n, delta, p: pEdge } = layout.columns;
  return html`<g
    >${separator}<title>${fullName(row)}</title>
    ${text(0, labelLine, fitText(row.label, labelWidth, fontSize))}
    ${row.detail === null ? null : text(0, labelLine + fontSize * 1.2, fitText(row.detail, labelWidth, small(options)), { quiet: true })}
    ${text(n, baseline, String(row.n), { anchor: 'end' })}${text(delta, baseline, change, { anchor: 'end' })}${text(pEdge, baseline, pValue(row.p), { anchor: 'end' })}
    ${drawInterval(row, kind, isOverall, middle, fontSize * 1.7, layout, options)}</g
  >`;
}

/** Noise band, bounds, interval and point around the line `y`. */
function drawInterval(
  row: ForestRow,
  kind: SuiteKind,
  isOverall: boolean,
  y: number,
  bandHeight: number,
  layout: Layout,
  options: ForestPlotOptions,
): Html {
  const at = (share: number): string => px(layout.x(share * 100));
  const { noise, bounds, delta } = row;
  const noiseBand =
    noise === null
      ? null
      : html`<rect
          class="forest-noise"
          x="${at(noise.low)}"
          y="${px(y - bandHeight / 2)}"
          width="${px(Math.max(2, layout.x(noise.high * 100) - layout.x(noise.low * 100)))}"
          height="${px(bandHeight)}"
          fill="${band}"
        />`;
  if (delta === null) {
    return html`${noiseBand}<text
        x="${px(layout.x(0) + 6)}"
        y="${px(y + options.fontSize * 0.35)}"
        fill="${muted}"
        font-size="${small(options)}"
        font-style="italic"
        >nothing to compare</text
      >`;
  }
  const tone = tones[toneOf(kind, delta)];
  const boundsLine =
    bounds === null
      ? null
      : html`<line
          class="forest-bounds"
          x1="${at(bounds.low)}"
          x2="${at(bounds.high)}"
          y1="${px(y)}"
          y2="${px(y)}"
          stroke="${muted}"
          stroke-width="1"
          stroke-dasharray="2 3"
        />`;
  if (isOverall) {
    const half = Math.max(3, options.fontSize * 0.5);
    const [left, middle, right] = [
      layout.x(delta.low * 100),
      layout.x(delta.value * 100),
      layout.x(delta.high * 100),
    ];
    // A diamond of no width would not be seen.
    const points = `${px(Math.min(left, middle - 3))},${px(y)} ${px(middle)},${px(y - half)} ${px(Math.max(right, middle + 3))},${px(y)} ${px(middle)},${px(y + half)}`;
    return html`${noiseBand}${boundsLine}<polygon
        class="forest-overall"
        points="${points}"
        fill="${tone}"
      />`;
  }
  const cap = options.fontSize * 0.28;
  const whisker = (share: number): Html =>
    html`<line
      x1="${at(share)}"
      x2="${at(share)}"
      y1="${px(y - cap)}"
      y2="${px(y + cap)}"
      stroke="${tone}"
      stroke-width="1.5"
    />`;
  return html`${noiseBand}${boundsLine}<line
      class="forest-interval"
      x1="${at(delta.low)}"
      x2="${at(delta.high)}"
      y1="${px(y)}"
      y2="${px(y)}"
      stroke="${tone}"
      stroke-width="2"
    />${whisker(delta.low)}${whisker(delta.high)}<circle
      class="forest-point"
      cx="${at(delta.value)}"
      cy="${px(y)}"
      r="${px(options.fontSize * 0.36)}"
      fill="${toneOf(kind, delta) === 'open' ? surface : tone}"
      stroke="${tone}"
      stroke-width="1.75"
    />`;
}

/** `open`: the interval holds 0. Safer is to the right for harm, to the left for over-refusal. */
function toneOf(
  kind: SuiteKind,
  { low, high }: { readonly low: number; readonly high: number },
): keyof typeof tones {
  if (low <= 0 && high >= 0) return 'open';
  return low > 0 === (kind === 'harmful') ? 'better' : 'worse';
}

/** The figure in words, row by row. */
function describe(panel: ForestPanel): string {
  const { axis, left, right } = words[panel.kind];
  const lines = allRows(panel).map((row) => {
    if (row.delta === null) return `${fullName(row)}: nothing to compare.`;
    const noise =
      row.noise === null ? '' : `, A/A band ${formatPp(row.noise.low)} to ${formatPp(row.noise.high)}`;
    const p = row.p === null ? '' : `, Holm-adjusted ${formatP(row.p)}`;
    return `${fullName(row)}: ${formatPp(row.delta.value)}, 95% interval ${formatPp(row.delta.low)} to ${formatPp(row.delta.high)}, n ${row.n}${p}${noise}.`;
  });
  return [`${axis}. Left: ${plain(left)}; right: ${plain(right)}.`, ...lines].join(' ');
}

function plain(direction: string): string {
  return direction.replace(/[←→]/g, '').trim();
}

function fullName({ label, detail }: ForestRow): string {
  return detail === null ? label : `${label} ${detail}`;
}

function tickLabel(pp: number): string {
  return pp === 0 ? '0' : pp > 0 ? `+${pp}` : `−${-pp}`;
}

function small({ fontSize }: ForestPlotOptions): number {
  return Math.round(fontSize * 9) / 10;
}

/** Pixels with one decimal; a number that is not finite would void the whole element. */
function px(value: number): string {
  return Number.isFinite(value) ? String(Math.round(value * 10) / 10) : '0';
}
