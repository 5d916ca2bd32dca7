// A training configuration with everything decided: defaults filled in, paths absolute. What the trainer reads.
import type { TrainedPrecision } from '../../../protocol/checkpoints';
import type { AlgorithmId, SaveDtype } from '../../../protocol/training';
import type { TemplateVariables } from '../../../protocol/templateVariables';
import type { Projection } from '../../checkpoints/projections';
import type { RowSettings } from '../../generation/generator';
import type { OfflineAlgorithm, OnlineAlgorithm } from '../algorithms/algorithm';
import type { AlgorithmSettings } from '../algorithms/algorithmSettings';
import type { ScheduleId } from '../optimizer/learningRate';
import type { VerifierSpec } from '../verifiers/verifierSpec';
import type { SafeguardSettings } from './safeguardSpecs';
import type { TrainingData } from './trainingData';

export interface LoraSettings {
  readonly kind: 'lora';
  readonly rank: number;
  readonly alpha: number;
  readonly targetModules: readonly Projection[];
  readonly rslora: boolean;
  readonly dropout: number;
}

export interface OptimizerSettings {
  readonly learningRate: number;
  readonly schedule: ScheduleId;
  readonly warmupSteps: number;
  readonly weightDecay: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly maxGradNorm: number;
}

export interface OnlineSettings {
  readonly kind: 'online';
  readonly algorithm: OnlineAlgorithm;
  readonly generations: number;
  readonly promptsPerStep: number;
  readonly maxPromptLength: number;
  /** How completions are sampled. */
  readonly sampling: RowSettings;
  /** μ: passes over a batch of completions. */
  readonly iterations: number;
  readonly miniBatches: number;
  readonly resampleRounds: number;
  readonly loss: AlgorithmSettings;
}

export interface OfflineSettings {
  readonly kind: 'offline';
  readonly algorithm: OfflineAlgorithm;
  /** Examples (rows, pairs) per step. */
  readonly batchSize: number;
  readonly maxLength: number;
  readonly packing: boolean;
  /** Answers of evaluations decoded together. */
  readonly decodedTogether: number;
  readonly loss: AlgorithmSettings;
}

export interface EvaluationSettings {
  readonly steps: number;
  readonly prompts: number;
  readonly temperature: number;
  readonly generations: number;
  readonly maxCompletionLength: number;
  readonly threshold: number;
  /** Name of the reward function that decides; null: there is none to score answers with. */
  readonly reward: string | null;
}

export interface ProbeSettings {
  readonly steps: number;
  readonly suites: readonly string[];
  readonly limit: number;
  readonly maxNewTokens: number;
}

/** As sessions take it. */
export function threadOption({ threads }: Pick<RunSettings, 'threads'>): { readonly threads?: number } {
  return threads === null ? {} : { threads };
}

export interface RunSettings {
  readonly algorithm: AlgorithmId;
  readonly modelPath: string;
  /** Of the frozen base. */
  readonly precision: TrainedPrecision;
  readonly adapterPath: string | null;
  readonly outputFolder: string | null;
  readonly seed: number;
  /** Its own relative paths count from `dataFolder`. */
  readonly data: TrainingData;
  readonly dataFolder: string;
  /** Empty: completions cannot be scored (sft, dpo). */
  readonly rewards: readonly VerifierSpec[];
  readonly templateVariables: TemplateVariables;
  readonly parameters: LoraSettings | { readonly kind: 'full' };
  readonly optimizer: OptimizerSettings;
  /** In the order in which they act. */
  readonly safeguards: readonly SafeguardSettings[];
  /** null: `epochs` decides. */
  readonly maxSteps: number | null;
  readonly epochs: number;
  readonly microBatchTokens: number;
  readonly recompute: boolean;
  /** Of one operator; null: one per core. */
  readonly threads: number | null;
  readonly method: OnlineSettings | OfflineSettings;
  readonly loggingSteps: number;
  readonly evaluation: EvaluationSettings | null;
  readonly probe: ProbeSettings | null;
  readonly save: { readonly steps: number; readonly keep: number; readonly dtype: SaveDtype };
  readonly limits: {
    readonly kl: number | null;
    readonly zeroStdSteps: number | null;
    /** After so many steps the run halts where nothing was earned in them. */
    readonly firstSteps: number | null;
  };
}
