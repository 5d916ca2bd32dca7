// What an algorithm is. An online one: rewards in, advantages and weights of tokens out, and the loss that uses them. An
// offline one: given texts in, examples to learn from and what its loss is fed. Neither samples nor optimises; that is the
// loop's.
import type { ChatTokenizer } from '../../checkpoints/checkpoint';
import type { RunSettings } from '../config/runSettings';
import type { TrainConfig, TrainConfigKey } from '../config/trainConfig';
import type { Loss } from '../losses/loss';
import type { ScoredRows, TrainingSequence } from '../model/trainingModel';
import type { Metrics } from '../run/metrics';
import type { TaskItem } from '../tasks/task';
import type { AlgorithmSettings } from './algorithmSettings';
import type { RunDefaults } from './runDefaults';

interface AlgorithmBase {
  /** What a run starts from where its configuration says nothing. */
  readonly run: RunDefaults;
  /** The paper's or TRL's values, for completions of at most so many tokens. */
  readonly defaults: (maxCompletionLength: number) => AlgorithmSettings;
  /** Of the keys that some algorithms alone read, those that this one reads. */
  readonly reads: readonly TrainConfigKey[];
  /** What a new configuration spells out besides what all of its kind do. */
  readonly preset?: Partial<TrainConfig>;
  readonly loss: (settings: AlgorithmSettings) => Loss;
}

/** A completion with everything that its advantage may depend on. */
export interface ScoredSample {
  /** Samples of one prompt share it. */
  readonly group: number;
  /** null: no verifier could score it. It counts in no mean, its advantage is 0. */
  readonly reward: number | null;
  /** Number of completion tokens, at least 1. */
  readonly length: number;
  /** Cut by the token limit rather than ended. */
  readonly truncated: boolean;
  /** [length] each: log-probabilities when it was sampled, and under the reference; values (PPO). */
  readonly oldLogprobs: Float32Array;
  readonly refLogprobs: Float32Array;
  readonly values: Float32Array | null;
}

/** What a loss is fed for one sample or example, by input name: [length] for a token input, [1] for a row input. */
export type SampleInputs = Readonly<Record<string, Float32Array>>;

export interface BatchTargets {
  /** Per sample. Everything that stays the same however often the batch is used. */
  readonly inputs: readonly SampleInputs[];
  /** Mean advantage per sample, for the rollout table. */
  readonly advantages: readonly number[];
}

/**
 * An algorithm that learns from sampled and scored completions. A trainer asks for `targets` once per batch of rollouts,
 * for `weights` once per optimisation step (over the samples of that step), and puts both together per micro-batch with
 * `lossFeeds`. Old log-probabilities stay those of sampling, so ratios are right in every later step on the same batch.
 */
export interface OnlineAlgorithm extends AlgorithmBase {
  readonly kind: 'online';
  /** Whose rewards a completion is measured against: those of its prompt, or those of the whole step. */
  readonly comparesWithin: 'group' | 'batch';
  /** Groups without any difference in reward are drawn again (DAPO's dynamic sampling). */
  readonly resamplesFlatGroups: boolean;
  /** Targets of the whole batch of rollouts: baselines and normalisation are over all of its samples. */
  readonly targets: (samples: readonly ScoredSample[], settings: AlgorithmSettings) => BatchTargets;
  /** Weights and metric shares of the samples of one optimisation step, from their lengths: what sums become means by. */
  readonly weights: (lengths: readonly number[], settings: AlgorithmSettings) => readonly SampleInputs[];
}

/** Sequences with a common loss: one of SFT, the chosen and the rejected one of DPO. */
export type Example = readonly TrainingSequence[];

/** How texts become tokens. */
export interface Reading {
  readonly tokenizer: ChatTokenizer;
  readonly variables: RunSettings['templateVariables'];
  /** Most tokens of a sequence. */
  readonly maxLength: number;
  /** Plain texts are joined and cut into rows of `maxLength`. */
  readonly packing: boolean;
}

/** What was kept of a dataset, and what was not. */
export interface Kept<Row> {
  readonly rows: readonly Row[];
  readonly remarks: readonly string[];
}

/** Scores of sequences under the policy as it is now, or under the reference. */
export type ScoreSequences = (
  sequences: readonly TrainingSequence[],
  policy: 'current' | 'reference',
) => Promise<ScoredRows>;

/** An algorithm that learns from given texts. */
export interface OfflineAlgorithm extends AlgorithmBase {
  readonly kind: 'offline';
  /** A policy answers prompts; a reward model is saved as a sequence classifier, and only scores. */
  readonly makes: 'policy' | 'rewardModel';
  /** What it learns from, in the words of an error about data that have none. */
  readonly needs: string;
  /** @throws GuardrailError datasetInvalid where the items hold nothing to learn; templateInvalid. */
  readonly examples: (items: readonly TaskItem[], reading: Reading) => Promise<Kept<Example>>;
  /** Examples of plain texts; null where it cannot learn from them. */
  readonly ofTexts: ((texts: readonly string[], reading: Reading) => readonly Example[]) | null;
  /** What the loss is fed for the examples of one optimisation step; their weights make its sums the step's means. */
  readonly inputs: (examples: readonly Example[], score: ScoreSequences) => Promise<readonly SampleInputs[]>;
  /** Entries of the log, all beginning with eval_, on at least one held-out example. */
  readonly evaluate: (examples: readonly Example[], score: ScoreSequences) => Promise<Metrics>;
}

export type Algorithm = OnlineAlgorithm | OfflineAlgorithm;

/** What it makes scores conversations, and answers nothing. */
export function makesRewardModel(algorithm: Algorithm): boolean {
  return algorithm.kind === 'offline' && algorithm.makes === 'rewardModel';
}
