// The interface of safeguards of a training run: an optimiser's average, a term of the objective, which rollouts are kept, and
// what their reward is. A run knows nothing else of them, and each is a file beside this one.
import type { OpenCheckpoint } from '../../checkpoints/checkpoint';
import type { BegunAnswer } from '../../generation/generator';
import type { RunSettings } from '../../training/config/runSettings';
import type { TrainConfig } from '../../training/config/trainConfig';
import type { ScoredAnswer } from '../../training/loop/openScorer';
import type { TrainUnit } from '../../training/loop/optimise';
import type { Completion, Sampling, WantedCompletion } from '../../training/loop/sampleCompletions';
import type { Loss } from '../../training/losses/loss';
import type { TrainingModel } from '../../training/model/trainingModel';
import type { Parameter } from '../../training/optimizer/adamW';
import type { ParameterAverage } from '../../training/optimizer/parameterAverage';
import type { Metrics } from '../../training/run/metrics';
import type { TaskItem } from '../../training/tasks/task';
import type { Respondent } from '../../respondents/respondent';

/** Before anything is opened: what a safeguard is made with. */
export interface SafeguardPlan {
  /** Of the model that is trained. */
  readonly config: OpenCheckpoint['config'];
  readonly settings: Pick<RunSettings, 'dataFolder' | 'seed'>;
}

/** What a run lends its safeguards once it is open. */
export interface SafeguardedRun {
  readonly model: Pick<TrainingModel, 'states'>;
  readonly base: Pick<OpenCheckpoint, 'config' | 'tokenizer'>;
  readonly settings: Pick<RunSettings, 'dataFolder' | 'seed' | 'templateVariables'>;
  readonly mediaFolder: string;
  readonly signal: AbortSignal;
}

/** Where an optimisation step is in its run. */
export interface UpdatePlace {
  /** Optimiser steps made before this one, and of the whole run. */
  readonly updates: number;
  readonly totalUpdates: number;
  /** Absent: the step has reached the parameters, and is finished whatever happens. */
  readonly signal?: AbortSignal;
}

/** A term that is added to the loss of the algorithm. */
export interface ObjectiveTerm {
  readonly loss: Loss;
  /**
   * What the term is fed for the units of one optimisation step: inputs by unit, as theirs, and those of the whole step.
   * @throws GuardrailError cancelled, memoryLimit
   */
  feed(units: readonly TrainUnit[], place: UpdatePlace): Promise<TermFeeds>;
}

export interface TermFeeds {
  readonly units: readonly TrainUnit['inputs'][];
  readonly shared: Readonly<Record<string, Float32Array>>;
}

/** With entries of the log, all beginning with `safeguards/<id>/`. */
export interface Measured<Value> {
  readonly value: Value;
  readonly metrics: Metrics;
}

export interface RolloutPlace {
  /** From 1. */
  readonly step: number;
  readonly maxSteps: number;
}

/** More completions of the policy as it is in this step. */
export interface SampleMore {
  /** Others of the prompts of those at `indices`, in their order. `begun`: how each begins; absent: all are sampled whole. */
  again(
    indices: readonly number[],
    round: number,
    begun?: readonly BegunAnswer[],
  ): Promise<readonly Completion[]>;
  /** Of other prompts, in their order; `name` makes their seeds their own. @throws GuardrailError as sampleEach */
  ofPrompts(
    wanted: readonly WantedCompletion[],
    name: string,
    changed: Partial<Pick<Sampling['settings'], 'maxNewTokens' | 'stop'>>,
  ): Promise<readonly Completion[]>;
}

/** What is sampled behind a completion and trained on as well, with all before it in its prompt. */
export interface SampledStage {
  /** What the model is asked then. */
  readonly asked: string;
  /** Most tokens; null: those of a completion. */
  readonly limit: number | null;
}

/** What a checkpoint keeps of it. */
export interface SafeguardState {
  readonly numbers: Readonly<Record<string, number>>;
  readonly tensors: Readonly<
    Record<string, { readonly shape: readonly number[]; readonly data: Float32Array }>
  >;
}

export interface TrainingSafeguard {
  /** Optimiser: what is saved, evaluated and probed in the place of the trained parameters. */
  average?(parameters: readonly Parameter[]): ParameterAverage;
  /** Objective. */
  readonly term?: ObjectiveTerm;
  /** Data: rows that are trained on besides the run's own. @throws GuardrailError datasetInvalid */
  moreItems?(): Promise<readonly TaskItem[]>;
  /** @throws GuardrailError datasetInvalid where it can do nothing with what is trained on */
  checkItems?(items: readonly TaskItem[]): void;
  /** Rollouts: what `select` and `around` sample behind each completion, in this order, so that a plan can count it. */
  readonly stages?: readonly SampledStage[];
  /** Rollouts: the completions that are trained on. Those of a group are compared with each other; groups are numbered from 0. */
  select?(
    completions: readonly Completion[],
    more: SampleMore,
    place: RolloutPlace,
  ): Promise<Measured<readonly Completion[]>>;
  /** Reward: what the algorithm is given in the place of the verifiers' sum. */
  reward?(
    completions: readonly Completion[],
    answers: readonly ScoredAnswer[],
    place: RolloutPlace,
  ): Promise<Measured<readonly ScoredAnswer[]>>;
  /** How the policy is asked where it is measured. What it gives disposes of nothing. */
  around?(policy: Respondent): Respondent;
  /** Once, before anything of the above but `average` and `moreItems`: at the start of a run, or with the state of a checkpoint. */
  begin?(run: SafeguardedRun, saved: SafeguardState | null): Promise<void>;
  /** A copy. Absent: there is nothing to keep. */
  state?(): SafeguardState;
}

/** A kind of safeguard, as the configuration names it. */
export interface TrainingSafeguardKind<Options> {
  /** Why a configuration cannot have it; null: it can. */
  readonly refuses: (config: TrainConfig) => string | null;
  readonly make: (options: Options, plan: SafeguardPlan) => TrainingSafeguard;
}
