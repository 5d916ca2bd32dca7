// The rewards that an audit looks at: the weighted sum that is trained on, and each function's part of it.
import type { AuditedFunction } from '../../protocol/audit';
import type { AuditedAnswer } from './auditInput';

export interface RewardColumn {
  /** A function's name; null: the weighted sum. */
  readonly name: string | null;
  /** Whether it can give two answers to a benchmark's prompt different rewards at all. */
  readonly differs: boolean;
  /** Least and greatest weighted value; null: not known. */
  readonly range: { readonly low: number; readonly high: number } | null;
  /** The weighted value; null where the answer was not scored. */
  valueOf(answer: AuditedAnswer): number | null;
}

/** The sum first; then the functions that can differ, where they are several: a single one is the sum, up to a constant. */
export function rewardColumns(functions: readonly AuditedFunction[]): RewardColumn[] {
  const parts = functions.map(partColumn);
  const sum: RewardColumn = {
    name: null,
    differs: parts.some(({ differs }) => differs),
    range: parts.some(({ range }) => range === null)
      ? null
      : {
          low: parts.reduce((total, { range }) => total + (range?.low ?? 0), 0),
          high: parts.reduce((total, { range }) => total + (range?.high ?? 0), 0),
        },
    valueOf: ({ reward }) => reward,
  };
  const differing = parts.filter(({ differs }) => differs);
  return differing.length < 2 ? [sum] : [sum, ...differing];
}

/** R: how far apart two rewards may be; null: not known. */
export function widthOf({ range }: RewardColumn): number | null {
  return range === null ? null : range.high - range.low;
}

/** Without a reference or without weight it gives every answer the same, which no policy is moved by. */
function partColumn({ name, weight, needs, range }: AuditedFunction): RewardColumn {
  const differs = needs === null && weight !== 0;
  const ends = range === null ? null : [weight * range.low, weight * range.high];
  return {
    name,
    differs,
    range: !differs
      ? { low: 0, high: 0 }
      : ends === null
        ? null
        : { low: Math.min(...ends), high: Math.max(...ends) },
    valueOf: ({ rewards }) => {
      if (!differs) return 0;
      const value = rewards[name] ?? null;
      return value === null ? null : weight * value;
    },
  };
}
