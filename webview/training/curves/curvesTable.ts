// The numbers behind the curves as a table, newest step first. Must not know the DOM.
import { formatCount } from '../../../src/safety/presentation/numbers';
import { figure, right, type DataTable } from '../../../src/safety/presentation/tables/dataTable';
import { valueText } from '../../charts/readout';
import type { Curves } from './curves';

export function curvesTable({ steps, charts }: Curves): DataTable {
  const columns = charts.flatMap((chart) =>
    chart.curves.map((curve) => ({ curve, unit: chart.unit, name: columnName(chart.title, curve.label) })),
  );
  return {
    id: 'metrics',
    caption: 'Metrics by step',
    columns: [
      right('Step'),
      ...columns.map(({ curve: { band }, name }) =>
        right(name, band === null ? {} : { values: ['', 'low', 'high'] }),
      ),
    ],
    rows: steps
      .map((step, index) => [
        figure(formatCount(step), step),
        ...columns.map(({ curve, unit }) =>
          figure(
            valueText(curve, index, unit),
            curve.values[index] ?? null,
            curve.band?.low[index] ?? null,
            curve.band?.high[index] ?? null,
          ),
        ),
      ])
      .reverse(),
  };
}

function columnName(title: string, label: string): string {
  return title === label ? title : `${title}: ${label}`;
}
