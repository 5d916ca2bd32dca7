// What the control matrix will take, said before it begins: a short training of each method that is left, measured now.
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { formatDuration } from '../../safety/presentation/numbers';
import type { ProductCli } from '../experiments/productCli';
import { isTrained, trainRun, type ControlRun } from './runs';

const measuredSteps = 2000;

export function sayBudget(runs: readonly ControlRun[], folder: string, cli: ProductCli): void {
  const left = runs.filter((run) => !isTrained(run));
  const scratch = mkdtempSync(join(folder, 'budget-'));
  let total = 0;
  try {
    for (const method of new Set(left.map((run) => run.method))) {
      const own = left.filter((run) => run.method === method);
      const [first] = own;
      if (first === undefined) continue;
      const began = performance.now();
      trainRun({ ...first, steps: measuredSteps, folder: join(scratch, method) }, cli);
      const seconds = (performance.now() - began) / 1000;
      const all = own.reduce((sum, { steps }) => sum + (seconds * steps) / measuredSteps, 0);
      console.error(`${method}: ${own.length} trainings, ${formatDuration(all)}`);
      total += all;
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  console.error(
    `In all ${formatDuration(total)} of training, measured on this machine just now; the episodes come on top.`,
  );
}
