// Trains a control policy and saves it: what `guardrail-lens control train` asks for.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type {
  ControlCurvePoint,
  ControlMethodId,
  ControlProgress,
  TrainControlRequest,
  TrainControlResult,
} from '../../protocol/control';
import { GuardrailError } from '../../protocol/errors';
import { policyConfigName, policyModelType } from '../../protocol/subjects';
import { environmentOf } from '../../safety/control/environments';
import { parseOptions } from '../../safety/safeguards/safeguard';
import { controlSafeguardsById } from '../../safety/safeguards/safeguards';
import { writeFileAtomically } from '../files/atomicFile';
import { controlMethods } from './methods/methods';
import { writePolicy } from './policy/policyFile';
import { trainPolicy } from './training/trainPolicy';

/** How the training went, beside the policy. */
export const curveName = 'curve.json';

/** With every default, so that the policy acts alike when a default changes. @throws GuardrailError configInvalid */
function chosenOptions(
  method: ControlMethodId,
  given: TrainControlRequest['options'],
): Record<string, unknown> {
  if (method !== 'ppo') return { ...parseOptions<object>(controlSafeguardsById[method], given) };
  const [name] = Object.keys(given);
  if (name === undefined) return {};
  throw new GuardrailError(
    'configInvalid',
    `PPO alone has no option ${name}.`,
    'Leave it out, or name a method that has it.',
  );
}

/** @throws GuardrailError invalidRequest where the folder has a policy, configInvalid for the method's options; cancelled; storeWriteFailed */
export async function trainControl(
  { environment, method, options, steps, seed, target }: TrainControlRequest,
  {
    signal,
    progress,
  }: { readonly signal: AbortSignal; readonly progress: (progress: ControlProgress) => void },
): Promise<TrainControlResult> {
  if (existsSync(join(target, policyConfigName))) {
    throw new GuardrailError(
      'invalidRequest',
      `${target} has a ${policyConfigName} already.`,
      'Name another folder for the policy, or remove this one.',
    );
  }
  const chosen = chosenOptions(method, options);
  const { policy, learner, curve } = await trainPolicy(
    {
      environment: environmentOf(environment),
      ...{ steps, seed },
      learner: (context) => controlMethods[method].learner(chosen, context),
      onPoint: ({ steps: done, meanReturn, violated }: ControlCurvePoint) =>
        progress({ done, total: steps, meanReturn, violated }),
    },
    signal,
  );
  const config = { model_type: policyModelType, environment, method, options: chosen, steps, seed } as const;
  await writePolicy(target, config, { policy, parts: learner.parts() });
  await writeFileAtomically(join(target, curveName), `${JSON.stringify(curve)}\n`);
  return { path: target, curve };
}
