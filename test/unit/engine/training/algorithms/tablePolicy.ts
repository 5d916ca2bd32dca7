// The smallest policy that can be trained: logits per position, independent of what came before. Everything about it is
// known exactly, and the rest (advantages, loss graph, autodiff, AdamW) is the real thing.
import { reverse } from '../../../../../src/engine/autodiff/reverse';
import { encodeModel } from '../../../../../src/engine/graph/encodeModel';
import { GraphBuilder } from '../../../../../src/engine/graph/graphBuilder';
import { gather, logSoftmax, reshape } from '../../../../../src/engine/graph/ops';
import {
  createSession,
  float32Data,
  float32Tensor,
  int64Tensor,
  type RuntimeSession,
  type RuntimeTensor,
} from '../../../../../src/engine/runtime/session';
import type { Loss } from '../../../../../src/engine/training/losses/loss';
import type { LossRow } from '../../../../../src/engine/training/losses/lossFeeds';
import type { Random } from '../../../../../src/safety/random';
import { lossInputs, lossTensors } from '../losses/evaluateLoss';

export class TablePolicy {
  /** [positions · actions] */
  readonly logits: Float32Array;
  /** [positions]: the value head. */
  readonly values: Float32Array;

  constructor(
    readonly positions: number,
    readonly actions: number,
    logits?: Float32Array,
  ) {
    this.logits = logits ?? new Float32Array(positions * actions);
    this.values = new Float32Array(positions);
  }

  probabilities(position: number): number[] {
    const logits = [...this.logits.subarray(position * this.actions, (position + 1) * this.actions)];
    const largest = Math.max(...logits);
    const weights = logits.map((logit) => Math.exp(logit - largest));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return weights.map((weight) => weight / total);
  }

  sample(random: Random): number[] {
    return Array.from({ length: this.positions }, (_, position) => {
      let left = random();
      const action = this.probabilities(position).findIndex((p) => (left -= p) < 0);
      return action < 0 ? this.actions - 1 : action;
    });
  }

  logprobs(completion: readonly number[]): Float32Array {
    return Float32Array.from(completion, (action, position) =>
      Math.log(this.probabilities(position)[action] ?? NaN),
    );
  }
}

/** Gradients with respect to logits and values, as a model's graph computes them. */
export class TableGradients {
  private constructor(
    private readonly session: RuntimeSession,
    private readonly loss: Loss,
    private readonly outputs: readonly string[],
  ) {}

  static async open(policy: TablePolicy, loss: Loss): Promise<TableGradients> {
    const g = new GraphBuilder();
    const size = policy.positions * policy.actions;
    const logits = g.input('logits', 'float32', [policy.positions, policy.actions]);
    const chosen = g.input('chosen', 'int64', ['tokens']);
    const logprobs = gather(g, reshape(g, logSoftmax(g, logits, -1), [size], [size]), chosen, 0);
    const head = loss.needsValues ? g.input('head', 'float32', [policy.positions]) : null;
    const at = head === null ? null : g.input('at', 'int64', ['tokens']);
    const values = head === null || at === null ? null : gather(g, head, at, 0);
    const inputs = lossInputs(g, loss);
    const built = loss.build(g, { logprobs, entropies: logprobs, values, states: new Map() }, inputs);
    const gradients = reverse(g, built.loss, head === null ? [logits] : [logits, head]);
    for (const gradient of gradients) g.output(gradient);
    const session = await createSession(encodeModel(g.build()), { executionProvider: 'cpu', threads: 1 });
    return new TableGradients(
      session,
      loss,
      gradients.map(({ name }) => name),
    );
  }

  /** One gradient for the logits; with a value head, another for the values. */
  async of(
    policy: TablePolicy,
    completions: readonly (readonly number[])[],
    rows: readonly LossRow[],
  ): Promise<Float32Array[]> {
    const tokens = completions.flat().length;
    const indices = (of: (action: number, position: number) => number): RuntimeTensor =>
      int64Tensor(
        BigInt64Array.from(
          completions.flatMap((completion) => completion.map(of)),
          (index) => BigInt(index),
        ),
        [tokens],
      );
    const feeds: Record<string, RuntimeTensor> = {
      ...lossTensors(this.loss, rows),
      logits: float32Tensor(policy.logits, [policy.positions, policy.actions]),
      chosen: indices((action, position) => position * policy.actions + action),
    };
    if (this.loss.needsValues) {
      feeds.head = float32Tensor(policy.values, [policy.positions]);
      feeds.at = indices((_, position) => position);
    }
    const results = await this.session.run(feeds, this.outputs);
    return this.outputs.map((name) => float32Data(results, name));
  }

  dispose(): Promise<void> {
    return this.session.dispose();
  }
}
