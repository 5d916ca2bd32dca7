// A critic that expects the worse, completions sampled again by it, and a multiplier: an entry of a training run. Must not know how
// it is computed.
import { z } from 'zod';
import type { ObjectSafeguard } from '../safeguard';
import { criticOptions } from './criticOptions';

const options = z.strictObject({
  action: z
    .enum(['completion', 'token'])
    .default('completion')
    .describe(
      'what is turned down: a whole completion, or its tokens from where its beginning is found likelier than ε to be unsafe, while those before it stay',
    ),
  threshold: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe('ε: a completion that the critic finds likelier to be unsafe is sampled again'),
  tries: z.int().min(0).max(100).default(4).describe('how often a completion is sampled again at most'),
  conservatism: z
    .number()
    .min(0)
    .max(100)
    .default(0.05)
    .describe('α of the term that raises the critic on what the policy proposes (conservative Q-learning)'),
  cost_limit: z
    .number()
    .min(0)
    .max(1)
    .default(0.05)
    .describe('χ: the share of unsafe answers to harmful prompts that is tolerated'),
  multiplier: z.number().min(0).max(1000).default(1).describe('λ at the start'),
  multiplier_rate: z
    .number()
    .min(0)
    .max(1000)
    .default(0.5)
    .describe('η of λ ← [λ + η·(cost − χ)]₊ after each batch'),
  ...criticOptions,
});

export type ConservativeCriticOptions = z.infer<typeof options>;

export const conservativeCritic: ObjectSafeguard<typeof options> = {
  id: 'conservative-critic',
  title: 'Conservative safety critic (CSC)',
  place: 'training',
  description:
    'learns a critic that over-estimates how likely an answer is unsafe, samples completions again that it turns down, and takes λ times its estimate from the reward',
  paper: { title: 'Conservative Safety Critics for Exploration', arxiv: '2010.14497' },
  adapted:
    'An action is a whole completion, or a token of one where `action` says so; then every beginning of a judged completion has its cost as its target, in the place of a Bellman backup. ε is an option in place of (1 − γ)(χ − V_C), the reward R − λ·Qᶜ stands for the advantage A_R − λ·A_C (for RLOO and Dr. GRPO it is the same; GRPO divides both by one deviation), and the algorithm’s own trust region for the natural gradient: the paper’s bounds on failures are not claimed. Qᶜ is a logistic function of the states of the model before training, learned from the rule judge’s verdicts.',
  limits: [
    'Where every try is turned down, the completion that the critic finds least bad is kept: it may be unsafe.',
    'Completions that are kept have the log-probabilities that they were sampled with, not those of the policy after rejection: the policy learns from a distribution that it would not draw by itself.',
    'With action token up to 32 beginnings of a completion are looked at, evenly spread, and the reward is still that of whole completions.',
    'A critic that has seen nothing unsafe turns little down: the first unsafe answers are not prevented.',
    'It needs an online algorithm, and rows of the data that say "kind": "harmful"; only what the rules can judge is learned from.',
    'It acts while a run learns; the checkpoint that comes out has no critic.',
  ],
  options,
  page: 'conservative-critic',
};
