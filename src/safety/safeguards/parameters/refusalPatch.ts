// A LoRA trained on refusals alone, added to a checkpoint. Must not know how it is computed.
import { z } from 'zod';
import type { Safeguard } from '../safeguard';

export const refusalPatch: Safeguard<{ weight: number }> = {
  id: 'refusal-patch',
  title: 'Refusal patch',
  place: 'parameters',
  description:
    'adds an adapter that was trained on refusals alone, and shows how far it meets W and the change of the task',
  paper: {
    title:
      'Decoupling Safety into Orthogonal Subspace: Cost-Efficient and Performance-Preserving Alignment for Large Language Models',
    arxiv: '2510.09004',
  },
  adapted: null,
  limits: [
    'The patch is trained over the base, the task checkpoint over the base too; neither has seen the other. Small overlap makes a conflict less likely and does not rule it out.',
    'Trained on refusals alone, it may refuse harmless prompts as well: look at over-refusal.',
  ],
  options: z.strictObject({
    weight: z.number().gt(0).max(4).describe('what the patch is multiplied by; 1 is as it was trained'),
  }),
  page: 'refusal-patch',
};
