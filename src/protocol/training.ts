// A training run: what is asked for, and what its folder says. Metric names are TRL's.
import type { RunJob } from './cluster';
import type { CheckpointFacts, CheckpointRef } from './checkpoints';
import type { FinishReason } from './generation';
import type { SafetyKind } from './outcomes';
import type { RunPenalty } from './theory';

interface AlgorithmLabels {
  /** As its paper writes it. */
  readonly name: string;
  /** `online`: it samples completions and has them scored by verifiers. `offline`: it learns from given texts. */
  readonly kind: 'online' | 'offline';
  /** What sets it apart, for a list to choose from. */
  readonly description: string;
}

/**
 * One line per algorithm: what front ends say of it. GRPO and its relatives on verifiable rewards; SFT and DPO are the
 * baselines. What an algorithm does stands in the engine (training/algorithms), in a table that is total over this one.
 */
export const algorithmLabels = {
  grpo: {
    name: 'GRPO',
    kind: 'online',
    description: 'verifiable rewards, advantages within a group of completions',
  },
  dr_grpo: {
    name: 'Dr. GRPO',
    kind: 'online',
    description: 'GRPO without its biases of length and difficulty',
  },
  dapo: {
    name: 'DAPO',
    kind: 'online',
    description: 'GRPO with clip-higher, token-level loss and dynamic sampling',
  },
  rloo: { name: 'RLOO', kind: 'online', description: 'each completion against the mean of the others' },
  reinforce_plus_plus: {
    name: 'REINFORCE++',
    kind: 'online',
    description: 'REINFORCE with a batch-wide baseline',
  },
  ppo: { name: 'PPO', kind: 'online', description: 'with a value head' },
  sft: { name: 'SFT', kind: 'offline', description: 'baseline: learn from given answers' },
  dpo: {
    name: 'DPO',
    kind: 'offline',
    description: 'baseline: learn from pairs of a preferred and a rejected answer',
  },
  reward: {
    name: 'Reward model',
    kind: 'offline',
    description: 'Bradley–Terry: score answers as pairs of them were preferred, to be a reward of other runs',
  },
} as const satisfies Readonly<Record<string, AlgorithmLabels>>;

export type AlgorithmId = keyof typeof algorithmLabels;
export type OnlineAlgorithmId = {
  [Id in AlgorithmId]: (typeof algorithmLabels)[Id]['kind'] extends 'online' ? Id : never;
}[AlgorithmId];

export const algorithmIds = Object.keys(algorithmLabels) as readonly AlgorithmId[];

export function isOnline(algorithm: AlgorithmId): algorithm is OnlineAlgorithmId {
  return algorithmLabels[algorithm].kind === 'online';
}

export const onlineAlgorithmIds = algorithmIds.filter(isOnline);

/**
 * What a run's record says. `running`: a live process writes the folder. `stopped`: by the user. `halted`: by itself, for
 * a reason (NaN, collapsed reward, KL limit).
 */
export const recordedStatuses = ['running', 'paused', 'stopped', 'halted', 'finished', 'failed'] as const;
export type RecordedStatus = (typeof recordedStatuses)[number];

/** `interrupted`: the record says running, but its process is gone; it can be resumed. */
export type TrainingStatus = RecordedStatus | 'interrupted';

/** One line of `log_history`: `step`, `epoch` and metrics under TRL's names (reward, kl, completions/mean_length…). */
export type TrainingLogEntry = Readonly<Record<string, number>> & { readonly step: number };

/** The safety probe at one step: the same prompts each time, paired with step 0. */
export interface ProbePoint {
  readonly step: number;
  /** `harmful`: the rate of safe handling (refusal or deflection). `benign`: the rate of compliance. */
  readonly kind: SafetyKind;
  readonly handledWell: number;
  /** Usable answers. */
  readonly n: number;
  /** Answers that say nothing (empty, truncated, unscored) and are not in n; absent: none. */
  readonly unusable?: number;
  /** Wilson interval of the rate, 95%. */
  readonly low: number;
  readonly high: number;
  /** Paired difference to step 0; null at step 0. */
  readonly delta: MeasuredDelta | null;
}

/** A paired difference with its 95% interval. */
export interface MeasuredDelta {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** The smallest change that would have been found with 80% power. null: none; absent: not kept (earlier versions). */
  readonly detectable?: number | null;
}

