// FCSRL's representation: an encoder, latent dynamics, a head over buckets for feasibility, and projections for consistency.
import { clampAction, type AnyEnvironment } from '../../../safety/control/environment';
import type { Random } from '../../../safety/random';
import { Mlp, moveTowards } from '../network/mlp';
import { NetworkOptimizer } from '../network/optimizer';
import type { Portion } from '../training/portion';
import { bucketCount, bucketLoss, bucketMean, feasibilityTargets } from './feasibility';

export interface FeasibilityBatch {
  readonly rows: number;
  readonly observations: Float32Array;
  readonly nextObservations: Float32Array;
  readonly actions: Float32Array;
  /** Fₜ, [rows]. */
  readonly targets: Float32Array;
}

export interface FeasibilityOptions {
  readonly latent_size: number;
  readonly feasibility_discount: number;
  readonly dynamics_weight: number;
}

/** τ of the steady encoder, once per portion. */
const tau = 0.3;
const learningRate = 1e-3;

export interface FeasibilityNetworks {
  readonly encoder: Mlp;
  /** (z, a) ↦ the next z. */
  readonly dynamics: Mlp;
  readonly head: Mlp;
  readonly projection: Mlp;
  readonly predictor: Mlp;
}

export class FeasibilityModel {
  readonly networks: FeasibilityNetworks;
  /** What the policy reads through: it changes only between portions. */
  readonly steady: Mlp;
  private readonly optimizer: NetworkOptimizer;

  constructor(
    { observationSize, actionSize }: Pick<AnyEnvironment, 'observationSize' | 'actionSize'>,
    hidden: readonly number[],
    private readonly options: FeasibilityOptions,
    random: Random,
  ) {
    const size = options.latent_size;
    const half = Math.ceil(size / 2);
    this.networks = {
      encoder: Mlp.create([observationSize, ...hidden, size], random),
      dynamics: Mlp.create([size + actionSize, ...hidden, size], random),
      head: Mlp.create([size, ...hidden, bucketCount], random),
      projection: Mlp.create([size, ...hidden, half], random),
      predictor: Mlp.create([half, half], random),
    };
    this.steady = this.networks.encoder.copy();
    this.optimizer = new NetworkOptimizer(parametersOf(this.networks));
  }

  /** Fₜ of each step of a portion. The steady encoder moves first. */
  targets(portion: Portion): Float32Array {
    moveTowards(this.steady, this.networks.encoder, tau);
    const latents = latentOf(this.steady, portion.nextObservations, portion.steps);
    const logits = this.networks.head.forward(latents, portion.steps).output;
    const next = new Float32Array(portion.steps).map((_, i) => bucketMean(logits, i * bucketCount));
    return feasibilityTargets(portion.costs, portion, next, this.options.feasibility_discount);
  }

  /** One step of the optimiser; what comes back are the batch's mean losses before it. */
  update(batch: FeasibilityBatch): { readonly dynamics: number; readonly feasibility: number } {
    const losses = representationLoss(
      this.networks,
      this.steady,
      batch,
      this.options.dynamics_weight,
      this.optimizer.gradients,
    );
    this.optimizer.step(learningRate, 10);
    return losses;
  }
}

/** z of observations: x / mean |x| of the encoder's output, [rows, latent size]. */
export function latentOf(encoder: Mlp, observations: Float32Array, rows: number): Float32Array {
  return scaled(encoder.forward(observations, rows).output, encoder.outputs);
}

/** In the order of the gradients that `representationLoss` adds to. */
export function parametersOf(networks: FeasibilityNetworks): ReturnType<Mlp['parameters']> {
  return Object.entries(networks).flatMap(([name, network]) => (network as Mlp).parameters(name));
}

/**
 * weight·(−mean cos(g(p(ẑ′)), p(z̄′))) + mean cross-entropy of the feasibility head at ẑ′, where ẑ′ is the latent dynamics' next
 * state from z = encoder(s) and a, and z̄′ the steady encoder's of s′, through which no gradient passes.
 */
