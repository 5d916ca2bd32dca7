// Conservative safety critics. Must not know how they are computed.
import { z } from 'zod';
import type { Safeguard } from '../safeguard';
import { costDiscount, costLimit } from './controlOptions';
import { lagrangianOptions, type LagrangianOptions } from './ppoLagrangian';

export interface CscOptions extends LagrangianOptions {
  readonly cost_discount: number;
  readonly conservatism: number;
  readonly threshold: number;
  readonly tries: number;
}

export const conservativeSafetyCritic: Safeguard<CscOptions> = {
  id: 'csc',
  title: 'Conservative safety critic',
  place: 'control',
  description:
    'learns a critic that over-estimates how likely a violation is, and samples an action again while the critic turns it down',
  paper: { title: 'Conservative Safety Critics for Exploration', arxiv: '2010.14497' },
  adapted:
    'the policy is updated by PPO in place of the natural gradient, the threshold ε is an option in place of (1 − γ)(χ − V_C), and the multiplier follows the share of violated episodes, so the paper’s bounds on failures are not claimed',
  limits: [
    'Where every proposal is turned down, the one that the critic finds least bad is taken: it may violate.',
    'A critic that has seen no violation turns nothing down: the first ones are not prevented.',
  ],
  options: z.strictObject({
    ...lagrangianOptions,
    cost_limit: costLimit.default(0.05).describe('χ: share of episodes that may violate'),
    multiplier_rate: lagrangianOptions.multiplier_rate
      .default(0.05)
      .describe('η of λ ← max(0, λ + η·(share − χ))'),
    cost_discount: costDiscount,
    conservatism: z
      .number()
      .min(0)
      .max(100)
      .default(0.02)
      .describe('α of the term that raises the critic on the policy’s own actions'),
    threshold: z
      .number()
      .min(0)
      .max(1)
      .default(0.3)
      .describe('ε: an action that the critic finds likelier to violate is turned down'),
    tries: z.int().min(1).max(1000).default(50).describe('actions that are sampled at most'),
  }),
  page: 'conservative-safety-critic',
};
