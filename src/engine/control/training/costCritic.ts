// A critic of actions: the discounted cost that follows an action, learned by temporal differences from a replay. Safety critics of
// CSC, SMPO and USL are this with settings of their own.
import { clampAction, type AnyEnvironment } from '../../../safety/control/environment';
import type { Random } from '../../../safety/random';
import { Mlp, moveTowards } from '../network/mlp';
import { NetworkOptimizer } from '../network/optimizer';
import { Replay, type ReplayBatch } from './replay';
import type { Portion } from './portion';

export interface CostCriticSettings {
  readonly discount: number;
  /** α of the conservative term (Kumar et al., arXiv 2006.04779, with its sign turned); 0: none. */
  readonly conservatism: number;
  /** A violation ends what is counted, so that the critic says how likely one is: y = c + (1 − c)·γ·Q′. */
  readonly absorbing: boolean;
}

/** What the policy would do, [rows, action size], given observations. */
export type ActionsOf = (observations: Float32Array, rows: number) => Float32Array;

const capacity = 20_000;
const updatesPerPortion = 100;
const batchRows = 100;
const learningRate = 2e-3;
/** τ of the slow copy that targets are taken from. */
const tau = 0.02;

export class CostCritic {
  readonly network: Mlp;
  private readonly slow: Mlp;
  private readonly optimizer: NetworkOptimizer;
  private readonly replay = new Replay(capacity);

  constructor(
    environment: Pick<AnyEnvironment, 'observationSize' | 'actionSize'>,
    hidden: readonly number[],
    private readonly settings: CostCriticSettings,
    private readonly random: Random,
  ) {
    this.network = Mlp.create(
      [environment.observationSize + environment.actionSize, ...hidden, 1],
      random,
      0.1,
    );
    this.slow = this.network.copy();
    this.optimizer = new NetworkOptimizer(this.network.parameters('critic'));
  }

  /** Learns of a portion and of those before it; `actionsOf` is sampled from the policy. Returns the mean loss. */
  learn(portion: Portion, actionsOf: ActionsOf): number {
    this.replay.add(portion);
    let sum = 0;
    for (let i = 0; i < updatesPerPortion; i++) {
      const batch = this.replay.draw(batchRows, this.random);
      const { loss } = criticLoss(
        this.network,
        this.slow,
        batch,
        actionsOf,
        this.settings,
        this.optimizer.gradients,
      );
      this.optimizer.step(learningRate, 10);
      moveTowards(this.slow, this.network, tau);
      sum += loss;
    }
    return sum / updatesPerPortion;
  }
}

/**
 * ½·mean (Q(s, a) − y)² + α·(mean Q(s, a) − mean Q(s, π(s))) over the batch, y = c + γ(1 − done)·Q̄(s′, π(s′)), or with
 * `absorbing` y = c + (1 − c)·γ(1 − done)·Q̄. The gradients by the network's parameters are added to `into`.
 */
export function criticLoss(
  network: Mlp,
  slow: Mlp,
  batch: ReplayBatch,
  actionsOf: ActionsOf,
  { discount, conservatism, absorbing }: CostCriticSettings,
  into: readonly Float32Array[],
): { readonly loss: number } {
  const { rows, observations, nextObservations, costs, terminated } = batch;
  const next = slow.forward(joined(nextObservations, actionsOf(nextObservations, rows), rows), rows).output;
  const seen = network.forward(joined(observations, batch.actions, rows), rows);
  const gradient = new Float32Array(rows);
  let loss = 0;
  for (let i = 0; i < rows; i++) {
    const cost = costs[i] ?? 0;
    const goesOn = (terminated[i] === 1 ? 0 : 1) * (absorbing ? 1 - cost : 1);
    const error = (seen.output[i] ?? 0) - (cost + discount * goesOn * Math.max(0, next[i] ?? 0));
    loss += (error * error) / (2 * rows) + (conservatism * (seen.output[i] ?? 0)) / rows;
    gradient[i] = (error + conservatism) / rows;
  }
  network.backward(seen, gradient, into);
  if (conservatism > 0) {
    const own = network.forward(joined(observations, actionsOf(observations, rows), rows), rows);
    for (let i = 0; i < rows; i++) loss -= (conservatism * (own.output[i] ?? 0)) / rows;
    network.backward(own, new Float32Array(rows).fill(-conservatism / rows), into);
  }
  return { loss };
}

/** Q(s, a), [rows]. */
export function costValues(network: Mlp, observations: Float32Array, actions: Float32Array): Float32Array {
  const rows = rowsOf(network, observations, actions);
  return network.forward(joined(observations, actions, rows), rows).output;
}

/**
 * Q(s, a) and ∂Q/∂a, [rows] and [rows, action size]. Critics see actions as the environment does, clamped; where one lies beyond, the
 * gradient is that at the limit, so that it leads back.
 */
export function costSlopes(
  network: Mlp,
  observations: Float32Array,
  actions: Float32Array,
): { readonly values: Float32Array; readonly slopes: Float32Array } {
  const rows = rowsOf(network, observations, actions);
  const trace = network.forward(joined(observations, actions, rows), rows);
  const ofInput = network.backward(trace, new Float32Array(rows).fill(1), null);
  const size = actions.length / rows;
  const first = network.inputs - size;
  const slopes = actions.map(
    (_, i) => ofInput[Math.floor(i / size) * network.inputs + first + (i % size)] ?? 0,
  );
  return { values: trace.output, slopes };
}

function rowsOf(network: Mlp, observations: Float32Array, actions: Float32Array): number {
  return (observations.length + actions.length) / network.inputs;
}

/** [observation, clamped action] per row. */
function joined(observations: Float32Array, actions: Float32Array, rows: number): Float32Array {
  const seen = observations.length / rows;
  const done = actions.length / rows;
  const result = new Float32Array(rows * (seen + done));
  for (let row = 0; row < rows; row++) {
    const to = row * (seen + done);
    for (let i = 0; i < seen; i++) result[to + i] = observations[row * seen + i] ?? 0;
    for (let i = 0; i < done; i++) result[to + seen + i] = clampAction(actions[row * done + i]);
  }
  return result;
}
