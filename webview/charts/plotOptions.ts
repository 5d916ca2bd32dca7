// A chart of a run as uPlot wants it. The only importers of uPlot are this file and `liveChart.ts`.
import type uPlot from 'uplot';
import type { Chart, Curve } from './chart';
import { decades, logTicks } from '../../src/safety/presentation/figures/logTicks';
import { tickLabel } from '../../src/safety/presentation/forest/forestPlot';
import { formatValue } from './formatValue';
import type { ChartColours } from './chartColours';

export interface PlotSurroundings {
  /** Read at every drawing, since the theme may have changed. */
  readonly colours: () => ChartColours;
  readonly font: string;
  readonly width: number;
  readonly height: number;
  /** Steps with a saved checkpoint, marked on the axis. */
  readonly marks: () => readonly number[];
  /** The step index under the pointer; null when it leaves. */
  readonly onCursor: (index: number | null) => void;
}

/** So that the axes of charts above one another stand in line. */
const axisWidth = 56;

/**
 * Columns of uPlot: the steps, then per curve what was smoothed, where it was, its line, and the ends of its band where it
 * has one; on a logarithmic axis their exponents of ten.
 */
export function plotData(steps: readonly number[], { curves, scale }: Chart): uPlot.AlignedData {
  const columns = curves.flatMap(({ values, raw, band }) => [
    ...(raw === undefined ? [] : [raw]),
    values,
    ...(band === null ? [] : [band.high, band.low]),
  ]);
  const place = (value: number | null): number | null =>
    value === null || scale !== 'log' ? value : value > 0 ? Math.log10(value) : null;
  return [[...steps], ...columns.map((column) => column.map(place))];
}

export function plotOptions(chart: Chart, around: PlotSurroundings): uPlot.Options {
  const { colours, font, width, height } = around;
  const series: uPlot.Series[] = [{}];
  const bands: uPlot.Band[] = [];
  const lines = new Set<number>();
  for (const curve of chart.curves) {
    if (curve.raw !== undefined) series.push(faintSeries(curve, colours));
    lines.add(series.length);
    series.push(lineSeries(curve, colours));
    if (curve.band === null) continue;
    const edge: uPlot.Series = { spanGaps: true, points: { show: false }, width: 0 };
    if (curve.band.kind === 'bound') {
      // Filled, it would outshine what is measured.
      series.push({ ...edge }, lineSeries(curve, colours));
      continue;
    }
    bands.push({
      series: [series.length, series.length + 1],
      fill: () => colours().band(curve.colour),
    });
    series.push({ ...edge }, { ...edge });
  }
  const axis: uPlot.Axis = {
    font: `11px ${font}`,
    stroke: () => colours().text,
    grid: { stroke: () => colours().grid, width: 1 },
    ticks: { show: false },
  };
  return {
    width,
    height,
    series,
    bands,
    legend: { show: false },
    padding: [8, 16, 0, 0],
    scales: {
      x: { time: false, range: (_, low, high) => [low, low === high ? low + 1 : high] },
      y: yScale(chart),
    },
    axes: [
      { ...axis, size: 24, space: 60, incrs: wholeSteps },
      {
        ...axis,
        size: axisWidth,
        space: 28,
        ...(chart.scale === 'log'
          ? {
              splits: (_, __, from, to) => logTicks([from, to]).map(Math.log10),
              values: (_, ticks) => ticks.map((tick) => tickText(Number((10 ** tick).toPrecision(6)), chart)),
            }
          : { values: (_, ticks) => ticks.map((tick) => tickText(tick, chart)) }),
      },
    ],
    cursor: {
      y: false,
      drag: { x: false, y: false, setScale: false },
      points: { size: (_, index) => (lines.has(index) ? 7 : 0) },
    },
    hooks: {
      setCursor: [
        (plot) =>
          around.onCursor(
            plot.cursor.left == null || plot.cursor.left < 0 ? null : (plot.cursor.idx ?? null),
          ),
      ],
      draw: [(plot) => drawMarks(plot, around.marks(), colours().text)],
    },
  };
}

/** Exponents of ten on a logarithmic axis: uPlot’s own labels few of its ticks. */
function yScale({ scale, range }: Chart): uPlot.Scale {
  if (scale === 'log') return { range: (_, low, high) => [...decades(10 ** low, 10 ** high)] };
  return range === null ? { range: openRange } : { range: [...range] };
}

/** What is smoothed stays in sight. */
function faintSeries({ colour }: Curve, colours: () => ChartColours): uPlot.Series {
  return { stroke: () => colours().faint(colour), width: 1, spanGaps: true, points: { show: false } };
}

/** Steps are whole numbers. */
const wholeSteps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000];

function lineSeries(curve: Curve, colours: () => ChartColours): uPlot.Series {
  return {
    stroke: () => colours().curve(curve.colour),
    width: 1.5,
    spanGaps: true,
    ...(curve.dashed ? { dash: [5, 3] } : {}),
    points: {
      // A line of one point would not be seen.
      show: (plot, index) => curve.sparse || fewerThanTwo(plot.data[index] ?? []),
      size: 5,
      fill: () => colours().curve(curve.colour),
    },
  };
}

function fewerThanTwo(values: ArrayLike<number | null | undefined>): boolean {
  let known = 0;
  for (let i = 0; i < values.length && known < 2; i++) if (values[i] != null) known++;
  return known < 2;
}

/** A little room around the values; a flat curve gets some, too. One of nothing but zeros gives no measure. */
export function openRange(_: unknown, low: number | null, high: number | null): [number, number] {
  if (low === null || high === null || (low === 0 && high === 0)) return [0, 1];
  const room = high === low ? Math.max(Math.abs(high) * 0.1, 1e-6) : (high - low) * 0.06;
  // What is never negative does not start below zero.
  return [low >= 0 ? Math.max(0, low - room) : low - room, high + room];
}

export function tickText(tick: number, { unit }: Pick<Chart, 'unit'>): string {
  if (unit === 'share') return `${Number((tick * 100).toFixed(2))}%`;
  if (unit === 'points') return tickLabel(Number((tick * 100).toFixed(2)));
  return Number.isInteger(tick) ? tick.toLocaleString('en-US') : formatTick(tick);
}

export function formatTick(tick: number): string {
  const [digits = '', exponent] = formatValue(tick, 'number').split('e');
  const short = digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits;
  return exponent === undefined ? short : `${short}e${exponent}`;
}

/** Small triangles on the step axis where checkpoints were saved. */
function drawMarks(plot: uPlot, steps: readonly number[], colour: string): void {
  const { ctx, bbox, scales } = plot;
  const { min, max } = scales['x'] ?? {};
  const bottom = bbox.top + bbox.height;
  const size = 4 * devicePixelRatio;
  ctx.save();
  ctx.fillStyle = colour;
  for (const step of steps) {
    if (min == null || max == null || step < min || step > max) continue;
    const x = plot.valToPos(step, 'x', true);
    ctx.beginPath();
    ctx.moveTo(x, bottom - 1.5 * size);
    ctx.lineTo(x - size, bottom);
    ctx.lineTo(x + size, bottom);
    ctx.fill();
  }
  ctx.restore();
}
