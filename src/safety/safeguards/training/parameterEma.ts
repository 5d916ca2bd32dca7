// The moving average of what is trained: an entry of a training run. Must not know how it is computed.
import { z } from 'zod';
import type { ObjectSafeguard } from '../safeguard';

const options = z.strictObject({
  decay: z
    .number()
    .min(0)
    .max(0.99999)
    .describe('η of θ̄ ← η·θ̄ + (1 − η)·θ after each optimiser step; the key ema_decay says the same'),
});

export const parameterEma: ObjectSafeguard<typeof options> = {
  id: 'parameter-ema',
  title: 'Parameter EMA',
  place: 'training',
  description:
    'keeps an exponential moving average of the parameters along a run, which is what is saved, evaluated and probed',
  paper: { title: 'Rethinking Safety in LLM Fine-tuning: An Optimization Perspective', arxiv: '2508.12531' },
  adapted: null,
  limits: [
    'Training itself goes on from the plain parameters; the average does not feed back into them.',
    'Of a LoRA adapter, A and B are averaged each on its own: their product is not the average of the products.',
    'The average begins at the start of the run: with a high decay and few steps it has hardly moved, and keeps the guardrail because it learned little. Compare at equal accuracy.',
  ],
  options,
  page: 'parameter-ema',
};
