// The trainings of the control matrix: what is planned, and what is there already.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  controlEnvironmentIds,
  controlMethodIds,
  type ControlEnvironmentId,
  type ControlMethodId,
} from '../../protocol/control';
import { policyConfigName } from '../../protocol/subjects';
import type { ProductCli } from '../experiments/productCli';

export interface ControlRun {
  readonly environment: ControlEnvironmentId;
  readonly method: ControlMethodId;
  readonly seed: number;
  readonly steps: number;
  /** The policy's. */
  readonly folder: string;
}

export function policyFolder(
  folder: string,
  environment: ControlEnvironmentId,
  method: ControlMethodId,
  seed: number,
): string {
  return join(folder, environment, `${method}-${seed}`);
}

export function plannedRuns(
  folder: string,
  { seeds, steps }: { readonly seeds: readonly number[]; readonly steps: number },
): ControlRun[] {
  return controlEnvironmentIds.flatMap((environment) =>
    seeds.flatMap((seed) =>
      controlMethodIds.map((method) => ({
        ...{ environment, method, seed, steps },
        folder: policyFolder(folder, environment, method, seed),
      })),
    ),
  );
}

export function isTrained({ folder }: Pick<ControlRun, 'folder'>): boolean {
  return existsSync(join(folder, policyConfigName));
}

/** Nothing where the policy is there. */
export function trainRun(run: ControlRun, cli: ProductCli): void {
  if (isTrained(run)) return;
  const { environment, method, seed, steps, folder } = run;
  cli(
    ...['control', 'train', '--environment', environment, '--method', method],
    ...['--steps', String(steps), '--seed', String(seed), '--out', folder],
  );
}
