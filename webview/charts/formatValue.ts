// Metrics of a run as text.
import { formatCount, formatMetric, formatPercent } from '../../src/safety/presentation/numbers';

/** `share`: 0 to 1, shown in percent. */
export type Unit = 'number' | 'share' | 'count';

/** Shares in percent, counts whole, other numbers with three digits. */
export function formatValue(value: number, unit: Unit): string {
  if (unit === 'number' || !Number.isFinite(value)) return formatMetric(value);
  return unit === 'share' ? formatPercent(value) : formatCount(value);
}
