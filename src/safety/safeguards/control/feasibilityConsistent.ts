// Feasibility-consistent representations. Must not know how they are computed.
import { z } from 'zod';
import type { Safeguard } from '../safeguard';
import { lagrangianOptions, type LagrangianOptions } from './ppoLagrangian';

export interface FcsrlOptions extends LagrangianOptions {
  readonly latent_size: number;
  readonly feasibility_discount: number;
  readonly dynamics_weight: number;
}

export const feasibilityConsistent: Safeguard<FcsrlOptions> = {
  id: 'fcsrl',
  title: 'Feasibility-consistent representation',
  place: 'control',
  description:
    'learns a representation that predicts its own next state and the worst discounted cost to come, which PPO with a Lagrangian reads beside the observation',
  paper: {
    title: 'Feasibility Consistent Representation Learning for Safe Reinforcement Learning',
    arxiv: '2405.11718',
  },
  adapted:
    'networks are as small as the policy’s, with tanh in place of layer norm and SiLU, the observation goes in beside the representation as it is, and the multiplier has no proportional and derivative parts; the paper’s results are not claimed',
  limits: [
    'The observations here are short and say all: a representation has less to add than with the paper’s lidars and images.',
    'As with any Lagrangian, violations during training are not prevented.',
  ],
  options: z.strictObject({
    ...lagrangianOptions,
    latent_size: z.int().min(2).max(512).default(16).describe('numbers of the representation'),
    feasibility_discount: z
      .number()
      .gt(0)
      .lt(1)
      .default(0.9)
      .describe('γ of the target max(cₜ, γ(1 − done)·Fₜ₊₁)'),
    dynamics_weight: z
      .number()
      .min(0)
      .max(100)
      .default(0.5)
      .describe('of the loss of the latent dynamics, beside 1 for feasibility'),
  }),
  page: 'feasibility-consistent',
};
