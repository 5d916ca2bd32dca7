// Numbers as every front end shows them. Independent of locale; must not know where the text is shown.
import type { Delta, Rate } from '../../protocol/summary';

/** What stands where there is no number. */
export const noValue = '–';
const minus = '−';

/** Shares in [−1, 1]. */
interface Limits {
  readonly low: number;
  readonly high: number;
}

/** 1063 → "1,063". */
export function formatCount(count: number): string {
  const digits = Math.abs(Math.round(count))
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
  return count < 0 ? `${minus}${digits}` : digits;
}

/** A difference of rates in percentage points with its sign: −0.004 → "−0.4 pp", 0.013 → "+1.3 pp", 0 → "0.0 pp". */
export function formatPp(difference: number): string {
  return `${formatPoints(difference)} pp`;
}

/** The same without the unit, for columns whose caption names it: "−0.4". */
export function formatPoints(difference: number): string {
  return points(difference, true);
}

/** The limits of a difference, for columns: "[−12.1, +4.2]". */
export function formatPointsInterval({ low, high }: Limits): string {
  return `[${formatPoints(low)}, ${formatPoints(high)}]`;
}

/** A size in percentage points, without a sign: 0.024 → "2.4 pp". */
export function formatPpSize(size: number): string {
  return `${points(Math.abs(size), false)} pp`;
}

/** The limits of a difference: "95% CI −2.1 to +1.3". */
export function formatInterval(limits: Limits): string {
  return `95% CI ${points(limits.low, true)} to ${points(limits.high, true)}`;
}

/** "−0.4 pp, 95% CI −2.1 to +1.3, n = 1,063". */
export function formatDelta(delta: Delta): string {
  return `${formatPp(delta.value)}, ${formatInterval(delta)}, ${formatN(delta)}`;
}

/** "n = 1,063"; where prompts were asked in several ways "n = 24 prompts, 47 pairs". */
export function formatN({ n, pairs }: Pick<Delta, 'n' | 'pairs'>): string {
  return pairs === n ? `n = ${formatCount(n)}` : `n = ${formatCount(n)} prompts, ${formatCount(pairs)} pairs`;
}

/** A share in percent: 0.85 → "85.0%". */
export function formatPercent(share: number): string {
  return `${points(share, false)}%`;
}

/** The limits of a share in percent, for columns: "[76.2, 94.4]". */
export function formatPercentInterval({ low, high }: Limits): string {
  return `[${points(low, false)}, ${points(high, false)}]`;
}

/** "81.3% [64.0, 92.1]". */
export function rateWithInterval(share: number, limits: Limits): string {
  return `${formatPercent(share)} ${formatPercentInterval(limits)}`;
}

/** "+1.3 pp [−2.1, +4.7]". */
export function changeWithInterval(difference: number, limits: Limits): string {
  return `${formatPp(difference)} ${formatPointsInterval(limits)}`;
}

/** "17/20". */
export function formatKOfN({ k, n }: Pick<Rate, 'k' | 'n'>): string {
  return `${formatCount(k)}/${formatCount(n)}`;
}

/** "17/20 = 85.0% (64.0–94.8)"; a rate that was not measured says so. */
export function formatRate(rate: Rate | null): string {
  if (rate === null) return 'not measured (n = 0)';
  return `${formatKOfN(rate)} = ${formatPercent(rate.rate)} (${points(rate.low, false)}–${points(rate.high, false)})`;
}

/** "p = 0.012", "p < 0.001", "p = 1". */
export function formatP(p: number): string {
  const value = formatPValue(p);
  return value.startsWith('<') ? `p ${value}` : `p = ${value}`;
}

/** The value alone, for a column: "0.012", "< 0.001", "1", or a dash. Never rounds across 0.05. */
export function formatPValue(p: number | null | undefined): string {
  if (p === null || p === undefined) return noValue;
  if (p < 0.001) return '< 0.001';
  if (p >= 0.9995) return '1';
  const rounded = p.toFixed(3);
  // Where three digits would hide on which side of 0.05 it lies, four are shown (rounded away from 0.05).
  if (rounded !== '0.050' || p === 0.05) return rounded;
  return ((p < 0.05 ? Math.floor(p * 1e4) : Math.ceil(p * 1e4)) / 1e4).toFixed(4);
}

/** A metric of any size: 0.4123 → "0.412", 12.3456 → "12.3", 0.00001234 → "1.23e−5", 1063 → "1,063". */
export function formatMetric(value: number): string {
  if (!Number.isFinite(value)) return 'not a number';
  const size = Math.abs(value);
  if (size >= 1000 || Number.isInteger(value)) return formatCount(value);
  if (size < 0.001) return value.toExponential(2).replace('-', minus).replace('e-', `e${minus}`);
  return value.toPrecision(3).replace('-', minus);
}

/** A size in bytes: 400 → "1 kB", 40_000_000 → "40 MB", 1_340_000_000 → "1.3 GB". */
export function formatBytes(bytes: number): string {
  if (bytes < 1e6) return `${Math.max(1, Math.round(bytes / 1e3))} kB`;
  return bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

/** 840 → "840 ms", 12_300 → "12.3 s". */
export function formatMilliseconds(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  return seconds < 60 ? `${seconds.toFixed(1)} s` : formatDuration(seconds);
}

/** 42 → "42 s", 600 → "10 min", 5400 → "1 h 30 min". */
export function formatDuration(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** 2026-03-12T14:05:09.000Z → 2026-03-12 14:05 UTC; anything else stays as it is. */
export function formatUtc(iso: string): string {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?Z$/.exec(iso);
  return match === null ? iso : `${match[1] ?? ''} ${match[2] ?? ''} UTC`;
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
