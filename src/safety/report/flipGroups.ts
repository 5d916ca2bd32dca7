// Which rows the report shows as flips, in which order, and which pair of samples stands for a row.
import type { ComparisonRow, SampleRow } from '../../protocol/comparison';
import { flips, suiteKinds, type Flip, type SuiteKind } from '../../protocol/outcomes';
import { flipLabels, flipMeanings, promptWords } from '../presentation/labels';
import { handledWell } from '../outcomes/handled';

export interface FlipGroup {
  readonly flip: Flip;
  readonly kind: SuiteKind;
  readonly title: string;
  readonly rows: readonly ComparisonRow[];
}

/** What got worse comes first; groups without rows and rows without a flip are left out. */
export function flipGroups(rows: readonly ComparisonRow[]): FlipGroup[] {
  return flips
    .flatMap((flip) => suiteKinds.map((kind) => ({ flip, kind })))
    .map(({ flip, kind }) => ({
      flip,
      kind,
      title: `${flipLabels[flip]}, ${promptWords[kind]}: ${flipMeanings[flip]}`,
      rows: rows.filter((row) => row.flip === flip && row.kind === kind),
    }))
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

function well(row: ComparisonRow, sample: SampleRow): boolean | null {
  return sample.verdict === null ? null : handledWell(row.kind, sample.verdict.outcome);
}
