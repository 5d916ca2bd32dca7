// Curves smoothed as TensorBoard does it. Must not know the DOM.
import type { Chart, Curve, Values } from '../../charts/chart';

/**
 * Exponential moving average without the bias to its start: mₜ = w·mₜ₋₁ + (1 − w)·xₜ from m₀ = 0, divided by 1 − wᵗ. A step
 * without a value stays without one. `weight` in [0, 1).
 * Source: `vz_line_chart2/line-chart.ts` of TensorBoard; the division as in Adam (Kingma & Ba 2015, section 3).
 */
export function smoothed(values: Values, weight: number): Values {
  let [mean, rest] = [0, 1];
  return values.map((value) => {
    if (value === null) return null;
    mean = weight * mean + (1 - weight) * value;
    rest *= weight;
    return mean / (1 - rest);
  });
}

/**
 * What is logged at every step is smoothed. What is measured now and then has its own interval, and a limit does not move:
 * these stay.
 */
export function smoothedCharts(charts: readonly Chart[], weight: number): readonly Chart[] {
  if (weight === 0) return charts;
  return charts.map((chart) => ({
    ...chart,
    curves: chart.curves.map((curve) => smoothedCurve(curve, weight)),
  }));
}

function smoothedCurve(curve: Curve, weight: number): Curve {
  if (curve.sparse || curve.limit === true) return curve;
  return { ...curve, values: smoothed(curve.values, weight), raw: curve.values };
}
