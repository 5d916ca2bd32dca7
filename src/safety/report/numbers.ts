// Numbers as the report's tables and figures print them, on top of the formats that every front end shares.
import type { Rate } from '../../protocol/summary';
import { formatCount, formatPercent, formatPp, formatPValue } from '../analysis/format';

/** What stands where there is no number. */
export const missing = '–';

interface Limits {
  readonly low: number;
  readonly high: number;
}

/** −8.0: percentage points without the unit, for columns whose head names it. */
export function points(share: number): string {
  return formatPp(share).replace(/\s*pp$/, '');
}

/** [−12.1, +4.2], in percentage points. */
export function pointsInterval({ low, high }: Limits): string {
  return `[${points(low)}, ${points(high)}]`;
}

/** [76.2, 94.4], in percent. */
export function percentInterval({ low, high }: Limits): string {
  return `[${barePercent(low)}, ${barePercent(high)}]`;
}

/** 0.012, < 0.001, or a dash. */
export function pValue(p: number | null | undefined): string {
  return p === null || p === undefined ? missing : formatPValue(p);
}

/** 44/50. */
export function kOfN({ k, n }: Rate): string {
  return `${formatCount(k)}/${formatCount(n)}`;
}

function barePercent(share: number): string {
  return formatPercent(share).replace(/\s*%$/, '');
}
