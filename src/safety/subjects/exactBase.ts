// The base exactly computed, which stands beside a base that is compared in a precision that rounds: as a pair of its own behind
// those of the tuned subjects, so that it is asked, judged and kept as they are. Must not know how it is measured or shown.
import type { Precision } from '../../protocol/checkpoints';
import type { ComparisonColumn, ComparisonSpec } from '../../protocol/comparison';
import type { SubjectRef } from '../../protocol/subjects';
import { columnsOf } from './columns';

const exactName = 'base, exact';

/** How the subject is computed with where that rounds numbers; null: it does not. */
export function roundingPrecision(ref: SubjectRef): Precision | null {
  if (ref.kind !== 'checkpoint' || ref.precision === undefined) return null;
  return ref.precision === 'exact' || ref.precision === 'native' ? null : ref.precision;
}

/** Which pair of the comparison the exact base is, 0-based; null: it is not asked. */
export function exactColumn(spec: Pick<ComparisonSpec, 'tuned' | 'columns' | 'exactBase'>): number | null {
  return spec.exactBase === 'asked' ? columnsOf(spec).length : null;
}

/** What is asked beside the base: every tuned subject, and the exact base behind them. */
export function pairsOf(
  spec: Pick<ComparisonSpec, 'base' | 'tuned' | 'columns' | 'exactBase'>,
): readonly ComparisonColumn[] {
  const columns = columnsOf(spec);
  return exactColumn(spec) === null ? columns : [...columns, { name: exactName, tuned: exactly(spec.base) }];
}

function exactly(ref: SubjectRef): SubjectRef {
  if (ref.kind !== 'checkpoint') return ref;
  const { precision: _, ...exact } = ref;
  return exact;
}
