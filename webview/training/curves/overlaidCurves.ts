// The curves of other runs laid over those of one, chart by chart on one axis of steps. Must not know the DOM.
import type { OverlaidRun } from '../../../src/protocol/trainingPanel';
import type { Chart, Curve, CurveColour, Values } from '../../charts/chart';
import { curvesOf, type Curves } from './curves';

/** The run's own first; as many as may be laid over it follow. */
const colours: readonly CurveColour[] = ['blue', 'yellow', 'purple', 'green', 'red'];

/**
 * The colour tells the run, dashes the curve within a chart. A spread around a curve is left out, since several would cover
 * each other; intervals stay. What only another run has is not shown: the page is of this one.
 */
export function overlaidCurves(own: Curves, name: string, others: readonly OverlaidRun[]): Curves {
  if (others.length === 0) return own;
  const runs = others.map((run) => ({ name: run.name, curves: curvesOf(run.facts) }));
  const all = [own, ...runs.map(({ curves }) => curves)];
  const steps = [...new Set(all.flatMap((curves) => curves.steps))].sort((a, b) => a - b);
  const charts = own.charts.map((chart): Chart => {
    const mine = chart.curves.map((curve, place) =>
      placed(curve, own.steps, steps, { run: name, colour: 0, place, alone: chart.curves.length === 1 }),
    );
    const theirs = runs.flatMap(({ name: run, curves }, index) =>
      sameCurves(chart, curves).map(({ curve, place }) =>
        placed(curve, curves.steps, steps, {
          run,
          colour: index + 1,
          place,
          alone: chart.curves.length === 1,
        }),
      ),
    );
    return { ...chart, curves: [...mine, ...theirs] };
  });
  return { steps, charts };
}

/** Those that the chart has too, at their places in it. */
function sameCurves(
  { id, curves }: Chart,
  other: Curves,
): { readonly curve: Curve; readonly place: number }[] {
  const found = other.charts.find((chart) => chart.id === id)?.curves ?? [];
  return curves.flatMap(({ label }, place) => {
    const curve = found.find((one) => one.label === label);
    return curve === undefined || curve.limit === true ? [] : [{ curve, place }];
  });
}

interface Placing {
  readonly run: string;
  readonly colour: number;
  readonly place: number;
  /** The chart has one curve of each run: the run's name says all. */
  readonly alone: boolean;
}

function placed(
  curve: Curve,
  from: readonly number[],
  to: readonly number[],
  { run, colour, place, alone }: Placing,
): Curve {
  if (curve.limit === true) return moved(curve, from, to);
  return {
    ...moved(curve, from, to),
    label: alone ? run : `${run}: ${curve.label}`,
    colour: colours[colour % colours.length] ?? 'blue',
    dashed: place > 0,
  };
}

/** The same values at their steps on another axis. */
function moved(curve: Curve, from: readonly number[], to: readonly number[]): Curve {
  const places = new Map(from.map((step, index) => [step, index]));
  const at = <Value>(values: readonly (Value | null)[]): (Value | null)[] =>
    to.map((step) => values[places.get(step) ?? -1] ?? null);
  const { band, notes, changes } = curve;
  const area = (values: Values): Values => at(values);
  return {
    ...curve,
    values: curve.limit === true ? to.map(() => curve.values[0] ?? null) : at(curve.values),
    band:
      band === null || band.kind === 'spread'
        ? null
        : band.kind === 'bound'
          ? { ...band, low: to.map(() => band.low[0] ?? null), high: to.map(() => band.high[0] ?? null) }
          : { ...band, low: area(band.low), high: area(band.high) },
    notes: notes === null ? null : at(notes),
    ...(changes === undefined ? {} : { changes: at(changes) }),
  };
}
