// Charts on a logarithmic axis, and what that leaves out. Must not know the DOM.
import { formatCount } from '../../../src/safety/presentation/numbers';
import type { Chart, Curve, Values } from '../../charts/chart';

/** Shares and changes keep their axis, whose ends mean something; so does a chart without a value above 0, and says so. */
export function logCharts(charts: readonly Chart[]): readonly Chart[] {
  return charts.map((chart) =>
    chart.range === null && (chart.unit === 'number' || chart.unit === 'count') ? logChart(chart) : chart,
  );
}

function logChart(chart: Chart): Chart {
  const seen = chart.curves.flatMap(({ values, raw }) => [...values, ...(raw ?? [])]);
  const least = smallestAbove(seen);
  if (least === null) return { ...chart, note: noted(chart, 'No value above 0: the axis stays linear.') };
  const left = chart.curves
    .flatMap(({ values, raw }) => [...(raw ?? values)])
    .filter((value) => value !== null && value <= 0).length;
  const words = left === 1 ? '1 value of 0 or below is' : `${formatCount(left)} values of 0 or below are`;
  const curves = chart.curves.map((curve) => logCurve(curve, least));
  const note = left === 0 ? (chart.note ?? '') : noted(chart, `On the logarithmic axis ${words} not drawn.`);
  return { ...chart, scale: 'log', curves, note };
}

function noted({ note }: Chart, words: string): string {
  return note === undefined || note === '' ? words : `${note} ${words}`;
}

/** An area ends at the smallest value that is drawn, where it would go on to 0 and below. */
function logCurve(curve: Curve, least: number): Curve {
  const { band, raw } = curve;
  const floor = (values: Values): Values =>
    values.map((value) => (value === null ? null : Math.max(value, least)));
  return {
    ...curve,
    values: above(curve.values),
    ...(raw === undefined ? {} : { raw: above(raw) }),
    band: band === null ? null : { ...band, low: floor(band.low), high: floor(band.high) },
  };
}

function above(values: Values): Values {
  return values.map((value) => (value !== null && value > 0 ? value : null));
}

function smallestAbove(values: Values): number | null {
  return values.reduce(
    (least, value) => (value !== null && value > 0 && (least === null || value < least) ? value : least),
    null,
  );
}
