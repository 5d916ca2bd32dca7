// Safety experts beside feed-forward networks. Must not know how they are computed.
import { z } from 'zod';
import { fittedFolder, type FittedSafeguard } from '../fittedSafeguard';

export interface UpsafeOptions {
  readonly folder: string;
  readonly tau: number;
}

export interface UpsafeFitOptions {
  readonly layers: number;
  readonly rank: number;
  readonly epochs: number;
}

export const upsafe: FittedSafeguard<UpsafeOptions, UpsafeFitOptions> = {
  id: 'upsafe',
  title: 'UpSafe°C',
  place: 'parameters',
  description:
    'gives the layers that know most of safety a second feed-forward network that refuses, with a router that says for each token how much of it counts, and a safety temperature at run time',
  paper: {
    title: 'UpSafe°C: Upcycling for Controllable Safety in Large Language Models',
    arxiv: '2510.02194',
  },
  adapted:
    'The paper copies whole networks as experts of a sparse mixture and scales and shifts the router by its temperature; here an expert is the network with a low-rank update, original and expert are mixed by the router’s probabilities, and the temperature shifts their log-odds. Its figures are not claimed.',
  limits: [
    'It has no form in PEFT or transformers: the folder is this product’s own, and no other program runs it.',
    'The expert learns one refusal, so that what it says is poor; what it is for is when it says it.',
    'The router is trained on the prompts of the fit: look at over-refusal on others, at several temperatures.',
    'It needs a model that runs in this process, with float32 matrices: endpoints, files of answers and GGUF in its own blocks are refused.',
    'An answer that the token limit cut is not gone on with; it can be asked anew with a higher limit.',
  ],
  options: z.strictObject({
    folder: fittedFolder,
    tau: z.coerce
      .number<number>()
      .min(0)
      .max(1)
      .default(0.5)
      .describe(
        'τ, the safety temperature: 0 is the checkpoint as it was, 0.5 the router as it was trained, 1 the expert alone',
      ),
  }),
  fitOptions: z.strictObject({
    layers: z.coerce
      .number<number>()
      .int()
      .min(1)
      .max(16)
      .default(2)
      .describe('how many layers get an expert: those whose probes tell prompts apart best'),
    rank: z.coerce.number<number>().int().min(1).max(64).default(8).describe('of the experts’ updates'),
    epochs: z.coerce.number<number>().int().min(1).max(100).default(6).describe('of each of the two stages'),
  }),
  page: 'upsafe',
};
