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
import { defaultThreads } from '../runtime/session';
import { openScorer } from '../training/loop/openScorer';
import type { TrainingTools } from '../training/loop/openSession';
import { trainRun } from '../training/loop/trainRun';
import { createTrainingModel } from '../training/model/createTrainingModel';
import { createRun } from '../training/run/createRun';
import { median } from './median';
import type { PythonPeer } from './pythonPeer';
import { firstWord } from './randomCheckpoint';
import { startTrlPeer, stepPhases, trlRows, type StepPhase, type StepWork, type TrlStep } from './trlPeer';

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
  /** TRL beside it, taking turns: the Python, and the script that makes its steps. */
  readonly trl?: { readonly python: string; readonly script: string };
}

/** Numbers in a prompt. */
const promptWords = 32;
/** Completions that TRL sends through the model together, at most: as many tokens as a pass of the product's has, about. */
const trlPassRows = 8;

export async function benchTrainingStep(
  options: BenchStepOptions,
  report: (line: string) => void,
): Promise<BenchRow[]> {
  const { prompts = 8, samples = 8, newTokens = 64, repeats = 3 } = options;
  const folder = await mkdtemp(join(tmpdir(), 'guardrail-lens-bench-'));
  let turns: PeerTurns | null = null;
  try {
    const configPath = join(folder, 'step.train.json');
    const promptsFile = join(folder, 'data.jsonl');
    await writeFile(promptsFile, randomPrompts(2 * prompts));
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
    const peer = await trlPeer(options, { promptsFile, prompts, samples, newTokens });
    if (peer !== null) turns = new PeerTurns(peer, report);
    const { log } = await trainRun(benchTools(folder), {
      folder: run,
      resume: false,
      signal: new AbortController().signal,
      progress: ({ log: entry }) => {
        if (entry === null) return;
        report(
          stepLine('step', entry.step, entry['step_time'] ?? 0, (phase) => entry[`seconds/${phase}`] ?? 0),
        );
      },
      beforeStep: () => turns?.take() ?? Promise.resolve(),
    });
    const own = rows(log.slice(1), prompts * samples);
    return turns === null ? own : [...own, ...trlRows(`GRPO step, ${turns.name}`, turns.counted, ofOwn(own))];
  } finally {
    turns?.dispose();
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
    ...stepPhases.map((phase) => ({
      label: `GRPO step, ${phase}`,
      value: of(`seconds/${phase}`),
      unit: 's',
    })),
    ...stepPhases.map((phase) => ({
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

function ofOwn(own: readonly BenchRow[]): { readonly seconds: number; readonly tokens: number } {
  const of = (label: string): number => own.find((row) => row.label === label)?.value ?? NaN;
  return { seconds: of('GRPO step'), tokens: of('GRPO step, new tokens') };
}

function stepLine(name: string, step: number, total: number, of: (phase: StepPhase) => number): string {
  const seconds = stepPhases.map((phase) => `${phase} ${of(phase).toFixed(1)} s`);
  return `${name} ${step}: ${total.toFixed(1)} s (${seconds.join(', ')})`;
}

async function trlPeer(
  { model, trl, rank = 16, recompute, threads = defaultThreads }: BenchStepOptions,
  work: Pick<StepWork, 'promptsFile' | 'prompts' | 'samples' | 'newTokens'>,
): Promise<PythonPeer<TrlStep> | null> {
  if (trl === undefined) return null;
  const completions = work.prompts * work.samples;
  const passRows = Array.from({ length: trlPassRows }, (_, less) => trlPassRows - less).find(
    (rows) => completions % rows === 0,
  );
  return startTrlPeer(trl.python, trl.script, {
    ...{ model, rank, recompute, threads, ...work },
    passRows: passRows ?? 1,
  });
}

/** The peer makes a step before each of the run's. */
class PeerTurns {
  private readonly steps: TrlStep[] = [];

  constructor(
    private readonly peer: PythonPeer<TrlStep>,
    private readonly report: (line: string) => void,
  ) {}

  get name(): string {
    return this.peer.name;
  }

  /** Without the first, which does not count for the run either. */
  get counted(): readonly TrlStep[] {
    return this.steps.slice(1);
  }

  async take(): Promise<void> {
    const made = await this.peer.step();
    this.steps.push(made);
    this.report(
      stepLine(`${this.name}: step`, this.steps.length, made.seconds, (phase) => made.phases[phase]),
    );
  }

  dispose(): void {
    this.peer.dispose();
  }
}

/** Numbers of up to three digits: text that every tokenizer knows, a random checkpoint's too. */
function randomPrompts(count: number): string {
  const random = seededRandom(12, count);
  const number = (): string => String(firstWord + Math.floor(random() * (1000 - firstWord)));
  const prompt = (): string => Array.from({ length: promptWords }, number).join(' ');
  return Array.from({ length: count }, () => `${JSON.stringify({ prompt: prompt() })}\n`).join('');
}
