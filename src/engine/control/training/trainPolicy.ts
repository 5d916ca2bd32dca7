// A training of a control policy: portions of steps, each followed by what the method learns and an update of the policy.
import { setImmediate } from 'node:timers/promises';
import type { ControlCurvePoint } from '../../../protocol/control';
import type { AnyEnvironment } from '../../../safety/control/environment';
import { seededRandom, type Random } from '../../../safety/random';
import { throwIfCancelled } from '../../cancellation';
import type { ControlLearner, LearnerContext } from '../methods/learner';
import { GaussianPolicy } from '../policy/gaussianPolicy';
import { Collector } from './collect';
import { meanOf } from './portion';
import { Ppo, ppoDefaults } from './ppo';

/** Steps between two updates. */
export const portionSteps = 2000;
export const hiddenSizes: readonly number[] = [32, 32];

export interface PolicyTraining {
  readonly environment: AnyEnvironment;
  /** Steps in the environment. */
  readonly steps: number;
  readonly seed: number;
  readonly learner: (context: LearnerContext) => ControlLearner;
  /** After each portion. */
  onPoint(point: ControlCurvePoint): void;
}

export interface TrainedPolicy {
  readonly policy: GaussianPolicy;
  readonly learner: ControlLearner;
  readonly curve: readonly ControlCurvePoint[];
}

/** Deterministic in its seed. @throws GuardrailError cancelled */
export async function trainPolicy(training: PolicyTraining, signal: AbortSignal): Promise<TrainedPolicy> {
  const { environment, steps, seed } = training;
  const random = (of: string): Random => seededRandom(seed, ...Array.from(of, (one) => one.charCodeAt(0)));
  const learner = training.learner({
    ...{ environment, steps, hidden: hiddenSizes, discount: ppoDefaults.discount },
    random: (of) => random(`method ${of}`),
  });
  const policy = GaussianPolicy.create(
    learner.featureSize,
    environment.actionSize,
    hiddenSizes,
    random('policy'),
  );
  const ppo = new Ppo(policy, learner, hiddenSizes, ppoDefaults, random('updates'));
  const collector = new Collector(environment, seed, random('actions'));
  const curve: ControlCurvePoint[] = [];
  let violations = 0;
  for (let done = 0; done < steps;) {
    throwIfCancelled(signal);
    const portion = collector.collect(policy, learner, Math.min(portionSteps, steps - done));
    const rate = 1 - done / steps;
    done += portion.steps;
    learner.learn(portion, policy, done);
    ppo.update(portion, rate);
    violations += portion.costs.reduce((sum, cost) => sum + cost, 0);
    const point: ControlCurvePoint = {
      steps: done,
      episodes: portion.episodes.length,
      meanReturn: meanOf(portion, ({ totalReward }) => totalReward),
      violated: meanOf(portion, ({ totalCost }) => (totalCost > 0 ? 1 : 0)),
      violations,
      measures: learner.measures(),
    };
    curve.push(point);
    training.onPoint(point);
    // Cancellations and other requests are heard between portions.
    await setImmediate();
  }
  await learner.finish(signal);
  return { policy, learner, curve };
}
