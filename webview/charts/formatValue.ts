// Metrics of a run as text.
import { formatCount, formatMetric, formatPercent, formatPp } from '../../src/safety/presentation/numbers';

/** `share`: 0 to 1, shown in percent. `points`: a difference of shares, shown in percentage points. */
export type Unit = 'number' | 'share' | 'points' | 'count';

/** Shares in percent, counts whole, other numbers with three digits. */
export function formatValue(value: number, unit: Unit): string {
  if (unit === 'number' || !Number.isFinite(value)) return formatMetric(value);
  if (unit === 'points') return formatPp(value);
  return unit === 'share' ? formatPercent(value) : formatCount(value);
}
