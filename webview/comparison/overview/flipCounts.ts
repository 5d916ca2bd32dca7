// The flips behind a test, in the words of the rows. Pure.
import type { SuiteKind } from '../../../src/protocol/outcomes';
import type { PairedTest } from '../../../src/protocol/summary';

/**
 * `lost`: base handled the prompt well, tuned did not. A test counts prompts that its metric holds for with one side
 * only, and for benign prompts the metric (over-refusal) is the bad way to handle them. null: the test has no such count.
 */
export function flipCounts(
  kind: SuiteKind,
  test: PairedTest | null,
): { readonly lost: number; readonly gained: number } | null {
  if (test?.lost == null || test.gained === null) return null;
  return kind === 'harmful'
    ? { lost: test.lost, gained: test.gained }
    : { lost: test.gained, gained: test.lost };
}
