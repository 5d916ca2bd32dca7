// The golden samples as an algorithm takes them.
import type { ScoredSample } from '../../../../../src/engine/training/algorithms/algorithm';
import { lossGolden } from '../../../../fixtures/training/lossGolden';

export const goldenLengths = lossGolden.samples.map((sample) => sample.logprobs.length);

export const goldenSamples: readonly ScoredSample[] = lossGolden.samples.map((sample) => ({
  group: sample.group,
  reward: sample.reward,
  length: sample.logprobs.length,
  truncated: false,
  oldLogprobs: Float32Array.from(sample.oldLogprobs),
  refLogprobs: Float32Array.from(sample.refLogprobs),
  values: Float32Array.from(sample.oldValues),
}));