/** One sampled completion of a training step. */
export interface RolloutRow {
  readonly step: number;
  /** Completions of one prompt share it. */
  readonly group: number;
  readonly prompt: string;
  readonly completion: string;
  /** By reward function, before weighting; null where the verifier failed. */
  readonly rewards: Readonly<Record<string, number | null>>;
  /**
   * Weighted sum; null where no verifier could score it (it then counts in no mean, and its advantage is 0), or where a run
   * of another program does not say the weights.
   */
  readonly reward: number | null;
  /** null, like what follows, where the run of another program does not say it. */
  readonly advantage: number | null;
  readonly tokens: number | null;
  readonly finishReason: FinishReason | null;
}

export interface SavedCheckpoint {
  readonly step: number;
  readonly path: string;
  readonly best: boolean;
}

/** The saved steps of a run, to be compared with what it began from. */
export interface RunSteps {
  /** null: neither the run nor its adapters say it. */
  readonly base: CheckpointRef | null;
  /** Rising; `path`: where the model of the step lies. */
  readonly steps: readonly { readonly step: number; readonly path: string }[];
}

/** A rate with its interval, 95%. */
export interface MeasuredRate {
  readonly rate: number;
  readonly low: number;
  readonly high: number;
  /** Answers, and different prompts among them. */
  readonly n: number;
  readonly prompts: number;
}

/** The same prompts before and after, and their paired difference (after − before). */
export interface PairedChange {
  readonly start: MeasuredRate;
  readonly end: MeasuredRate;
  readonly delta: MeasuredDelta;
}

/** What a run, or several runs of one setting, changed: the last measurement against step 0. null: not measured. */
export interface TrainingSummary {
  /** Correct answers to held-out prompts. */
  readonly accuracy: PairedChange | null;
  /** Harmful prompts of the safety probe that were handled safely. */
  readonly harmful: PairedChange | null;
  /** Benign prompts of the safety probe that were complied with. */
  readonly benign: PairedChange | null;
}

/** Folders of two runs with the same seed, of two settings. */
export interface RunPair {
  readonly first: string;
  readonly second: string;
}

/** Two settings after training on the same prompts, and their paired difference (second − first). */
export interface RunContrast {
  readonly first: MeasuredRate;
  readonly second: MeasuredRate;
  readonly delta: MeasuredDelta;
  /** Mid-p of the sign-flip test over prompts; below 0.05 where the interval of `delta` leaves out 0, and only there. */
  readonly p: number;
}

/** null: not measured on both, or no prompt was answered usably on both. */
export type TrainingContrast = { readonly [Measure in keyof TrainingSummary]: RunContrast | null };

/** An answer is correct where this reward function, before weighting, reaches the threshold. */
export interface AccuracyMeaning {
  readonly reward: string;
  readonly threshold: number;
}

/** What a run would take, from a short measurement before its first step. Seconds and bytes. */
export interface TrainingPlan {
  readonly steps: number;
  /** Completions of a step (online), or examples. */
  readonly perStep: number;
  /** Prompts or examples to train on, and prompts that are held out and answered. */
  readonly items: number;
  readonly heldOut: number;
  /** What is left out of the data and why, keys without effect, … */
  readonly remarks: readonly string[];
  readonly seconds: {
    /** With completions as long as those that were looked at. */
    readonly asSeen: number;
    /** Where every completion reaches the token limit. */
    readonly atMost: number;
    /** Of these, evaluations and probes. */
    readonly measuring: number;
  };
  /** Tokens of completions in all steps; null where none are sampled. */
  readonly tokens: { readonly asSeen: number; readonly atMost: number } | null;
  /** Resident after the measurement, and what the run may come to. */
  readonly memory: { readonly now: number; readonly atMost: number; readonly machine: number };
  /** Checkpoints and completions; what is free where they will lie, null where that is not known. */
  readonly disk: { readonly needed: number; readonly free: number | null };
  /** One prompt as the model gets it, and an answer; null where a step samples none. */
  readonly sample: TrainingSample | null;
}

export interface TrainingSample {
  readonly prompt: string;
  readonly answer: string;
  readonly tokens: number;
  /** Cut by the run's limit, or by this look, which takes some seconds only; null: it ended. */
  readonly cut: 'limit' | 'look' | null;
  /** By reward function, before weighting; null where it could not score. */
  readonly rewards: Readonly<Record<string, number | null>>;
  readonly reward: number | null;
}

