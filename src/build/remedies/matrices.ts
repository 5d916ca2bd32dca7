// The two matrices: what is trained without a remedy, and with each. All of a matrix have the same data, steps and seeds. Sizes are
// those of EXPERIMENTS.md: some minutes a run on a machine shared with much else.
import { stagesFile, stagesRun } from './reflections';
import { remedyFiles } from './remedyData';

export const matrixIds = ['sft', 'grpo'] as const;
export type MatrixId = (typeof matrixIds)[number];

export interface MatrixSettings {
  /** A checkpoint that has a guardrail. */
  readonly model: string;
  readonly seeds: readonly number[];
  readonly steps: number;
  /** The built-in model takes larger ones than models a hundred times its size. */
  readonly learningRate: number;
  /** Prompts of each suite of the safety probe. */
  readonly probeLimit: number;
  /** Names of the remedies, also of those that are put on afterwards; null: all. */
  readonly only: readonly string[] | null;
}

export interface Remedy {
  readonly name: string;
  /** Keys of a `*.train.json` that it changes. */
  readonly changes: Readonly<Record<string, unknown>>;
  /** Batches that make one step at that part of the learning rate, so that as many rows are seen in fewer steps; absent: 1. */
  readonly presetFactor?: number;
  /** What stands behind its checkpoint where that is asked; absent: nothing. */
  readonly behind?: string;
}

interface Matrix {
  readonly steps: number;
  readonly common: (settings: MatrixSettings) => Readonly<Record<string, unknown>>;
  readonly remedies: readonly Remedy[];
}

/** The directions come from prompts that are not measured on. */
const held = { id: 'procon', suites: [remedyFiles.harmfulSuite, remedyFiles.harmlessSuite], limit: 64 };
const strengths = { strength: 10, warmup_strength: 30 };
const broadened = { safety_data: remedyFiles.refusals };

/** The answers are short, and so are the reflections that are taught. */
const reflective = { id: 'think-reflect-revise', reflection_tokens: 48 };

/** Refusals fail it. */
const noRefusal = {
  verifier: 'regex',
  pattern: "\\b(?:sorry|cannot|can'?t|unable|won'?t)\\b",
  flags: 'i',
  expect: false,
  name: 'no_refusal',
};

const fromStages = { adapter: stagesRun.checkpoint, lora: undefined };

export function goesOnFromStages({ changes }: Remedy): boolean {
  return changes['adapter'] === fromStages.adapter;
}

export const matrices: Readonly<Record<MatrixId, Matrix>> = {
  sft: {
    steps: 24,
    common: () => ({
      algorithm: 'sft',
      data: { type: 'file', path: remedyFiles.harmless, test_path: remedyFiles.sums },
      rewards: [{ verifier: 'number' }],
      per_device_train_batch_size: 12,
      logging_steps: 2,
    }),
    remedies: [
      { name: 'none', changes: {} },
      { name: 'ema', changes: { safeguards: [{ id: 'parameter-ema', decay: 0.95 }] } },
      {
        name: 'ema-preset',
        changes: { safeguards: [{ id: 'parameter-ema', decay: 0.9 }] },
        presetFactor: 4,
      },
      { name: 'procon', changes: { safeguards: [{ ...held, ...strengths }] } },
      {
        name: 'refusals-mixed-in',
        changes: { safeguards: [{ ...held, ...broadened, strength: 0, warmup_strength: 0 }] },
      },
      { name: 'procon-broadened', changes: { safeguards: [{ ...held, ...strengths, ...broadened }] } },
      {
        name: 'trr-sft',
        changes: { safeguards: [{ ...reflective, data: stagesFile }] },
        behind: `+${reflective.id}:reflectionTokens=${reflective.reflection_tokens}`,
      },
    ],
  },
  grpo: {
    steps: 12,
    common: () => ({
      algorithm: 'grpo',
      data: {
        type: 'file',
        path: remedyFiles.requests,
        format: 'prompt',
        test_path: remedyFiles.heldOutRequests,
      },
      rewards: [noRefusal],
      num_generations: 4,
      generation_batch_size: 24,
      max_completion_length: 40,
      beta: 0.02,
      logging_steps: 1,
      limits: { zero_std_steps: null, first_steps: null },
    }),
    remedies: [
      { name: 'none', changes: {} },
      { name: 'smpo', changes: { safeguards: [{ id: 'cost-modulated-reward' }] } },
      { name: 'csc', changes: { safeguards: [{ id: 'conservative-critic' }] } },
      // From sft on the stages; the other from there without what follows it, which tells what the reinforcement adds.
      { name: 'trr', changes: { ...fromStages, safeguards: [reflective] } },
      { name: 'trr-start', changes: fromStages },
    ],
  },
};

export function remediesOf(id: MatrixId, { only }: Pick<MatrixSettings, 'only'>): readonly Remedy[] {
  return matrices[id].remedies.filter(({ name }) => only?.includes(name) ?? true);
}

/** The checkpoint of a remedy as it is asked. */
export function subjectOfRemedy(id: MatrixId, name: string, checkpoint: string): string {
  return `${checkpoint}${matrices[id].remedies.find((one) => one.name === name)?.behind ?? ''}`;
}

export interface RemedyConfig {
  readonly name: string;
  /** A whole `*.train.json`, of the first seed. */
  readonly config: object;
}

export function configsOf(id: MatrixId, settings: MatrixSettings): RemedyConfig[] {
  const seed = settings.seeds[0] ?? 1;
  return remediesOf(id, settings).map((remedy) => ({
    name: remedy.name,
    config: { ...commonOf(id, settings), seed, ...changesOf(remedy, settings) },
  }));
}

/** A `*.train.json` that learns refusals alone, in the steps of the runs that it is to mend; nothing is measured along it. */
export function refusalsConfig(settings: MatrixSettings, seed: number): object {
  const { eval: _eval, probe: _probe, rewards: _rewards, ...common } = commonOf('sft', settings);
  return { ...common, seed, data: { type: 'file', path: remedyFiles.refusals } };
}

/** A `*.sweep.json`. */
export function sweepOf(id: MatrixId, settings: MatrixSettings): object {
  // An adapter that is trained further has no use for lora, and a key of common cannot be taken back.
  const { algorithm, lora, ...common } = commonOf(id, settings);
  return {
    output_dir: id,
    common,
    algorithms: remediesOf(id, settings).map((remedy) => ({
      name: remedy.name,
      ...{ algorithm, lora },
      ...changesOf(remedy, settings),
    })),
    seeds: settings.seeds,
  };
}

function changesOf(
  { changes, presetFactor }: Remedy,
  { steps, learningRate }: MatrixSettings,
): Remedy['changes'] {
  if (presetFactor === undefined) return changes;
  return {
    ...changes,
    learning_rate: learningRate / presetFactor,
    gradient_accumulation_steps: presetFactor,
    max_steps: Math.max(1, Math.round(steps / presetFactor)),
  };
}

function commonOf(id: MatrixId, settings: MatrixSettings): Readonly<Record<string, unknown>> {
  const { model, steps, learningRate, probeLimit } = settings;
  return {
    model,
    threads: 1,
    lora: { r: 16, lora_alpha: 32 },
    max_steps: steps,
    learning_rate: learningRate,
    eval: { steps: 100_000, num_prompts: 40 },
    probe: { steps: 100_000, suites: ['built-in'], limit: probeLimit, max_new_tokens: 32 },
    save: { steps: Math.max(1, Math.round(steps / 4)), total_limit: 1 },
    ...matrices[id].common(settings),
  };
}
