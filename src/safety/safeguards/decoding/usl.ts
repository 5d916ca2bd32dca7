// Gradient steps on a learned cost, unrolled into the model. Must not know how it is computed.
import { z } from 'zod';
import { fittedFolder, type FittedSafeguard } from '../fittedSafeguard';

export interface UslOptions {
  readonly folder: string;
  readonly delta: number;
  readonly eta: number;
  readonly steps: number;
}

export interface UslFitOptions {
  readonly layer?: number | undefined;
  readonly width: number;
}

export const usl: FittedSafeguard<UslOptions, UslFitOptions> = {
  id: 'usl',
  title: 'Unrolled safety layer',
  place: 'decoding',
  description:
    'predicts from the residual stream whether the answer will be unsafe, and moves the stream along the falling prediction before the next token is chosen',
  paper: {
    title: 'Evaluating Model-free Reinforcement Learning toward Safety-critical Tasks',
    arxiv: '2212.05727',
  },
  adapted:
    'The paper corrects actions of a control policy by a cost critic of temporal differences; here the residual stream at the last position stands for the action, and the critic is the chance that the answer is judged unsafe. Its first stage, which trains the policy with a penalty, is not part of this.',
  limits: [
    'The critic knows the prompts and answers that it was fitted on: an attack that looks otherwise may pass it.',
    'A stream that the critic finds safe need not lead to a safe answer, and one far from those that it saw may lead to no sense at all: look at capability and over-refusal.',
    'It needs the residual stream of a model that runs in this process: endpoints and files of answers are refused.',
    'An answer that the token limit cut is not gone on with; it can be asked anew with a higher limit.',
  ],
  options: z.strictObject({
    folder: fittedFolder,
    delta: z.coerce
      .number<number>()
      .min(0)
      .max(1)
      .default(0.5)
      .describe('δ: the stream is corrected as long as the predicted chance of an unsafe answer is above it'),
    eta: z.coerce
      .number<number>()
      .gt(0)
      .max(100)
      .default(0.5)
      .describe('η: what the largest coordinate moves by in a step, in standard deviations of the stream'),
    steps: z.coerce
      .number<number>()
      .int()
      .min(1)
      .max(100)
      .default(20)
      .describe('K: the most steps at a position'),
  }),
  fitOptions: z.strictObject({
    layer: z.coerce
      .number<number>()
      .int()
      .min(0)
      .optional()
      .describe(
        'the block behind which it acts, from 0 on; left out: the one whose probe tells prompts apart best',
      ),
    width: z.coerce.number<number>().int().min(1).max(256).default(16).describe('hidden units of the critic'),
  }),
  page: 'unrolled-safety-layer',
};
