// Numbers as every front end shows them. Independent of locale; must not know where the text is shown.
import type { BenchmarkSummary, Delta, Rate } from '../../protocol/summary';

const minus = '−';

/** 1063 → "1,063". */
export function formatCount(count: number): string {
  const digits = Math.abs(Math.round(count))
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
  return count < 0 ? `${minus}${digits}` : digits;
}

/** A difference of rates in percentage points with its sign: −0.004 → "−0.4 pp", 0.013 → "+1.3 pp", 0 → "0.0 pp". */
export function formatPp(difference: number): string {
  return `${points(difference, true)} pp`;
}

/** A size in percentage points, without a sign: 0.024 → "2.4 pp". */
export function formatPpSize(size: number): string {
  return `${points(Math.abs(size), false)} pp`;
}

/** The limits of a difference: "95% CI −2.1 to +1.3". */
export function formatInterval(limits: { readonly low: number; readonly high: number }): string {
  return `95% CI ${points(limits.low, true)} to ${points(limits.high, true)}`;
}

/** "−0.4 pp, 95% CI −2.1 to +1.3, n = 1,063". */
export function formatDelta(delta: Delta): string {
  return `${formatPp(delta.value)}, ${formatInterval(delta)}, n = ${formatCount(delta.n)}`;
}

/** A share in percent: 0.85 → "85.0%". */
export function formatPercent(share: number): string {
  return `${points(share, false)}%`;
}

/** "17/20 = 85.0% (64.0–94.8)"; a rate that was not measured says so. */
export function formatRate(rate: Rate | null): string {
  if (rate === null) return 'not measured (n = 0)';
  const counts = `${formatCount(rate.k)}/${formatCount(rate.n)}`;
  return `${counts} = ${formatPercent(rate.rate)} (${points(rate.low, false)}–${points(rate.high, false)})`;
}

/** "p = 0.012", "p < 0.001", "p = 1". */
export function formatP(p: number): string {
  const value = formatPValue(p);
  return value.startsWith('<') ? `p ${value}` : `p = ${value}`;
}

/** The value alone, for a column: "0.012", "< 0.001", "1". Never rounds across 0.05. */
export function formatPValue(p: number): string {
  if (p < 0.001) return '< 0.001';
  if (p >= 0.9995) return '1';
  const rounded = p.toFixed(3);
  // Where three digits would hide on which side of 0.05 it lies, four are shown (rounded away from 0.05).
  if (rounded !== '0.050' || p === 0.05) return rounded;
  return ((p < 0.05 ? Math.floor(p * 1e4) : Math.ceil(p * 1e4)) / 1e4).toFixed(4);
}

/** 42 → "42 s", 600 → "10 min", 5400 → "1 h 30 min". */
export function formatDuration(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A benchmark as a reader knows it: its title, and the attack it was run under. */
export function benchmarkLabel({ title, attackId }: Pick<BenchmarkSummary, 'title' | 'attackId'>): string {
  return attackId === null ? title : `${title} + ${attackId}`;
}

/** "A, B, C and 2 more". */
export function formatList(items: readonly string[], most = 3): string {
  const shown = items.slice(0, most);
  const rest = items.length - shown.length;
  if (rest > 0) return `${shown.join(', ')} and ${formatCount(rest)} more`;
  if (shown.length < 2) return shown.join('');
  return `${shown.slice(0, -1).join(', ')} and ${shown.at(-1) ?? ''}`;
}

function points(share: number, signed: boolean): string {
  const rounded = (Math.abs(share) * 100).toFixed(1);
  if (Number(rounded) === 0) return rounded;
  const sign = share < 0 ? minus : signed ? '+' : '';
  return `${sign}${rounded}`;
}
