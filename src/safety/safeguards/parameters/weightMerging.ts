// Merging with a checkpoint that has the guardrail. Must not know how it is computed.
import { z } from 'zod';
import type { Safeguard } from '../safeguard';

const weight = z.number().min(0).max(1);

const shared = {
  place: 'parameters',
  paper: {
    title: 'How Does Vision-Language Adaptation Impact the Safety of Vision Language Models?',
    arxiv: '2410.07571',
  },
  adapted:
    'The paper merges vision-language models; here text models of one base are merged. Its figures are not claimed for them.',
  page: 'weight-merging',
} as const;

const limits = [
  'It takes a second checkpoint of the same base that kept or got the guardrail.',
  'What is between the two in weights need not be between them in behaviour: look at the whole curve, over-refusal and capability too.',
] as const;

export const linearMerge: Safeguard<{ weight: number }> = {
  ...shared,
  id: 'linear',
  title: 'Weight merging, linear',
  description:
    'moves the weights by (1 − w) of the change of the task and w of that of the safety checkpoint',
  limits,
  options: z.strictObject({
    weight: weight.describe('w: 0 is the task checkpoint, 1 the safety checkpoint'),
  }),
};

export const slerpMerge: Safeguard<{ weight: number }> = {
  ...shared,
  id: 'slerp',
  title: 'Weight merging, SLERP',
  description: 'as linear, along the arc between both changes of each tensor',
  limits: [
    ...limits,
    'Where two changes point the same way, the opposite way, or one is zero there is no arc: those tensors are merged linearly.',
  ],
  options: z.strictObject({
    weight: weight.describe('w: 0 is the task checkpoint, 1 the safety checkpoint'),
  }),
};

export const tiesMerge: Safeguard<{ weight: number; density: number }> = {
  ...shared,
  id: 'ties',
  title: 'Weight merging, TIES',
  description:
    'keeps the largest numbers of both changes, elects a sign for each, and averages those that have it (arXiv 2306.01708)',
  limits: [
    ...limits,
    'Small changes are cut away, so that weight 0 is the trimmed task checkpoint and not the task checkpoint.',
    'The result has no low rank: whole weights are written, also of adapters.',
    'Numbers are trimmed tensor by tensor, as in PEFT; the paper of TIES trims a whole checkpoint.',
  ],
  options: z.strictObject({
    weight: weight.describe(
      'w: 0 is the trimmed task checkpoint, 1 the trimmed safety checkpoint, 0.5 TIES with λ = 1',
    ),
    density: z.number().gt(0).max(1).default(0.2).describe('the share of each tensor that is kept'),
  }),
};