export function representationLoss(
  { encoder, dynamics, head, projection, predictor }: FeasibilityNetworks,
  steady: Mlp,
  { rows, observations, nextObservations, actions, targets }: FeasibilityBatch,
  weight: number,
  into: readonly Float32Array[],
): { readonly dynamics: number; readonly feasibility: number } {
  const size = encoder.outputs;
  const encoded = encoder.forward(observations, rows);
  const moved = dynamics.forward(withActions(scaled(encoded.output, size), actions, rows), rows);
  const headed = head.forward(moved.output, rows);
  const projected = projection.forward(moved.output, rows);
  const predicted = predictor.forward(projected.output, rows);
  const wanted = projection.forward(latentOf(steady, nextObservations, rows), rows).output;

  const ofLogits = new Float32Array(headed.output.length);
  let feasibility = 0;
  for (let row = 0; row < rows; row++) {
    feasibility += bucketLoss(headed.output, row * bucketCount, targets[row] ?? 0, ofLogits, 1 / rows) / rows;
  }
  const { loss, gradient } = cosineLoss(predicted.output, wanted, rows, weight / rows);

  const slices = sliced(into, [encoder, dynamics, head, projection, predictor]);
  const ofPredicted = predictor.backward(predicted, gradient, slices[4] ?? null);
  const ofMoved = projection.backward(projected, ofPredicted, slices[3] ?? null);
  const ofHead = head.backward(headed, ofLogits, slices[2] ?? null);
  for (let i = 0; i < ofMoved.length; i++) ofMoved[i] = (ofMoved[i] ?? 0) + (ofHead[i] ?? 0);
  const ofInput = dynamics.backward(moved, ofMoved, slices[1] ?? null);
  const ofLatent = new Float32Array(rows * size);
  for (let i = 0; i < ofLatent.length; i++) {
    ofLatent[i] = ofInput[Math.floor(i / size) * dynamics.inputs + (i % size)] ?? 0;
  }
  encoder.backward(encoded, throughScale(encoded.output, ofLatent, size), slices[0] ?? null);
  return { dynamics: loss / rows, feasibility };
}

/** Σ −cos(x, y) over the rows, and its gradient by x times `scale`. Norms below 10⁻³ count as that, as in the authors' code. */
function cosineLoss(
  x: Float32Array,
  y: Float32Array,
  rows: number,
  scale: number,
): { readonly loss: number; readonly gradient: Float32Array } {
  const size = x.length / rows;
  const gradient = new Float32Array(x.length);
  let loss = 0;
  for (let row = 0; row < rows; row++) {
    const at = row * size;
    let dot = 0;
    let xx = 0;
    let yy = 0;
    for (let i = at; i < at + size; i++) {
      dot += (x[i] ?? 0) * (y[i] ?? 0);
      xx += (x[i] ?? 0) ** 2;
      yy += (y[i] ?? 0) ** 2;
    }
    const nx = Math.max(Math.sqrt(xx), 1e-3);
    const ny = Math.max(Math.sqrt(yy), 1e-3);
    const cosine = dot / (nx * ny);
    loss -= cosine;
    const isShort = Math.sqrt(xx) < nx;
    for (let i = at; i < at + size; i++) {
      const along = isShort ? 0 : (cosine * (x[i] ?? 0)) / (nx * nx);
      gradient[i] = -scale * ((y[i] ?? 0) / (nx * ny) - along);
    }
  }
  return { loss, gradient };
}

/** x / max(mean |x|, 10⁻⁸) of each row. */
function scaled(x: Float32Array, size: number): Float32Array {
  const result = x.slice();
  for (let at = 0; at < x.length; at += size) {
    const mean = meanSize(x, at, size);
    for (let i = at; i < at + size; i++) result[i] = (x[i] ?? 0) / mean;
  }
  return result;
}

/** The gradient by x of what depends on `scaled(x)`. */
function throughScale(x: Float32Array, gradient: Float32Array, size: number): Float32Array {
  const result = new Float32Array(x.length);
  for (let at = 0; at < x.length; at += size) {
    const mean = meanSize(x, at, size);
    let dot = 0;
    for (let i = at; i < at + size; i++) dot += (x[i] ?? 0) * (gradient[i] ?? 0);
    for (let i = at; i < at + size; i++) {
      result[i] = (gradient[i] ?? 0) / mean - (dot * Math.sign(x[i] ?? 0)) / (size * mean * mean);
    }
  }
  return result;
}

function meanSize(x: Float32Array, at: number, size: number): number {
  let sum = 0;
  for (let i = at; i < at + size; i++) sum += Math.abs(x[i] ?? 0);
  return Math.max(sum / size, 1e-8);
}

function withActions(latents: Float32Array, actions: Float32Array, rows: number): Float32Array {
  const size = latents.length / rows;
  const done = actions.length / rows;
  const result = new Float32Array(rows * (size + done));
  for (let row = 0; row < rows; row++) {
    const to = row * (size + done);
    result.set(latents.subarray(row * size, (row + 1) * size), to);
    for (let i = 0; i < done; i++) result[to + size + i] = clampAction(actions[row * done + i]);
  }
  return result;
}

/** The gradients of each network out of those of all. */
function sliced(into: readonly Float32Array[], networks: readonly Mlp[]): Float32Array[][] {
  let at = 0;
  return networks.map(({ layers }) => into.slice(at, (at += 2 * layers.length)));
}
