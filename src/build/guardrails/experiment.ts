// From the aligned model: audits of two rewards, a run of every algorithm on each, and the comparison of what came out.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sayBudget } from './budget';
import { experimentReport } from './guardrailTables';
import { audit, compareRuns, theoryOf, type Asking } from './measure';
import { domains, type RunSizes } from './runConfigs';
import { writeRunData } from './runData';
import { planRuns, trainRun, type PlannedRun } from './trainRuns';

/**
 * `wanted`: names of runs, in this order; none: all. The report, which is also written to guardrails.md. Goes on where an earlier call stopped.
 * @throws GuardrailError; Error where a measurement fails, or fewer than two runs finished
 */
export async function experiment(
  model: string,
  mediaFolder: string,
  { sizes, wanted }: { readonly sizes: RunSizes; readonly wanted: readonly string[] },
  asking: Asking,
): Promise<string> {
  const { folder, benchmarks, cli } = asking;
  await writeRunData({ folder, model, sizes, heldOut: [benchmarks], mediaFolder });
  const all = await planRuns(folder, model, sizes);
  const planned = wanted.length === 0 ? all : wanted.map((name) => runOf(all, name));
  sayBudget(planned, asking);
  for (const domain of domains) audit(domain, asking);
  const ended = planned.map((run) => trainRun(run, cli));
  const finished = ended.filter(({ adapter }) => adapter !== null);
  const unfinished = [
    ...ended.filter(({ adapter }) => adapter === null),
    ...all
      .filter((run) => !planned.includes(run))
      .map(({ name }) => ({ name, reason: 'it was not asked for' })),
  ];
  if (finished.length < 2) {
    throw new Error(
      unfinished.map(({ name, reason }) => `${name} did not finish: ${reason ?? ''}`).join('\n'),
    );
  }
  const matrix = compareRuns(model, finished, asking);
  const measured = finished.map((run) => ({ run, theory: theoryOf(run, asking) }));
  const report = experimentReport(matrix, measured, unfinished);
  writeFileSync(join(folder, 'guardrails.md'), report);
  return report;
}

function runOf(runs: readonly PlannedRun[], wanted: string): PlannedRun {
  const run = runs.find(({ name }) => name === wanted);
  if (run !== undefined) return run;
  throw new RangeError(`There is no run ${wanted}; there are: ${runs.map(({ name }) => name).join(', ')}.`);
}
