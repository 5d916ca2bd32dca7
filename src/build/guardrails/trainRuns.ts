// The runs from the aligned model: what they would take, and what became of them.
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TrainingPlan, TrainingRunFacts } from '../../protocol/training';
import type { ProductCli } from '../experiments/productCli';
import {
  domains,
  runAlgorithms,
  runConfig,
  runName,
  type Domain,
  type RunAlgorithm,
  type RunSizes,
} from './runConfigs';

export interface PlannedRun {
  readonly name: string;
  readonly algorithm: RunAlgorithm;
  readonly domain: Domain;
  readonly config: string;
}

export interface EndedRun extends PlannedRun {
  /** Empty where it failed. */
  readonly log: TrainingRunFacts['log'];
  /** Its last checkpoint; null: it did not finish. */
  readonly adapter: string | null;
  /** Why it did not finish. */
  readonly reason: string | null;
}

/** Writes the configurations into `folder`. */
export async function planRuns(folder: string, model: string, sizes: RunSizes): Promise<PlannedRun[]> {
  const runs = domains.flatMap((domain) =>
    runAlgorithms.map((algorithm): PlannedRun => {
      const name = runName(algorithm, domain);
      return { name, algorithm, domain, config: join(folder, `${name}.train.json`) };
    }),
  );
  for (const { algorithm, domain, config } of runs) {
    await writeFile(config, `${JSON.stringify(runConfig(algorithm, domain, model, sizes), null, 2)}\n`);
  }
  return runs;
}

/** Seconds by the run's own short measurement; 0 for one that was begun. */
export function secondsOf({ config }: PlannedRun, cli: ProductCli): number {
  if (hasBegun(config)) return 0;
  return (cli('train', config, '--dry-run') as TrainingPlan).seconds.asSeen;
}

/** Goes on where it was stopped. A run that fails or halts does not keep the others from running. */
export function trainRun(run: PlannedRun, cli: ProductCli): EndedRun {
  try {
    const resume = hasBegun(run.config) ? ['--resume'] : [];
    const facts = cli('train', run.config, ...resume) as TrainingRunFacts;
    const finished = facts.status === 'finished';
    return {
      ...run,
      log: facts.log,
      adapter: finished ? join(facts.folder, `checkpoint-${facts.step}`) : null,
      reason: finished ? null : `${facts.status} at step ${facts.step}: ${facts.reason ?? 'no reason given'}`,
    };
  } catch (error) {
    return {
      ...run,
      log: [],
      adapter: null,
      reason: error instanceof Error ? error.message : String(error),
    };
  }
}

function hasBegun(config: string): boolean {
  return existsSync(join(config.replace(/\.train\.json$/u, ''), 'run.json'));
}
