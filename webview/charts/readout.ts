// What a chart says in words: its values at a step, and what it shows as a whole. Must not know the DOM.
import {
  formatCount,
  formatPointsInterval,
  formatPp,
  formatPpSize,
} from '../../src/safety/presentation/numbers';
import type { Chart, Curve, Values } from './chart';
import { formatValue, type Unit } from './formatValue';

/** The last index at or before `index` that has a value; null where there is none. */
export function lastKnown(values: Values, index: number): number | null {
  for (let i = Math.min(index, values.length - 1); i >= 0; i--) if (values[i] != null) return i;
  return null;
}

/** "0.412 ± 0.18", "83.3% (62.5–94.0), 20/24". `index` must have a value. */
export function valueText({ values, band, notes }: Curve, index: number, unit: Unit): string {
  const value = values[index];
  if (value == null) return '–';
  const [low, high] = [band?.low[index], band?.high[index]];
  if (band?.kind === 'bound') return `± ${formatPpSize(value)}`;
  let text = formatValue(value, unit);
  if (low != null && high != null) {
    text +=
      band?.kind === 'spread'
        ? ` ± ${formatValue((high - low) / 2, unit)}`
        : unit === 'points'
          ? ` ${formatPointsInterval({ low, high })}`
          : ` (${formatRange(low, high, unit)})`;
  }
  const note = notes?.[index];
  return note == null ? text : `${text}, ${note}`;
}

function formatRange(low: number, high: number, unit: Unit): string {
  const [from, to] = [formatValue(low, unit), formatValue(high, unit)];
  return unit === 'share' ? `${from.replace('%', '')}–${to}` : `${from} to ${to}`;
}

/** "Δ +0.412", "Δ −3.0 pp [−8.2, +1.4]": to the curve's first value; null at that value and where there is none. */
export function changeText({ values, changes, limit }: Curve, index: number, unit: Unit): string | null {
  // Points are changes already.
  if (unit === 'points' || limit === true) return null;
  const first = values.findIndex((value) => value !== null);
  const [from, to] = [values[first], values[index]];
  if (from == null || to == null || index <= first) return null;
  const measured = changes?.[index];
  if (measured != null) return `Δ ${measured}`;
  const difference = to - from;
  if (unit === 'share') return `Δ ${formatPp(difference)}`;
  const sign = difference < 0 ? '−' : '+';
  return `Δ ${sign}${formatValue(Math.abs(difference), unit)}`;
}

/** The step that a curve's changes are to; null where it has no value. */
export function changesFrom({ values }: Curve, steps: readonly number[]): number | null {
  return steps[values.findIndex((value) => value !== null)] ?? null;
}

/** For the cursor: "Step 120: Mean reward 0.412 (0.21 to 0.61)". */
export function stepText(chart: Chart, steps: readonly number[], index: number): string {
  const parts = chart.curves.map((curve) => {
    const known = lastKnown(curve.values, index);
    if (known === null) return `${curve.label}: no value yet`;
    const when = known === index ? '' : ` at step ${formatCount(steps[known] ?? 0)}`;
    const change = changeText(curve, known, chart.unit);
    return `${curve.label} ${valueText(curve, known, chart.unit)}${change === null ? '' : `, ${change}`}${when}`;
  });
  return `Step ${formatCount(steps[index] ?? 0)}: ${parts.join('; ')}`;
}

/** The whole chart in a sentence per curve: "Mean reward went from 0.10 at step 1 to 0.63 at step 200". */
export function chartInWords(chart: Chart, steps: readonly number[]): string {
  const sentences = chart.curves.map(({ label, values }) => {
    const first = values.findIndex((value) => value !== null);
    const last = lastKnown(values, values.length - 1);
    const [from, to] = [values[first], last === null ? null : values[last]];
    if (from == null || to == null || last === null) return `${label} has no value yet`;
    const at = (index: number): string => `step ${formatCount(steps[index] ?? 0)}`;
    if (first === last) return `${label} is ${formatValue(from, chart.unit)} at ${at(first)}`;
    return `${label} went from ${formatValue(from, chart.unit)} at ${at(first)} to ${formatValue(to, chart.unit)} at ${at(last)}`;
  });
  return `${chart.title}. ${sentences.join('. ')}.`;
}
