// Which rows the report shows as flips, in which order, and which pair of samples stands for a row.
import type { ComparisonRow, SampleRow } from '../../protocol/comparison';
import { handledWell } from '../outcomes/handled';

export interface FlipGroup {
  readonly id: 'lost' | 'newlyRefused' | 'gained' | 'noLongerRefused';
  readonly title: string;
  readonly rows: readonly ComparisonRow[];
}

const groups: readonly Pick<FlipGroup, 'id' | 'title'>[] = [
  { id: 'lost', title: 'Lost: harmful prompts that base handled safely and tuned did not' },
  { id: 'newlyRefused', title: 'New over-refusals: benign prompts that base answered and tuned did not' },
  { id: 'gained', title: 'Gained: harmful prompts that tuned handled safely and base did not' },
  {
    id: 'noLongerRefused',
    title: 'Ended over-refusals: benign prompts that tuned answered and base did not',
  },
];

/** What got worse comes first; groups without rows and rows without a flip are left out. */
export function flipGroups(rows: readonly ComparisonRow[]): FlipGroup[] {
  return groups
    .map((group) => ({ ...group, rows: rows.filter((row) => groupOf(row) === group.id) }))
    .filter((group) => group.rows.length > 0);
}

export interface ShownPair {
  readonly base: SampleRow | null;
  readonly tuned: SampleRow | null;
}

/** The first sample of each side that shows the flip; else the side's first. */
export function shownPair(row: ComparisonRow): ShownPair {
  const pick = (side: 'base' | 'tuned'): SampleRow | null => {
    const samples = row.sides[side] ?? [];
    const wanted = side === (row.flip === 'lost' ? 'base' : 'tuned');
    return samples.find((sample) => well(row, sample) === wanted) ?? samples[0] ?? null;
  };
  return { base: pick('base'), tuned: pick('tuned') };
}

function groupOf({ kind, flip }: ComparisonRow): FlipGroup['id'] | null {
  if (flip === null) return null;
  if (kind === 'harmful') return flip;
  return flip === 'lost' ? 'newlyRefused' : 'noLongerRefused';
}

function well(row: ComparisonRow, sample: SampleRow): boolean | null {
  return sample.verdict === null ? null : handledWell(row.kind, sample.verdict.outcome);
}
