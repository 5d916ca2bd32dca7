// The unrolling safety layer. Must not know how it is computed.
import { z } from 'zod';
import type { Safeguard } from '../safeguard';
import { costDiscount } from './controlOptions';

export interface UslOptions {
  readonly cost_discount: number;
  readonly penalty: number;
  readonly threshold: number;
  readonly step_size: number;
  readonly steps: number;
}

export const unrollingLayer: Safeguard<UslOptions> = {
  id: 'usl',
  title: 'Unrolling safety layer',
  place: 'control',
  description:
    'penalises κ·max(0, Q_c − δ) in training, and moves an action down the gradient of Q_c while that is above δ',
  paper: {
    title: 'Evaluating Model-free Reinforcement Learning toward Safety-critical Tasks',
    arxiv: '2212.05727',
  },
  adapted:
    'PPO is the learner in place of TD3, so that the penalty’s gradient is added to that of PPO, and the correction acts when the policy is used, not while it explores; the paper’s results are not claimed',
  limits: [
    'The correction is as good as the critic: it ends at a limit of the actions or after K steps, whether or not Q_c is below δ by then.',
    'It costs up to K passes through the critic and back for each action.',
  ],
  options: z.strictObject({
    cost_discount: costDiscount,
    penalty: z.number().min(0).max(1000).default(0.5).describe('κ of the first stage'),
    threshold: z.number().min(0).max(1000).default(0.3).describe('δ, in discounted cost'),
    step_size: z
      .number()
      .positive()
      .max(2)
      .default(0.05)
      .describe('η: how far a step of the correction moves the largest component'),
    steps: z.int().min(0).max(1000).default(20).describe('K: steps of the correction at most'),
  }),
  page: 'unrolling-safety-layer',
};
