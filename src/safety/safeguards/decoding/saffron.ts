// Tree search with a model that rewards every next token at once. Must not know how it is computed.
import { z } from 'zod';
import { fittedFolder, type FittedSafeguard } from '../fittedSafeguard';

export const searches = ['tree', 'best-of-n'] as const;

export interface SaffronOptions {
  readonly folder: string;
  readonly search: (typeof searches)[number];
  readonly budget: number;
  readonly topP: number;
}

export interface SaffronFitOptions {
  readonly rank: number;
  readonly epochs: number;
  readonly guard?: string | undefined;
}

export const saffron: FittedSafeguard<SaffronOptions, SaffronFitOptions> = {
  id: 'saffron-1',
  title: 'Saffron-1',
  place: 'decoding',
  description:
    'searches a tree of answers with a reward model that gives the worth of all next tokens in one call, and never explores tokens that its training had not seen',
  paper: {
    title: 'Saffron-1: Towards an Inference Scaling Paradigm for LLM Safety Assurance',
    arxiv: '2506.06444',
  },
  adapted:
    'The paper trains its reward model on four million tokens that a guard labelled; here it is a LoRA over the weights under the checkpoint, or over those of a guard that is named, trained on the checkpoint’s own answers, where the reward of a beginning is the share of sampled answers with it that the rules judge handled well, and a scale of the logits is trained beside the bias. Its figures are not claimed.',
  limits: [
    'The reward model is as good as the few answers that it was trained on: tokens that none of them had are never explored, so that answers become poorer.',
    'Each token takes as many rows of the model as the budget says, and as many of the reward model. search=best-of-n has the same budget in sampled answers: compare both.',
    'The search draws nothing: with a temperature it is the same, and several samples are alike.',
    'Its answers have no log-probabilities and no states: drift, token views and refusal directions are refused for it.',
    'The reward model shares the tokenizer of the checkpoint: a guard with another one is refused as what it lies over, since its rewards would be of other tokens. Endpoints and files of answers are refused.',
    'An answer that the token limit cut is not gone on with; it can be asked anew with a higher limit.',
  ],
  options: z.strictObject({
    folder: fittedFolder,
    search: z
      .enum(searches)
      .default('tree')
      .describe('tree, or best-of-n: the best of as many sampled answers as the budget says'),
    budget: z.coerce
      .number<number>()
      .int()
      .min(1)
      .max(64)
      .default(4)
      .describe('texts that are kept at each step'),
    topP: z.coerce
      .number<number>()
      .gt(0)
      .max(1)
      .default(0.8)
      .describe('tree: children of a text are the likeliest tokens that hold this mass'),
  }),
  fitOptions: z.strictObject({
    rank: z.coerce.number<number>().int().min(1).max(64).default(4).describe('of the LoRA'),
    epochs: z.coerce
      .number<number>()
      .int()
      .min(1)
      .max(100)
      .default(12)
      .describe('times that each answer is seen; what is kept is the best by held-out answers'),
    guard: z
      .string()
      .min(1)
      .optional()
      .describe(
        'a checkpoint with the same tokenizer, such as a guard, over whose weights the reward model is trained; left out: over those under the checkpoint',
      ),
  }),
  page: 'saffron-1',
};
