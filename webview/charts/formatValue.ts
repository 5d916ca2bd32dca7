// Metrics of a run as text.
import { formatCount, formatPercent } from '../../src/safety/analysis/format';

/** `share`: 0 to 1, shown in percent. */
export type Unit = 'number' | 'share' | 'count';

/** 0.4123 → "0.412", 12.3456 → "12.3", 0.00001234 → "1.23e-5"; shares in percent; counts with separators. */
export function formatValue(value: number, unit: Unit): string {
  if (!Number.isFinite(value)) return 'not a number';
  if (unit === 'share') return formatPercent(value);
  const size = Math.abs(value);
  if (unit === 'count' || size >= 1000) return formatCount(value);
  if (Number.isInteger(value)) return formatCount(value);
  if (size < 0.001) return value.toExponential(2).replace('-', '−').replace('e-', 'e−');
  return value.toPrecision(3).replace('-', '−');
}
