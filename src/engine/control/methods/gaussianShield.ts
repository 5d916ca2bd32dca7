// Shielding with recovery (arXiv 2602.12444): the policy acts while a model of the dynamics keeps its action, and the recovery behind
// it, away from what is forbidden; else the recovery acts.
import { clampAction, type AnyEnvironment, type Forbidden } from '../../../safety/control/environment';
import { gaussianShield } from '../../../safety/safeguards/control/gaussianShield';
import { parseOptions } from '../../../safety/safeguards/safeguard';
import { normalQuantile } from '../../../safety/statistics/normal';
import { DynamicsModel } from '../gp/dynamicsModel';
import type { Gaussian } from '../gp/momentMatching';
import type { Portion } from '../training/portion';
import { plainActor, type ControlMethod } from './controlMethod';
import { plainLearner } from './learner';
import { requireArray } from './requirePart';

export const shieldMethod: ControlMethod = {
  learner: (given, context) => {
    const { points } = parseOptions(gaussianShield, given);
    const { environment } = context;
    const random = context.random('points');
    const seen: Portion[] = [];
    let model: DynamicsModel | null = null;
    return {
      ...plainLearner(context),
      learn: (portion) => {
        seen.push(portion);
      },
      finish: () => {
        model = DynamicsModel.fit(...dynamicsPoints(environment, seen, points, random), environment.motion);
        return Promise.resolve();
      },
      parts: () => {
        if (model === null) return { networks: {}, arrays: {} };
        const { inputs, changes, theta } = model.data;
        const count = environment.motion.speeds.length;
        const rows = changes.length / count;
        const of = (data: Float64Array, height: number) => ({
          shape: [height, data.length / height],
          data: Float32Array.from(data),
        });
        return {
          networks: {},
          arrays: {
            'dynamics.inputs': of(inputs, rows),
            'dynamics.changes': of(changes, rows),
            'dynamics.theta': of(theta, count),
          },
        };
      },
    };
  },
  actor: (given, parts, _, environment) => {
    const { confidence, horizon } = parseOptions(gaussianShield, given);
    const array = (name: string): Float64Array => Float64Array.from(requireArray(parts, name).data);
    const model = new DynamicsModel(
      {
        inputs: array('dynamics.inputs'),
        changes: array('dynamics.changes'),
        theta: array('dynamics.theta'),
      },
      environment.motion,
    );
    return {
      ...plainActor,
      act: ({ state, mean }) => {
        if (isRecoverable(model, environment, state, mean, { confidence, horizon }))
          return { action: mean, intervened: false };
        const backup = environment.motion.backup(state, environment.motion.of(state));
        return { action: Float32Array.from(backup), intervened: true };
      },
    };
  },
};

/** Whether the action, and `horizon` steps of the recovery behind it, stay away from what is forbidden with the confidence, each. */
export function isRecoverable(
  model: DynamicsModel,
  environment: AnyEnvironment,
  state: unknown,
  action: ArrayLike<number>,
  { confidence, horizon }: { readonly confidence: number; readonly horizon: number },
): boolean {
  const { motion, actionSize } = environment;
  const { size } = motion;
  const forbidden = environment.forbidden(state);
  const gains = motion.backupGain(state);
  let at: Gaussian = { mean: Float64Array.from(motion.of(state)), covariance: new Float64Array(size * size) };
  at = model.step(at, {
    mean: Float64Array.from({ length: actionSize }, (_, i) => clampAction(action[i])),
    gain: new Float64Array(actionSize * size),
  });
  for (let step = 0; ; step++) {
    if (forbidden.some((one) => mayTouch(at, one, confidence))) return false;
    if (step === horizon) return true;
    at = model.step(at, backupAt(gains, at.mean));
  }
}

/** The recovery at a mean; where that is clamped, it does not depend on the motion. */
function backupAt(gains: readonly (readonly number[])[], mean: Float64Array) {
  const size = mean.length;
  const action = new Float64Array(gains.length);
  const gain = new Float64Array(gains.length * size);
  for (const [i, row] of gains.entries()) {
    let sum = row[size] ?? 0;
    for (let d = 0; d < size; d++) sum += (row[d] ?? 0) * (mean[d] ?? 0);
    action[i] = clampAction(sum);
    if (Math.abs(sum) >= 1) continue;
    for (let d = 0; d < size; d++) gain[i * size + d] = row[d] ?? 0;
  }
  return { mean: action, gain };
}

/**
 * Whether the ellipsoid that holds the place with the confidence may meet what is forbidden: of a disc, whether no line across the
 * way to its centre parts the two; of a half plane exactly. The radius is √χ² of as many coordinates as count, 2 and 1.
 */
export function mayTouch({ mean, covariance }: Gaussian, forbidden: Forbidden, confidence: number): boolean {
  const size = mean.length;
  const [x = 0, y = 0] = mean;
  if (forbidden.shape === 'beyond') {
    return (
      x + normalQuantile((1 + confidence) / 2) * Math.sqrt(Math.max(0, covariance[0] ?? 0)) > forbidden.from
    );
  }
  const distance = Math.hypot(forbidden.x - x, forbidden.y - y);
  if (distance <= forbidden.radius) return true;
  const ux = (forbidden.x - x) / distance;
  const uy = (forbidden.y - y) / distance;
  const spread =
    ux * ux * (covariance[0] ?? 0) +
    2 * ux * uy * (covariance[1] ?? 0) +
    uy * uy * (covariance[size + 1] ?? 0);
  return Math.sqrt(-2 * Math.log(1 - confidence) * Math.max(0, spread)) >= distance - forbidden.radius;
}

/** Steps drawn from all portions but where an episode ended; the moving part is read from the observations' states. */
function dynamicsPoints(
  environment: AnyEnvironment,
  portions: readonly Portion[],
  points: number,
  random: () => number,
): [inputs: Float64Array, changes: Float64Array] {
  const { observationSize, actionSize, motion } = environment;
  const { size, speeds } = motion;
  const inputs = new Float64Array(points * (size + actionSize));
  const changes = new Float64Array(points * speeds.length);
  for (let row = 0; row < points; row++) {
    const portion = portions[Math.floor(random() * portions.length)];
    if (portion === undefined) break;
    const at = Math.floor(random() * portion.steps);
    const observation = (of: Float32Array) => of.subarray(at * observationSize, (at + 1) * observationSize);
    const before = motion.observed(observation(portion.observations));
    const after = motion.observed(observation(portion.nextObservations));
    inputs.set(before, row * (size + actionSize));
    for (let i = 0; i < actionSize; i++) {
      inputs[row * (size + actionSize) + size + i] = clampAction(portion.actions[at * actionSize + i]);
    }
    for (const [i, { speed }] of speeds.entries()) {
      changes[row * speeds.length + i] = (after[speed] ?? 0) - (before[speed] ?? 0);
    }
  }
  return [inputs, changes];
}
