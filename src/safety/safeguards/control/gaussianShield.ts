// Shielding with a Gaussian process and recovery. Must not know how it is computed.
import { z } from 'zod';
import type { Safeguard } from '../safeguard';

export interface GpShieldOptions {
  readonly confidence: number;
  readonly horizon: number;
  readonly points: number;
}

export const gaussianShield: Safeguard<GpShieldOptions> = {
  id: 'gp-shield',
  title: 'Shield with recovery',
  place: 'control',
  description:
    'follows the policy while a Gaussian process of the dynamics keeps the action and a recovery behind it out of what is forbidden with confidence, and hands over to the recovery otherwise',
  paper: {
    title: 'Safe Reinforcement Learning via Recovery-based Shielding with Gaussian Process Dynamics Models',
    arxiv: '2602.12444',
  },
  adapted:
    'the recovery is a fixed linear feedback of each environment, the process is fitted once to steps of the training, and the policy is trained by PPO in the environment without the shield; the paper’s bound on violations is not claimed, and those observed stand for themselves',
  limits: [
    'The state’s moving part and what is forbidden are read from the environment: a policy that sees pictures cannot be shielded so.',
    'Ellipsoids of a normal distribution with matched moments stand for the true distribution, and the model’s error is known at the fitted points alone.',
    'Training is not shielded: violations while the policy learns are those of PPO.',
  ],
  options: z.strictObject({
    confidence: z
      .number()
      .gt(0)
      .lt(1)
      .default(0.99)
      .describe('1 − δ of each ellipsoid: the state is in it with this probability'),
    horizon: z.int().min(1).max(100).default(10).describe('steps of the recovery that are looked ahead'),
    points: z.int().min(10).max(400).default(30).describe('steps that the process is fitted to'),
  }),
  page: 'gaussian-process-shield',
};
