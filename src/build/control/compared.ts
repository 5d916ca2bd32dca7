// Every method beside the PPO of its seed, on the benchmark of their environment: one comparison per seed.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  controlMethodIds,
  type ControlCurvePoint,
  type ControlEnvironmentId,
  type ControlMethodId,
} from '../../protocol/control';
import type { MatrixSummary } from '../../protocol/matrix';
import type { ProductCli } from '../experiments/productCli';
import { curveName } from '../../engine/control/trainControl';
import { policyFolder } from './runs';

export interface ComparedSeed {
  readonly seed: number;
  /** A column per method but PPO, in the order of `safeMethods`. */
  readonly matrix: MatrixSummary;
  /** Steps with a violation during training, by method. */
  readonly violations: Readonly<Record<ControlMethodId, number>>;
}

export const safeMethods = controlMethodIds.filter((method) => method !== 'ppo');

export function comparedWithPpo(
  {
    folder,
    environment,
    seed,
  }: { readonly folder: string; readonly environment: ControlEnvironmentId; readonly seed: number },
  cli: ProductCli,
): ComparedSeed {
  const out = join(folder, `${environment}-${seed}.glens`);
  const policy = (method: ControlMethodId): string => policyFolder(folder, environment, method, seed);
  const shown = existsSync(out)
    ? cli('resume', out)
    : cli(
        ...['compare', '--base', policy('ppo'), '--suite', `glens-${environment}`, '--out', out],
        ...safeMethods.flatMap((method) => ['--tuned', policy(method), '--tuned-name', method]),
      );
  const violations = Object.fromEntries(
    controlMethodIds.map((method) => [method, violationsIn(policy(method))]),
  ) as Record<ControlMethodId, number>;
  return { seed, matrix: (shown as { readonly matrix: MatrixSummary }).matrix, violations };
}

function violationsIn(folder: string): number {
  const curve = JSON.parse(readFileSync(join(folder, curveName), 'utf8')) as readonly ControlCurvePoint[];
  return curve.at(-1)?.violations ?? 0;
}
