// What a whole GRPO step costs: completions, scoring and update of a real run, on whatever model is given.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Precision } from '../../protocol/checkpoints';
import type { BenchRow } from '../../protocol/contracts';
import type { TrainingLogEntry } from '../../protocol/training';
import { seededRandom } from '../../safety/random';
import { openCheckpoint } from '../checkpoints/openCheckpoint';
import { loadGenerator } from '../generation/loadGenerator';
import { openScorer } from '../training/loop/openScorer';
import type { TrainingTools } from '../training/loop/openSession';
import { trainRun } from '../training/loop/trainRun';
import { createTrainingModel } from '../training/model/createTrainingModel';
import { createRun } from '../training/run/createRun';
import { median } from './median';
import { firstWord } from './randomCheckpoint';

export interface BenchStepOptions {
  readonly model: string;
  /** Of the frozen base; exact where it is absent. */
  readonly precision?: Precision;
  /** Different prompts, and completions of each. */
  readonly prompts?: number;
  readonly samples?: number;
  readonly newTokens?: number;
  readonly rank?: number;
  /** Steps that are timed; one more is made before them. */
  readonly repeats?: number;
  readonly microBatchTokens?: number;
  readonly threads?: number;
  readonly recompute: boolean;
}

const phases = ['rollout', 'reward', 'scoring', 'update'] as const;
/** Numbers in a prompt. */
const promptWords = 32;

export async function benchTrainingStep(
  options: BenchStepOptions,
  report: (line: string) => void,
): Promise<BenchRow[]> {
  const { prompts = 8, samples = 8, newTokens = 64, repeats = 3 } = options;
  const folder = await mkdtemp(join(tmpdir(), 'guardrail-lens-bench-'));
  try {
    const configPath = join(folder, 'step.train.json');
    await writeFile(join(folder, 'data.jsonl'), randomPrompts(2 * prompts));
    await writeFile(
      configPath,
      JSON.stringify({
        model: options.model,
        algorithm: 'grpo',
        data: { type: 'file', path: 'data.jsonl', test_size: prompts },
        rewards: [{ verifier: 'regex', pattern: '1', in: 'completion' }],
        lora: { r: options.rank ?? 16 },
        ...(options.precision === undefined ? {} : { precision: options.precision }),
        max_steps: repeats + 1,
        num_generations: samples,
        generation_batch_size: prompts * samples,
        max_completion_length: newTokens,
        gradient_checkpointing: options.recompute,
        threads: options.threads ?? null,
        ...(options.microBatchTokens === undefined ? {} : { micro_batch_tokens: options.microBatchTokens }),
      }),
    );
    const run = await createRun(configPath, {});
    const { log } = await trainRun(benchTools(folder), {
      folder: run,
      resume: false,
      signal: new AbortController().signal,
      progress: ({ log: entry }) => {
        if (entry !== null) report(stepLine(entry));
      },
    });
    return rows(log.slice(1), prompts * samples);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function benchTools(folder: string): TrainingTools {
  return {
    open: (ref, signal) => openCheckpoint(ref, { cacheFolder: folder, scratchFolder: folder, signal }),
    loadWeights: (checkpoint, options) => loadGenerator(checkpoint, { executionProvider: 'cpu', ...options }),
    createModel: createTrainingModel,
    createScorer: openScorer,
    executionProvider: 'cpu',
    mediaFolder: folder,
    scratchFolder: folder,
    versions: {},
  };
}

/** The first step also makes the sessions and does not count. */
function rows(log: readonly TrainingLogEntry[], completions: number): BenchRow[] {
  const of = (name: string): number => median(log.map((entry) => entry[name] ?? 0));
  const total = of('step_time');
  const tokens = of('completions/mean_length') * completions;
  return [
    { label: 'GRPO step', value: total, unit: 's' },
    ...phases.map((phase) => ({ label: `GRPO step, ${phase}`, value: of(`seconds/${phase}`), unit: 's' })),
    ...phases.map((phase) => ({
      label: `GRPO step, share of ${phase}`,
      value: (100 * of(`seconds/${phase}`)) / total,
      unit: '%',
    })),
    { label: 'GRPO step, new tokens', value: tokens, unit: 'tokens' },
    { label: 'GRPO step, new tokens in the whole step', value: tokens / total, unit: 'tokens/s' },
    {
      label: 'GRPO step, peak memory of the process',
      value: (process.resourceUsage().maxRSS * 1024) / 1e6,
      unit: 'MB',
    },
  ];
}

function stepLine(entry: TrainingLogEntry): string {
  const seconds = phases.map((phase) => `${phase} ${(entry[`seconds/${phase}`] ?? 0).toFixed(1)} s`);
  return `step ${entry.step}: ${(entry['step_time'] ?? 0).toFixed(1)} s (${seconds.join(', ')})`;
}

/** Numbers of up to three digits: text that every tokenizer knows, a random checkpoint's too. */
function randomPrompts(count: number): string {
  const random = seededRandom(12, count);
  const number = (): string => String(firstWord + Math.floor(random() * (1000 - firstWord)));
  const prompt = (): string => Array.from({ length: promptWords }, number).join(' ');
  return Array.from({ length: count }, () => `${JSON.stringify({ prompt: prompt() })}\n`).join('');
}
