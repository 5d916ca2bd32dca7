// A policy that is followed while a predictor finds that safe, and a refusing backup. Must not know how it is computed.
import { z } from 'zod';
import { fittedFolder, type FittedSafeguard } from '../fittedSafeguard';

export interface ShieldOptions {
  readonly folder: string;
  readonly delta: number;
}

export interface ShieldFitOptions {
  readonly layer?: number | undefined;
  readonly axes: number;
  readonly points: number;
}

export const shield: FittedSafeguard<ShieldOptions, ShieldFitOptions> = {
  id: 'shield',
  title: 'Shield with recovery',
  place: 'decoding',
  description:
    'follows the model while a Gaussian process over its states expects a safe answer with confidence, and hands over to a refusal where it does not',
  paper: {
    title: 'Safe Reinforcement Learning via Recovery-based Shielding with Gaussian Process Dynamics Models',
    arxiv: '2602.12444',
  },
  adapted:
    'The paper models the dynamics of a control system, and its backup steers back to safe states; here the process predicts from the state whether the answer will be judged unsafe, the backup is a sentence that declines, and 1 − δ is calibrated on held-out answers (conformal risk control) and not derived from the dynamics. The paper’s guarantee is not claimed.',
  limits: [
    'What is calibrated is the share of answers that are judged unsafe and were not handed over, for prompts like those of the fit, sampled as there: under an attack, at another temperature or on other prompts it says nothing. Look at the violations that are observed.',
    'After the hand-over the answer ends: what it had said stays, so a late one may stand behind words that are judged unsafe.',
    'A small δ hands harmless prompts over as well: look at over-refusal.',
    'Its answers have no log-probabilities of the model and no states: drift, token views and refusal directions are refused for it.',
    'It needs the residual stream of a model that runs in this process: endpoints and files of answers are refused.',
    'An answer that the token limit cut is not gone on with; it can be asked anew with a higher limit.',
  ],
  options: z.strictObject({
    folder: fittedFolder,
    delta: z.coerce
      .number<number>()
      .gt(0)
      .lt(1)
      .default(0.1)
      .describe('δ: the share of answers that may be unsafe and not handed over'),
  }),
  fitOptions: z.strictObject({
    layer: z.coerce
      .number<number>()
      .int()
      .min(0)
      .optional()
      .describe(
        'the block behind which states are read, from 0 on; left out: the one whose probe tells prompts apart best',
      ),
    axes: z.coerce
      .number<number>()
      .int()
      .min(1)
      .max(32)
      .default(6)
      .describe('dimensions that the states are projected to'),
    points: z.coerce
      .number<number>()
      .int()
      .min(16)
      .max(1000)
      .default(300)
      .describe('states that the process knows'),
  }),
  page: 'shield',
};
