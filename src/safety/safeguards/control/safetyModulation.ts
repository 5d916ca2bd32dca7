// Cost-modulated rewards. Must not know how they are computed.
import { z } from 'zod';
import type { Safeguard } from '../safeguard';
import { costDiscount } from './controlOptions';

export interface SmpoOptions {
  readonly cost_discount: number;
  readonly threshold_start: number;
  readonly threshold_end: number;
  readonly width: number;
  readonly critic_gradient: number;
}

export const safetyModulation: Safeguard<SmpoOptions> = {
  id: 'smpo',
  title: 'Cost-modulated rewards',
  place: 'control',
  description:
    'multiplies each reward by f(Qᶜ), which falls from 1 through 0 at a threshold to −1 as the cost to be expected rises',
  paper: {
    title: 'Safety Modulation: Enhancing Safety in Reinforcement Learning through Cost-Modulated Rewards',
    arxiv: '2504.03040',
  },
  adapted:
    'f(q) = tanh((d − q) / w) with a threshold d that falls linearly over the first half of the training is our choice of a weighting with the properties that the paper asks for, and PPO is the policy optimiser; the paper’s results are not claimed',
  limits: [
    'Where a reward is 0, nothing is modulated: a violation that brings no reward is not discouraged.',
    'A negative reward times a negative weight is a positive one: rewards should be positive where violations pay.',
  ],
  options: z.strictObject({
    cost_discount: costDiscount,
    threshold_start: z.number().min(0).max(1000).default(2).describe('d at the start, in discounted cost'),
    threshold_end: z.number().min(0).max(1000).default(0.3).describe('d from the middle of the training on'),
    width: z.number().positive().max(1000).default(0.5).describe('w: how soon f falls around d'),
    critic_gradient: z
      .number()
      .min(0)
      .max(100)
      .default(0.3)
      .describe('weight of the gradient that passes through Qᶜ to the action'),
  }),
  page: 'safety-modulation',
};
