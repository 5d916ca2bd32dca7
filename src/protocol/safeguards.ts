// Safeguards: remedies for a guardrail that fell, each at one of four places where it can act.
import type { CheckpointRef } from './checkpoints';
import type { GenerationSettings } from './generation';
import type { WeightsAnalysis } from './representation';
import type { JsonValue } from './templateVariables';

/**
 * - training: of a run, in its `*.train.json`
 * - parameters: makes another adapter or checkpoint of one (`patch`)
 * - decoding: at every step of a checkpoint in this process
 * - flow: asks any respondent more than once
 * - control: trains or shields a policy that acts in an environment
 */
export const safeguardPlaces = ['training', 'parameters', 'decoding', 'flow', 'control'] as const;
export type SafeguardPlace = (typeof safeguardPlaces)[number];

export const trainingSafeguardIds = [
  'parameter-ema',
  'procon',
  'cost-modulated-reward',
  'conservative-critic',
  'think-reflect-revise',
] as const;
export type TrainingSafeguardId = (typeof trainingSafeguardIds)[number];

export const parameterSafeguardIds = ['linear', 'slerp', 'ties', 'refusal-patch'] as const;
export type ParameterSafeguardId = (typeof parameterSafeguardIds)[number];

export const flowSafeguardIds = ['think-reflect-revise'] as const;
export type FlowSafeguardId = (typeof flowSafeguardIds)[number];

/** Fitted to one checkpoint (`fit`), and act within its steps. */
export const fittedSafeguardIds = ['usl', 'shield', 'saffron-1', 'upsafe'] as const;
export type FittedSafeguardId = (typeof fittedSafeguardIds)[number];

/** What may stand behind a subject. */
export type SubjectSafeguardId = FlowSafeguardId | FittedSafeguardId;
export const subjectSafeguardIds: readonly SubjectSafeguardId[] = [
  ...flowSafeguardIds,
  ...fittedSafeguardIds,
];

/** A safeguard around a subject, with every option of its own. */
export interface SubjectSafeguard {
  readonly id: SubjectSafeguardId;
  readonly options: Readonly<Record<string, JsonValue>>;
}

/** What a patched checkpoint was made of, or what a safeguard was fitted to: a file in its folder. */
export const safeguardFile = 'safeguard.json';

export const savedDtypes = ['float32', 'bfloat16'] as const;
export type SavedDtype = (typeof savedDtypes)[number];

export interface PatchRequest {
  readonly method: ParameterSafeguardId;
  /** What is patched: a checkpoint whose guardrail fell. */
  readonly task: CheckpointRef;
  /** What both were trained from; null: what the adapter says. */
  readonly base: CheckpointRef | null;
  /** What has the guardrail: a checkpoint or adapter of the same base. */
  readonly safety: CheckpointRef;
  /** Of the method, without its weight. */
  readonly options: Readonly<Record<string, JsonValue>>;
  /** One checkpoint is written for each. */
  readonly weights: readonly number[];
  /** A folder that is made; of several weights each gets a folder `weight-<w>` in it. */
  readonly target: string;
  /** Of whole weights; an adapter is float32. */
  readonly dtype: SavedDtype;
}

export interface PatchedCheckpoint {
  readonly path: string;
  readonly weight: number;
  readonly format: 'peft' | 'huggingface';
}

export interface PatchResult {
  readonly checkpoints: readonly PatchedCheckpoint[];
  /** How the change of `safety` lies to the base's weights and to the change of `task`; null: the method does not ask. */
  readonly overlap: WeightsAnalysis | null;
  readonly notes: readonly string[];
}

export interface PatchProgress {
  readonly phase: 'reading' | 'comparing' | 'writing';
  readonly done: number;
  readonly total: number;
}

export interface FitRequest {
  readonly method: FittedSafeguardId;
  /** What the safeguard is to act in. */
  readonly checkpoint: CheckpointRef;
  /** Whose prompts it is fitted on, about safety all of them: what a suite is named by. */
  readonly suites: readonly string[];
  /** Prompts of each suite; null: all. */
  readonly limit: number | null;
  readonly settings: GenerationSettings;
  /** Of the fit. */
  readonly options: Readonly<Record<string, JsonValue>>;
  /** A folder that is made. */
  readonly target: string;
}

export interface FitMeasure {
  readonly label: string;
  readonly value: number;
}

export interface FitResult {
  readonly path: string;
  /** Sampled answers that it was fitted on, and how many of them did what a harmful prompt asks for. */
  readonly answers: number;
  readonly unsafe: number;
  readonly measures: readonly FitMeasure[];
  readonly notes: readonly string[];
}

export interface FitProgress {
  readonly phase: 'opening' | 'answering' | 'reading' | 'fitting';
  readonly done: number;
  readonly total: number;
}
