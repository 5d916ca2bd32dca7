// A penalty on how far hidden states move along the refusal direction: an entry of a training run. Must not know how it is computed.
import { z } from 'zod';
import type { ObjectSafeguard } from '../safeguard';

const options = z.strictObject({
  strength: z
    .number()
    .min(0)
    .max(1e6)
    .default(1)
    .describe(
      'λ: what the penalty is multiplied by after the warm-up; 1 is one distance between kinds, squared',
    ),
  warmup_strength: z.number().min(0).max(1e6).default(10).describe('λ during the warm-up'),
  warmup_share: z
    .number()
    .min(0)
    .max(1)
    .default(0.1)
    .describe('of all optimiser steps, the share at the beginning that is the warm-up'),
  layers: z
    .array(z.int().nonnegative())
    .min(1)
    .optional()
    .describe('layers behind which states are held, from 0; all of them where nothing is said'),
  suites: z
    .array(z.string().min(1))
    .min(1)
    .default(['built-in'])
    .describe('where the harmful and the harmless prompts come from that give the direction'),
  limit: z.int().min(2).max(10_000).default(32).describe('the most prompts of each kind for the direction'),
  safety_data: z
    .string()
    .min(1)
    .optional()
    .describe(
      'a file of prompts with completions that are trained on besides, and held like the others: the paper’s broadened data',
    ),
});

export type ProconOptions = z.infer<typeof options>;

export const procon: ObjectSafeguard<typeof options> = {
  id: 'procon',
  title: 'ProCon',
  place: 'training',
  description:
    'adds a penalty on the change of the hidden states’ projection onto the refusal direction, strong at first',
  paper: {
    title: 'Anchoring Refusal Direction: Mitigating Safety Risks in Tuning via Projection Constraint',
    arxiv: '2509.06795',
  },
  adapted:
    'Projections are measured in units of the distance between harmful and harmless prompts, so that one strength means the same in every layer and model; it is taken at the last token of the prompt, where the direction is. The strengths are not the paper’s.',
  limits: [
    'It holds one direction of each layer where the answer begins: a guardrail that lies elsewhere, or further on in the answer, is not held.',
    'A direction made from prompts that are measured on knows them; name suites of your own where that matters.',
    'Each step takes one more forward pass over the prompts, through the model as it was before training.',
    'It needs a policy and prompts: reward models and plain texts are refused.',
  ],
  options,
  page: 'procon',
};
