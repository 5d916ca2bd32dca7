// Keeps in a comparison of a training run's steps what the run's folder says of them: the folder may go, the file stays.
import { runOf } from '../../safety/subjects/columns';
import type { ComparisonStore } from '../store/comparisonStore';
import { runCurve } from '../training/run/runCurve';

/** What was kept before is kept where the folder is gone by now. Nothing for columns that are no steps. */
export async function keepRunCurve(store: ComparisonStore): Promise<void> {
  const run = runOf(store.describe().spec);
  if (run === null) return;
  const found = await runCurve(run.folder, run.steps);
  const before = store.runCurve();
  if (found.points.length === 0 && before !== null && before.points.length > 0) return;
  store.setRunCurve(found);
}
