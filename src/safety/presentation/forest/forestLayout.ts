// Where things stand in a forest plot. Knows no markup.
import { textWidth } from './fitText';
import type { ForestFrame, ForestPanel, ForestRow } from './forestPanels';
import { niceTicks } from './niceTicks';

export interface ForestPlotOptions {
  /** Pixels. Where columns don't fit, a row's words stand above its interval. */
  readonly width: number;
  /** Pixels. */
  readonly fontSize: number;
  /** From forestFrame over all panels that stand together. */
  readonly frame: ForestFrame;
}

export interface ForestLayout {
  /** null: words above the interval. Right edges, but for the labels' width. */
  readonly columns: {
    readonly labelWidth: number;
    readonly n: number;
    readonly delta: number;
    readonly p: number;
  } | null;
  readonly fontSize: number;
  readonly smallSize: number;
  readonly width: number;
  readonly plotLeft: number;
  readonly plotRight: number;
  readonly headHeight: number;
  readonly gapBeforeOverall: number;
  /** Percentage points. */
  readonly ticks: readonly number[];
  /** A share to pixels. */
  readonly x: (share: number) => number;
  readonly rowHeight: (row: ForestRow) => number;
}

/** Below this many font sizes there are no columns. */
const columnsFrom = 53;
/** In font sizes. */
const columnN = 3.6;
const gapBeforePlot = 1.8;
/** In font sizes: what stands beside the labels, with an interval that can still be read. */
const besideLabels = 41;

export function forestLayout(
  panel: ForestPanel,
  { width, fontSize, frame }: ForestPlotOptions,
): ForestLayout {
  const stacked = width < columnsFrom * fontSize;
  const longest = Math.max(fontSize * 8, ...frame.labels.map((label) => textWidth(label, fontSize)));
  const most = Math.max(width * 0.27, Math.min(width * 0.33, width - fontSize * besideLabels));
  const labelWidth = Math.ceil(Math.min(longest + 4, most));
  const n = labelWidth + fontSize * columnN;
  const deltaWidth = fontSize * 12.5;
  const pWidth = fontSize * 5.2;
  const edge = fontSize * 1.2;
  const plotLeft = stacked ? edge : n + fontSize * gapBeforePlot;
  const plotRight = stacked ? width - edge : width - deltaWidth - pWidth - fontSize;
  // By the longest labels there could be, so that ticks do not depend on names.
  const leastPlot = plotRight - (stacked ? edge : most + fontSize * (columnN + gapBeforePlot));
  const room = Math.floor(leastPlot / (fontSize * 4.2));
  const ticks = niceTicks(frame.low * 100, frame.high * 100, Math.max(3, Math.min(9, room)));
  const first = ticks[0] ?? -1;
  const last = ticks.at(-1) ?? 1;
  return {
    columns: stacked ? null : { labelWidth, n, delta: width - pWidth, p: width },
    fontSize,
    smallSize: fontSize * 0.9,
    width,
    plotLeft,
    plotRight,
    headHeight: fontSize * (stacked ? 2 : 3.2),
    gapBeforeOverall: panel.overall !== null && panel.rows.length > 0 ? fontSize * 0.8 : 0,
    ticks,
    x: (share) => plotLeft + ((share * 100 - first) / (last - first)) * (plotRight - plotLeft),
    rowHeight: (row) => fontSize * (stacked ? 5.2 : row.detail === null ? 2.4 : 3.1),
  };
}
