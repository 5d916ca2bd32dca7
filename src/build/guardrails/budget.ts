// What the experiment will take, said before it begins: measured step times of every run, and the speed of a few answers.
import { formatDuration } from '../../safety/presentation/numbers';
import { planAudit, type Asking } from './measure';
import { domains } from './runConfigs';
import { secondsOf, type PlannedRun } from './trainRuns';

/** A comparison asks every benchmark of the runs and of the model that they start from. */
export function sayBudget(runs: readonly PlannedRun[], asking: Asking): void {
  const parts = runs.map((run) => ({ name: run.name, seconds: secondsOf(run, asking.cli) }));
  for (const domain of domains) {
    const { answers, answered, seconds } = planAudit(domain, asking);
    parts.push({ name: `audit of ${domain}`, seconds: seconds ?? 0 });
    const left = answers - answered;
    if (domain !== 'lists' || seconds === null || left === 0) continue;
    const prompts = answers / asking.samples;
    parts.push({ name: 'comparison', seconds: (seconds / left) * prompts * (runs.length + 1) });
  }
  for (const { name, seconds } of parts) console.error(`${name}: ${formatDuration(seconds)}`);
  const total = parts.reduce((sum, { seconds }) => sum + seconds, 0);
  console.error(`In all: ${formatDuration(total)}, measured on this machine just now.`);
}
