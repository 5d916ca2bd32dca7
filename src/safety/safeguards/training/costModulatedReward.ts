// Rewards times a weight that falls with the cost that a critic expects: an entry of a training run. Must not know how it is computed.
import { z } from 'zod';
import type { ObjectSafeguard } from '../safeguard';
import { criticOptions } from './criticOptions';

const options = z.strictObject({
  threshold_start: z
    .number()
    .min(0)
    .max(1)
    .default(0.8)
    .describe('d at the start: the estimated chance of an unsafe answer at which the reward is 0'),
  threshold_end: z.number().min(0).max(1).default(0.2).describe('d from the middle of the run on'),
  width: z.number().positive().max(10).default(0.2).describe('w: how soon f falls around d'),
  ...criticOptions,
});

export type CostModulatedRewardOptions = z.infer<typeof options>;

export const costModulatedReward: ObjectSafeguard<typeof options> = {
  id: 'cost-modulated-reward',
  title: 'Cost-modulated reward (SMPO)',
  place: 'training',
  description:
    'multiplies the reward of an answer to a harmful prompt by f(Qᶜ), which falls from 1 through 0 to −1 as a learned critic expects it to be unsafe',
  paper: {
    title: 'Safety Modulation: Enhancing Safety in Reinforcement Learning through Cost-Modulated Rewards',
    arxiv: '2504.03040',
  },
  adapted:
    'The paper’s gradient passes through Qᶜ to a continuous action. Tokens are drawn, so that here M = f(Qᶜ)·R is a reward like any other, and its gradient is the score function’s with Qᶜ held. f(q) = tanh((d − q) / w), with d falling linearly over the first half of the run, is our choice of a weighting with the properties that the paper asks for. Qᶜ is a logistic function of the states of the model before training, learned from the rule judge’s verdicts on the sampled answers.',
  limits: [
    'Where the reward is 0 it does nothing: an unsafe answer that earns nothing is not discouraged.',
    'A negative reward times a negative weight is a positive one: rewards should be positive where unsafe answers pay.',
    'It needs an online algorithm, and rows of the data that say "kind": "harmful"; only what the rules can judge is learned from.',
    'The verdicts are the rule judge’s: the policy may learn to please it.',
  ],
  options,
  page: 'cost-modulated-reward',
};
