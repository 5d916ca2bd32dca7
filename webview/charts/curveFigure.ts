// A chart of a run as a figure that can be saved: its drawing as SVG and its numbers. Must not know the DOM.
import type { CsvValue } from '../../src/safety/presentation/csvField';
import type { FigureSource } from '../../src/safety/presentation/figures/figure';
import { lineChart, type ChartLine } from '../../src/safety/presentation/figures/lineChart';
import type { Chart, Curve, CurveColour } from './chart';
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
  const { id, title, curves, range } = chart;
  return {
    id,
    title,
    draw: (size) =>
      lineChart(
        {
          ...{ title, description: chartInWords(chart, steps), xs: steps, xName: 'Step →', yName: '' },
          ...{ lines: curves.map(lineOf), range, scale: 'linear', marks },
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
      ...(marks.length === 0 ? [] : ['triangles: saved checkpoints']),
    ],
  };
}

function lineOf({ label, colour, values, band, dashed, sparse }: Curve): ChartLine {
  return {
    ...{ label, values, dashed, points: sparse, colour: colours[colour] },
    band: band === null ? null : { low: band.low, high: band.high, filled: band.kind !== 'bound' },
  };
}

function columnsOf({ label, band }: Curve): string[] {
  return band === null ? [label] : [label, `${label} low`, `${label} high`];
}

function valuesOf({ values, band }: Curve, index: number): CsvValue[] {
  const at = values[index] ?? null;
  return band === null ? [at] : [at, band.low[index] ?? null, band.high[index] ?? null];
}
