// The decoder with a head that gives one number per text: transformers' …ForSequenceClassification with one label.
import type { ModelConfig, TensorSource } from '../checkpoints/checkpoint';
import { GraphBuilder } from '../graph/graphBuilder';
import { fusedMatMul } from '../graph/microsoftOps';
import { squeeze, stopGradient } from '../graph/ops';
import type { DecoderGraph } from './decoder';
import { selectedHidden } from './trainingDecoder';
import { Weights } from './weights';

const scoreHead = 'score.weight';

export interface RewardGraph extends DecoderGraph {
  /** Name of the output, float32 [tokens]: the head at the positions that are selected. */
  readonly scores: string;
}

/** @throws GuardrailError checkpointCorrupt where a tensor is missing or has another shape. */
export function rewardGraph(config: ModelConfig, tensors: ReadonlyMap<string, TensorSource>): RewardGraph {
  const g = new GraphBuilder();
  const weights = new Weights(g, tensors);
  const { hidden } = selectedHidden(g, config, weights, (y) => y);
  const head = weights.float32(scoreHead, [1, config.hiddenSize]);
  const scores = stopGradient(g, squeeze(g, fusedMatMul(g, hidden, head, { transB: true }), [-1]));
  g.output(scores);
  return { graph: g.build(), folder: weights.folder, scores: scores.name };
}
