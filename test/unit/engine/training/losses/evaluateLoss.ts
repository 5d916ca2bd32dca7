// Runs a loss as a graph of its own: log-probabilities and values are inputs, and their gradients come back.
import { reverse } from '../../../../../src/engine/autodiff/reverse';
import { encodeModel } from '../../../../../src/engine/graph/encodeModel';
import type { Value } from '../../../../../src/engine/graph/graph';
import { GraphBuilder } from '../../../../../src/engine/graph/graphBuilder';
import {
  createSession,
  float32Data,
  float32Tensor,
  type RuntimeTensor,
} from '../../../../../src/engine/runtime/session';
import type { Loss, LossInputKind } from '../../../../../src/engine/training/losses/loss';
import { lossFeeds, type LossRow } from '../../../../../src/engine/training/losses/lossFeeds';

export interface Evaluation {
  readonly loss: number;
  readonly metrics: Readonly<Record<string, number>>;
  /** [tokens] each. */
  readonly gradient: Float32Array;
  readonly valueGradient: Float32Array | null;
}

export interface Evaluator {
  /** `values` is looked at only by losses that need them. */
  (rows: readonly LossRow[], logprobs: Float32Array, values?: Float32Array): Promise<Evaluation>;
}

/** A session for the loss, which `use` may run with any number of rows and tokens. */
export async function withLoss(loss: Loss, use: (evaluate: Evaluator) => Promise<void>): Promise<void> {
  const g = new GraphBuilder();
  const logprobs = g.input('logprobs', 'float32', ['tokens']);
  const entropies = g.input('entropies', 'float32', ['tokens']);
  const values = loss.needsValues ? g.input('values', 'float32', ['tokens']) : null;
  const inputs = lossInputs(g, loss);
  const built = loss.build(g, { logprobs, entropies, values, states: new Map() }, inputs);
  const gradients = reverse(g, built.loss, values === null ? [logprobs] : [logprobs, values]);
  const outputs = [built.loss, ...gradients, ...Object.values(built.metrics)];
  for (const output of outputs) g.output(output);
  const session = await createSession(encodeModel(g.build()), { executionProvider: 'cpu', threads: 1 });

  const evaluate: Evaluator = async (rows, logprobData, valueData) => {
    const tokens = rows.reduce((sum, row) => sum + row.length, 0);
    const feeds = {
      ...lossTensors(loss, rows),
      logprobs: float32Tensor(logprobData, [tokens]),
      entropies: float32Tensor(new Float32Array(tokens), [tokens]),
      ...(loss.needsValues && valueData !== undefined ? { values: float32Tensor(valueData, [tokens]) } : {}),
    };
    const results = await session.run(
      feeds,
      outputs.map((output) => output.name),
    );
    const number = (value: Value): number => float32Data(results, value.name)[0] ?? NaN;
    const [gradient, valueGradient] = gradients.map((value) => float32Data(results, value.name));
    return {
      loss: number(built.loss),
      metrics: Object.fromEntries(
        Object.entries(built.metrics).map(([name, value]) => [name, number(value)]),
      ),
      gradient: gradient ?? new Float32Array(),
      valueGradient: valueGradient ?? null,
    };
  };
  try {
    await use(evaluate);
  } finally {
    await session.dispose();
  }
}

/** The loss's own inputs, declared in a graph. */
export function lossInputs(g: GraphBuilder, loss: Loss): Record<string, Value> {
  const shapes: Record<LossInputKind, readonly string[]> = {
    token: ['tokens'],
    row: ['rows'],
    rowToken: ['rows', 'tokens'],
    hidden: ['hidden'],
  };
  return Object.fromEntries(
    Object.entries(loss.inputs).map(([name, kind]) => [name, g.input(name, 'float32', shapes[kind])]),
  );
}

/** What these inputs are fed for `rows`. */
export function lossTensors(loss: Loss, rows: readonly LossRow[]): Record<string, RuntimeTensor> {
  const tokens = rows.reduce((sum, row) => sum + row.length, 0);
  const sizes: Record<LossInputKind, readonly number[]> = {
    token: [tokens],
    row: [rows.length],
    rowToken: [rows.length, tokens],
    hidden: [0],
  };
  const data = lossFeeds(loss, rows);
  return Object.fromEntries(
    Object.entries(loss.inputs).map(([name, kind]) => [
      name,
      float32Tensor(data[name] ?? new Float32Array(), sizes[kind]),
    ]),
  );
}

export function joined(parts: readonly (readonly number[])[]): Float32Array {
  return Float32Array.from(parts.flat());
}
