// PPO with a Lagrangian: the baseline among the control methods. Must not know how it is computed.
import { z } from 'zod';
import type { Safeguard } from '../safeguard';
import { costLimit } from './controlOptions';

export interface LagrangianOptions {
  readonly cost_limit: number;
  readonly multiplier_rate: number;
  readonly multiplier_start: number;
}

export const lagrangianOptions = {
  cost_limit: costLimit,
  multiplier_rate: z.number().positive().max(10).default(0.01).describe('η of λ ← max(0, λ + η·(J_C − d))'),
  multiplier_start: z.number().min(0).max(1000).default(0).describe('λ at the start'),
};

export const ppoLagrangian: Safeguard<LagrangianOptions> = {
  id: 'ppo-lagrangian',
  title: 'PPO with a Lagrangian',
  place: 'control',
  description:
    'adds the cost to what PPO optimises, by a multiplier that rises while an episode costs more than its limit',
  paper: { title: 'Proximal Policy Optimization Algorithms', arxiv: '1707.06347' },
  adapted: null,
  limits: [
    'The limit is on the mean cost of an episode, and is met by the mean at best: single episodes violate.',
    'Violations during training are what the multiplier learns from; they are not prevented.',
  ],
  options: z.strictObject(lagrangianOptions),
  page: 'ppo-lagrangian',
};