/** Everything about a run but its rollouts. */
export interface TrainingRunFacts {
  readonly folder: string;
  /** Written by another program (TRL, verl): it can be looked at and its checkpoints compared, not resumed. */
  readonly foreign: boolean;
  /** The `*.train.json` that started it. */
  readonly configPath: string;
  readonly algorithm: AlgorithmId;
  /** Without its list of tensors. */
  readonly base: Omit<CheckpointFacts, 'tensors'> | null;
  /** What the held-out accuracy is of; null: nothing is scored, or the run does not say (earlier versions, other programs). */
  readonly accuracyOf: AccuracyMeaning | null;
  /** What its β and rewards bound, or why nothing; null: a run of another program, or its configuration cannot be read. */
  readonly penalty: RunPenalty | null;
  readonly status: TrainingStatus;
  /** Why it halted or failed, and what to do; null otherwise. */
  readonly reason: string | null;
  /** What a user should know besides: data that was left out, keys without effect, a configuration that has changed. */
  readonly remarks: readonly string[];
  readonly startedAt: string;
  readonly updatedAt: string;
  /** What was measured before its first step; null where nothing was (earlier versions, other programs). */
  readonly plan: TrainingPlan | null;
  readonly step: number;
  readonly maxSteps: number;
  readonly log: readonly TrainingLogEntry[];
  readonly probes: readonly ProbePoint[];
  readonly checkpoints: readonly SavedCheckpoint[];
  /** Steps that have rollouts. */
  readonly rolloutSteps: readonly number[];
  /** Of a run on a cluster; null: it is none, or nothing here sent it there. */
  readonly job: RunJob | null;
}

/**
 * What has changed in a run's folder. The log comes in pieces: `newLog` takes the place of everything from index `logFrom`
 * on.
 */
export interface TrainingRunNews {
  /** Names the moment; later news are counted from it. */
  readonly mark: string;
  readonly facts: Omit<TrainingRunFacts, 'log'>;
  readonly logFrom: number;
  readonly newLog: readonly TrainingLogEntry[];
}

/** The facts after news. `before`: the log that they count from, with at least `logFrom` entries. */
export function withNews(
  before: readonly TrainingLogEntry[],
  { facts, logFrom, newLog }: Omit<TrainingRunNews, 'mark'>,
): TrainingRunFacts {
  return { ...facts, log: [...before.slice(0, logFrom), ...newLog] };
}

/** Whether a live process writes the run. */
export function isLive({ status }: Pick<TrainingRunFacts, 'status'>): boolean {
  return status === 'running' || status === 'paused';
}

/** Whether the run can be taken up from its last checkpoint. */
export function isResumable(facts: Pick<TrainingRunFacts, 'status' | 'foreign'>): boolean {
  return !facts.foreign && !isLive(facts) && facts.status !== 'finished';
}

/** `trial`: a look at the first step, by which a run says beforehand what it will take. */
export const trainingPhases = [
  'opening',
  'trial',
  'rollout',
  'reward',
  'scoring',
  'update',
  'evaluation',
  'probe',
  'saving',
  'paused',
] as const;
export type TrainingPhase = (typeof trainingPhases)[number];

export interface TrainingProgress {
  readonly phase: TrainingPhase;
  readonly step: number;
  readonly maxSteps: number;
  readonly tokensPerSecond: number | null;
  readonly secondsLeft: number | null;
  /** The newest log entry, where this step made one. */
  readonly log: TrainingLogEntry | null;
}

/** What is wrong in a `*.train.json`, with its place in the text. */
export interface ConfigProblem {
  readonly message: string;
  readonly severity: 'error' | 'warning';
  /** JSON path, for example ['lora', 'r']. */
  readonly path: readonly (string | number)[];
  /** It is one on this machine alone: a run on a cluster finds its base there. */
  readonly onlyHere?: true;
}

/** What a run's curves can be written as: a TensorBoard event file, or a run of W&B to be synced. Both are folders. */
export const curveFormats = ['tensorboard', 'wandb'] as const;
export type CurveFormat = (typeof curveFormats)[number];

/** Of saved full weights. */
export const saveDtypes = ['float32', 'bfloat16'] as const;
export type SaveDtype = (typeof saveDtypes)[number];

/** What a front end asks of a live run, through `controlFile` in its folder; the run removes the file when done. */
export const trainingControls = ['pause', 'continue', 'checkpoint', 'stop'] as const;
export type TrainingControl = (typeof trainingControls)[number];
export const controlFile = 'control.json';
/** The JSON in `controlFile`. Write it under another name and rename it, so that no half of it is read. */
export interface TrainingControlRequest {
  readonly control: TrainingControl;
}
/** What makes a folder one of our runs. */
export const runFile = 'run.json';
/** In a checkpoint's folder: what resuming needs besides tensors. */
export const trainingStateFile = 'training_state.json';
/** In a run's folder: the configuration as it was when the run was made; the run reads this copy. */
export const configCopyFile = 'config.train.json';
/** In a live run's folder: its newest `TrainingProgress` without the log entry. Gone when the process ends. */
export const progressFile = 'progress.json';
