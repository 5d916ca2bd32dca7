// A chart of a run as a figure that can be saved: its drawing as SVG and its numbers. Must not know the DOM.
import type { CsvValue } from '../../src/safety/presentation/csvField';
import type { FigureSource } from '../../src/safety/presentation/figures/figure';
import { lineChart, type ChartLine } from '../../src/safety/presentation/figures/lineChart';
import type { Chart, Curve, CurveColour, Values } from './chart';
import { bandMeanings } from './bandMeanings';
import { chartInWords } from './readout';
import { tickText } from './plotOptions';

/** The theme's colours on a page, darker ones of their kind on white. */
const colours: Readonly<Record<CurveColour, string>> = {
  blue: 'var(--vscode-charts-blue, #1f5f8b)',
  green: 'var(--vscode-charts-green, #2d7a3a)',
  purple: 'var(--vscode-charts-purple, #7a3e9d)',
  red: 'var(--vscode-charts-red, #b3261e)',
  yellow: 'var(--vscode-charts-yellow, #9a6b00)',
};

/** `marks`: steps with a saved checkpoint. */
export function curveFigure(chart: Chart, steps: readonly number[], marks: readonly number[]): FigureSource {
  const { id, title, curves, range, scale, note } = chart;
  return {
    id,
    title,
    draw: (size) =>
      lineChart(
        {
          ...{ title, description: chartInWords(chart, steps), xs: steps, xName: 'Step →', yName: '' },
          ...{ lines: curves.flatMap(linesOf), range, scale: scale ?? 'linear', marks },
          tick: (value) => tickText(value, chart),
        },
        size,
      ),
    data: () => ({
      columns: ['step', ...curves.flatMap(columnsOf)],
      rows: steps.flatMap((step, index) => {
        const values = curves.flatMap((curve) => valuesOf(curve, index));
        return values.every((value) => value === null) ? [] : [[step, ...values]];
      }),
    }),
    marks: [
      ...new Set(curves.flatMap(({ band }) => (band === null ? [] : [bandMeanings[band.kind]]))),
      ...(curves.some(({ raw }) => raw !== undefined) ? ['faint: before smoothing'] : []),
      ...(marks.length === 0 ? [] : ['triangles: saved checkpoints']),
      ...(note === undefined || note === '' ? [] : [note.replace(/\.$/u, '')]),
    ],
  };
}

/** What was smoothed lies behind its line. */
function linesOf({ label, colour, values, raw, band, dashed, sparse }: Curve): ChartLine[] {
  const line = { colour: colours[colour], dashed, points: sparse };
  const area = band === null ? null : { low: band.low, high: band.high, filled: band.kind !== 'bound' };
  return [
    ...(raw === undefined ? [] : [{ ...line, label: '', values: raw, band: null, faint: true }]),
    { ...line, label, values, band: area },
  ];
}

function columnsOf({ label, band, raw }: Curve): string[] {
  return [
    label,
    ...(raw === undefined ? [] : [`${label} smoothed`]),
    ...(band === null ? [] : [`${label} low`, `${label} high`]),
  ];
}

function valuesOf({ values, band, raw }: Curve, index: number): CsvValue[] {
  const at = (of: Values): CsvValue => of[index] ?? null;
  return [
    ...(raw === undefined ? [] : [at(raw)]),
    at(values),
    ...(band === null ? [] : [at(band.low), at(band.high)]),
  ];
}
