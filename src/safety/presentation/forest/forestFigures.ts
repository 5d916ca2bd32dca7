// The forest plots of a comparison as figures with their numbers.
import type { ComparisonSummary } from '../../../protocol/summary';
import type { CsvTable } from '../figures/csvTable';
import { csvInterval } from '../figures/csvTable';
import type { FigureSource } from '../figures/figure';
import { metricWords } from '../labels';
import { allRows, forestFrame, forestPanels, type ForestPanel } from './forestPanels';
import { forestMarks, forestPlot } from './forestPlot';

/** One per kind of suite, harm first, all on one axis. */
export function forestFigures(summary: ComparisonSummary): FigureSource[] {
  const panels = forestPanels(summary);
  const frame = forestFrame(panels);
  return panels.map((panel) => ({
    id: `forest-${panel.kind}`,
    title: metricWords[panel.kind].title,
    draw: (size) => forestPlot(panel, { ...size, frame }),
    data: () => dataOf(panel),
    marks: marksOf(panel),
  }));
}

function dataOf(panel: ForestPanel): CsvTable {
  return {
    columns: [
      ...['benchmark', 'attack', 'n', 'change', 'change low', 'change high', 'p (Holm)'],
      ...['A/A low', 'A/A high', 'unscored low', 'unscored high'],
    ],
    rows: allRows(panel).map(({ label, detail, n, delta, p, noise, bounds }) => [
      ...[label, detail, n],
      ...csvInterval(delta),
      ...[p, noise?.low ?? null, noise?.high ?? null, bounds?.low ?? null, bounds?.high ?? null],
    ]),
  };
}

/** Of the marks that occur. */
function marksOf(panel: ForestPanel): string[] {
  const rows = allRows(panel);
  return [
    `Point and line: ${forestMarks.interval}`,
    ...(rows.some(({ noise }) => noise !== null) ? [forestMarks.noise] : []),
    ...(rows.some(({ bounds }) => bounds !== null) ? [`dotted: ${forestMarks.bounds}`] : []),
    ...(panel.overall === null ? [] : [`diamond: ${forestMarks.overall}`]),
  ];
}
