// The training graph of a multifurcation reward model: the decoder with a new adapter, whose logits, scaled, and a bias are the
// rewards of next tokens, and the loss on the tokens whose reward is known.
import { trainingUpdates } from '../../adapters/trainingUpdates';
import type { Adapter } from '../../adapters/adapter';
import { reverse } from '../../autodiff/reverse';
import type { ModelConfig } from '../../checkpoints/checkpoint';
import type { Graph } from '../../graph/graph';
import { GraphBuilder } from '../../graph/graphBuilder';
import { add, gather, mul, reduceSum, square, squeeze, sub, sumAll } from '../../graph/ops';
import { InputWeights, type FloatInput } from '../../models/inputWeights';
import { languageHead } from '../../models/languageHead';
import { scaled } from '../../models/scaled';
import { selectedHidden, trainingInputs } from '../../models/trainingDecoder';

export const rewardInputs = {
  /** float32 [1] */
  scale: 'reward.scale',
  /** float32 [vocabulary] */
  bias: 'reward.bias',
  /** float32 [tokens] each */
  target: 'reward.target',
  weight: 'reward.weight',
} as const;

export interface RewardTrainingGraph {
  readonly graph: Graph;
  readonly weights: readonly FloatInput[];
  /** float32 [tokens]: what the model says of the observed ones. */
  readonly rewards: string;
  readonly loss: string;
  /** Input name of what is trained → name of the output that is its gradient. */
  readonly gradients: ReadonlyMap<string, string>;
}

/**
 * Σ w·(M(s)[v] − r)² over the observed pairs of a text s and a token v behind it (the partial supervision of arXiv 2506.06444,
 * section 4.2): of the vocabulary's rewards only those of observed tokens are learned from. M(s) = scale · logits + bias; the paper's
 * model has no scale, which is 1 there.
 * @throws RangeError for a model whose logits are capped, whose rewards would be, too
 */
export function rewardTrainingGraph(config: ModelConfig, adapter: Adapter): RewardTrainingGraph {
  if (config.logitCap !== null) throw new RangeError('Capped logits are no rewards.');
  const g = new GraphBuilder();
  const weights = new InputWeights(g, false);
  const { adapt, inputs, composites } = trainingUpdates(g, config, adapter, 0);
  const { hidden, blocks } = selectedHidden(g, config, weights, adapt);
  const name = config.tiedEmbeddings ? 'model.embed_tokens.weight' : 'lm_head.weight';
  const head = languageHead(g, weights, name, [config.vocabSize, config.hiddenSize]);
  const tokens = g.input(trainingInputs.targets, 'int64', ['tokens']);
  const scale = g.input(rewardInputs.scale, 'float32', [1]);
  const bias = g.input(rewardInputs.bias, 'float32', [config.vocabSize]);
  const target = g.input(rewardInputs.target, 'float32', ['tokens']);
  const weight = g.input(rewardInputs.weight, 'float32', ['tokens']);
  const product = reduceSum(g, mul(g, scaled(g, hidden, config.logitScale), head.rows(tokens)), -1);
  const rewards = add(g, mul(g, squeeze(g, product, [-1]), scale), gather(g, bias, tokens, 0));
  const loss = sumAll(g, mul(g, weight, square(g, sub(g, rewards, target))));
  const trained = [...inputs, [scale.name, scale] as const, [bias.name, bias] as const];
  const gradients = reverse(
    g,
    loss,
    trained.map(([, value]) => value),
    { composites: [...composites, ...weights.composites], recompute: blocks },
  );
  for (const value of new Set([rewards, loss, ...gradients])) g.output(value);
  return {
    graph: g.build(),
    weights: weights.floatInputs,
    rewards: rewards.name,
    loss: loss.name,
    gradients: new Map(trained.map(([input], index) => [input, gradients[index]?.name ?? ''])),
  };
}
