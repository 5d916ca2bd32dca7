// TRL's GRPOTrainer as a peer of `bench training --step`. Knows nothing of the product's own side.
import { z } from 'zod';
import type { BenchRow } from '../../protocol/contracts';
import { median } from './median';
import { startPythonPeer, type PythonPeer } from './pythonPeer';
import type { PeerStep } from './torchPeer';

export interface StepWork {
  /** A checkpoint's folder. */
  readonly model: string;
  /** JSON Lines with a `prompt` each, asked as one user's message. */
  readonly promptsFile: string;
  /** Different prompts of a step, and completions of each. */
  readonly prompts: number;
  readonly samples: number;
  readonly newTokens: number;
  /** Completions of a forward and backward pass; divides prompts × samples. */
  readonly passRows: number;
  readonly rank: number;
  readonly threads: number;
  readonly recompute: boolean;
}

/** Of a step, in order: completions, rewards, the reference's log-probabilities, and all the rest. */
export const stepPhases = ['rollout', 'reward', 'scoring', 'update'] as const;
export type StepPhase = (typeof stepPhases)[number];

export interface TrlStep extends PeerStep {
  /** Seconds. */
  readonly phases: Readonly<Record<StepPhase, number>>;
  /** Tokens that were generated. */
  readonly tokens: number;
}

const stepSchema = z
  .object({
    seconds: z.number().positive(),
    phases: z.record(z.enum(stepPhases), z.number()),
    tokens: z.number().int().nonnegative(),
    peak_bytes: z.number().nonnegative(),
  })
  .transform(({ peak_bytes, ...step }): TrlStep => ({ ...step, peakBytes: peak_bytes }));

/** @throws GuardrailError as startPythonPeer */
export function startTrlPeer(python: string, script: string, work: StepWork): Promise<PythonPeer<TrlStep>> {
  const { model, promptsFile, prompts, samples, newTokens, passRows, rank, threads, recompute } = work;
  const numbers = [prompts, samples, newTokens, passRows, rank, threads, recompute ? 1 : 0];
  return startPythonPeer({
    python,
    script,
    args: [model, promptsFile, ...numbers.map(String)],
    packages: 'trl and peft',
    step: stepSchema,
  });
}

/** @param own seconds and generated tokens of the product's step: medians */
export function trlRows(
  label: string,
  steps: readonly TrlStep[],
  own: { readonly seconds: number; readonly tokens: number },
): BenchRow[] {
  const of = (value: (step: TrlStep) => number): number => median(steps.map(value));
  const seconds = of((step) => step.seconds);
  const tokens = of((step) => step.tokens);
  const bytes = Math.max(...steps.map(({ peakBytes }) => peakBytes));
  return [
    { label, value: seconds, unit: 's' },
    ...stepPhases.map((phase) => ({
      ...{ label: `${label}, ${phase}`, value: of(({ phases }) => phases[phase]), unit: 's' },
    })),
    { label: `${label}, new tokens`, value: tokens, unit: 'tokens' },
    { label: `${label}, ratio`, value: seconds / own.seconds, unit: 'times' },
    {
      ...{ label: `${label}, ratio by token`, unit: 'times' },
      value: seconds / tokens / (own.seconds / own.tokens),
    },
    ...(bytes === 0 ? [] : [{ label: `${label}, peak memory`, value: bytes / 1e6, unit: 'MB' }]),
  ];
}
