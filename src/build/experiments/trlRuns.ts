// One configuration trained twice by each seed: by this product, and by TRL through the package in media/python. Both take the
// rows of one preparation.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { RolloutRow, TrainingLogEntry, TrainingRunFacts } from '../../protocol/training';
import { readRollouts } from '../../engine/training/run/rolloutRows';
import { readTrainerState } from '../../engine/training/run/trainerState';
import type { ProductCli } from './productCli';

export interface TrlExperiment {
  readonly folder: string;
  /** A folder of Hugging Face's, of the same weights for both. */
  readonly model: string;
  /** One that has trl, peft and datasets. */
  readonly python: string;
  readonly sizes: TrlSizes;
}

export interface TrlSizes {
  readonly steps: number;
  /** Of a step. */
  readonly prompts: number;
  /** Completions of a prompt. */
  readonly generations: number;
  /** Most tokens of a completion. */
  readonly completionTokens: number;
  readonly learningRate: number;
}

/** Most tokens of a prompt. */
const promptTokens = 64;

export type Trainer = 'here' | 'TRL';

export interface TrainedRun {
  readonly trainer: Trainer;
  readonly seed: number;
  readonly log: readonly TrainingLogEntry[];
  /** Completions with their rewards and advantages, step by step from 1. */
  readonly rollouts: readonly (readonly RolloutRow[])[];
}

/**
 * What is not written has one default for both: constant learning rate, no warm-up, no dropout, temperature 1. A reward of which
 * the base earns some, so that a few steps move it.
 */
function config({ model, sizes }: TrlExperiment, seed: number): object {
  const { steps, prompts, generations, completionTokens, learningRate } = sizes;
  const completions = prompts * generations;
  return {
    model,
    algorithm: 'grpo',
    seed,
    data: {
      type: 'arithmetic',
      ...{ digits: 2, max_value: 15, operators: ['+', '-'], size: 272, test_size: 120, seed: 1 },
      prompt_template: 'What is {expression}? Answer with the number only.',
    },
    rewards: [{ verifier: 'regex', pattern: '^\\s*-?\\d', name: 'begins' }, { verifier: 'number' }],
    lora: { r: 16, lora_alpha: 32 },
    ...{ learning_rate: learningRate, beta: 0.02, max_steps: steps },
    ...{ num_generations: generations, generation_batch_size: completions },
    ...{ max_prompt_length: promptTokens, max_completion_length: completionTokens },
    // One pass per step, so that TRL's means over passes are means over all.
    ...{ micro_batch_tokens: completions * (promptTokens + completionTokens), threads: 1 },
    ...{
      logging_steps: 1,
      save: { steps: 5, total_limit: 1 },
      limits: { zero_std_steps: null, first_steps: null },
    },
  };
}

/**
 * Goes on where it was stopped. @throws Error where a trainer ends with an error; GuardrailError for a folder that is no run.
 */
export async function trainBoth(
  experiment: TrlExperiment,
  seed: number,
  cli: ProductCli,
): Promise<readonly TrainedRun[]> {
  const { folder, sizes } = experiment;
  const { steps } = sizes;
  const path = join(folder, `here-${seed}.train.json`);
  const prepared = join(folder, `prepared-${seed}`);
  if (!existsSync(prepared)) {
    await writeFile(path, `${JSON.stringify(config(experiment, seed), null, 2)}\n`);
    cli('prepare', path, '--trl', '--out', prepared);
  }
  const begun = existsSync(join(folder, `here-${seed}`, 'run.json'));
  const there = join(folder, `trl-${seed}`);
  const done = (await readTrainerState(there))?.step === steps;
  // Beside each other: each has one thread.
  const trl = done ? null : await startTrl(experiment, prepared, there);
  let here: TrainingRunFacts;
  try {
    here = cli('train', path, ...(begun ? ['--resume'] : [])) as TrainingRunFacts;
  } catch (error) {
    trl?.kill();
    throw error;
  }
  if (trl !== null) await endOf(trl);
  return [await trained('here', seed, here.folder, steps), await trained('TRL', seed, there, steps)];
}

async function startTrl({ python }: TrlExperiment, prepared: string, run: string): Promise<ChildProcess> {
  await mkdir(run, { recursive: true });
  const env = {
    ...process.env,
    ...{
      PYTHONPATH: resolve('media/python'),
      HF_HUB_OFFLINE: '1',
      TOKENIZERS_PARALLELISM: 'false',
      OMP_NUM_THREADS: '1',
    },
    ...{
      GUARDRAIL_LENS_NODE: process.execPath,
      GUARDRAIL_LENS_CLI: resolve('dist/cli.mjs'),
    },
  };
  const args = ['-m', 'guardrail_lens.train', prepared, '--output-dir', run, '--resume'];
  return spawn(python, args, { env, stdio: ['ignore', 2, 2] });
}

/** @throws Error where it does not end well, or could not be started. */
async function endOf(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  if (child.exitCode === 0) return;
  throw new Error(`${child.spawnargs.join(' ')} ended with ${String(child.exitCode ?? child.signalCode)}.`);
}

async function trained(trainer: Trainer, seed: number, folder: string, steps: number): Promise<TrainedRun> {
  const state = await readTrainerState(folder);
  const rollouts: (readonly RolloutRow[])[] = [];
  for (let step = 1; step <= steps; step++) rollouts.push(await readRollouts(folder, step));
  return { trainer, seed, log: (state?.log ?? []).filter(({ reward }) => reward !== undefined), rollouts };
}
