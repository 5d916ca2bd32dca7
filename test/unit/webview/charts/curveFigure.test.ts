// The charts of a run as files: what is drawn live, and its numbers.
import { expect, it } from 'vitest';
import { curveFigure } from '../../../../webview/charts/curveFigure';
import { curvesOf } from '../../../../webview/training/curves/curves';
import { generatedRun } from '../../../support/generatedRun';

const { steps, charts } = curvesOf(generatedRun());

it.each(charts.map((chart) => [chart.id, chart] as const))(
  '%s is drawn, and none of its numbers is lost',
  (_, chart) => {
    const figure = curveFigure(chart, steps, [50, 100]);
    const drawn = figure.draw({ width: 760, fontSize: 13 });
    expect(drawn?.content.markup).not.toMatch(/NaN|undefined|Infinity/u);
    const { columns, rows } = figure.data();
    for (const row of rows) expect(row).toHaveLength(columns.length);
    for (const { label, values, band } of chart.curves) {
      const read = (name: string) =>
        rows.map((row) => row[columns.indexOf(name)]).filter((value) => value !== null);
      expect(read(label)).toEqual(values.filter((value) => value !== null));
      if (band !== null) expect(read(`${label} low`)).toEqual(band.low.filter((value) => value !== null));
    }
  },
);
