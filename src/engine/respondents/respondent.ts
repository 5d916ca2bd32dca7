// A respondent answers chats and, where it can, scores tokens. Comparison, judges, probes, `generate` and pair sampling
// know this and nothing of what is behind it: a checkpoint in this process, a server, or a file of answers.
import type { Answer, ChatMessage, GenerationSettings } from '../../protocol/generation';
import type { SubjectFacts, SubjectRef } from '../../protocol/subjects';
import type { ChatTokenizer, ModelConfig } from '../checkpoints/checkpoint';
import type { BegunAnswer, OnLogits, SequenceToScore } from '../generation/generator';
import type { StepHooks } from '../generation/hooks';
import type { TokenTree } from '../generation/tokenTree';

/**
 * A chat to be put through the chat template, or a prompt that is complete as it stands. `prefill`: how the answer begins, which the
 * model goes on from; it is no part of what comes back.
 */
export type Asked =
  { readonly messages: readonly ChatMessage[]; readonly prefill?: string } | { readonly prompt: string };

export interface Question {
  /** The caller's own number. */
  readonly id: number;
  readonly asked: Asked;
  /** Seeds this answer's random numbers, whatever else is asked. */
  readonly seed: number;
  /**
   * Which of several answers to the same chat this is, from 0: what a file of answers pairs by. Absent: questions of one
   * call that ask the same are counted in their order.
   */
  readonly sample?: number;
  /** An answer to this question that was cut: who can goes on behind it, anyone else answers anew. */
  readonly begun?: BegunAnswer;
}

export type AnswerSettings = Pick<
  GenerationSettings,
  | 'temperature'
  | 'topP'
  | 'topK'
  | 'maxNewTokens'
  | 'stop'
  | 'batchSize'
  | 'fixedBatch'
  | 'templateVariables'
  | 'generationConfig'
>;

export interface AnswerEvents {
  /** Once per question that was answered, in the order of finishing. */
  onAnswer(id: number, answer: Answer): void;
  /** Once per question that failed for good: it has no answer, and may be asked again in a later run. */
  onMissing(id: number, reason: string): void;
  /** About once a second. */
  onProgress?(progress: { readonly rowsDone: number; readonly tokensPerSecond: number }): void;
}

/** A token of a text with its natural-log probability given what stands before it. */
export interface ScoredToken {
  readonly text: string;
  /** null where the respondent does not say. */
  readonly id: number | null;
  readonly logprob: number;
}

export interface Respondent {
  readonly ref: SubjectRef;
  /**
   * A checkpoint reads every weight once (fingerprints), so that one with NaN in it never answers; an endpoint asks its
   * server. @throws GuardrailError cancelled, and what opening throws.
   */
  facts(signal?: AbortSignal): Promise<SubjectFacts>;
  /**
   * Before a run: whether it can be asked in this way.
   * @throws GuardrailError invalidRequest, or checkpointCorrupt where a generation_config.json cannot be applied
   */
  checkSettings(settings: AnswerSettings): void;
  /**
   * Every question comes back once, through onAnswer or onMissing.
   * @throws GuardrailError cancelled, or what concerns every question (a broken template, a server that refuses the key).
   */
  answer(
    questions: readonly Question[],
    settings: AnswerSettings,
    events: AnswerEvents,
    signal?: AbortSignal,
  ): Promise<void>;
  /** Teacher-forced scores of given answers, tokens of the answer only; null: this respondent cannot score. */
  readonly score: ScoreAnswers | null;
  /** What only a checkpoint in this process offers; null elsewhere. */
  readonly local: LocalAccess | null;
  dispose(): Promise<void>;
}

export type ScoreAnswers = (
  rows: readonly { readonly asked: Asked; readonly answer: string }[],
  settings: Pick<AnswerSettings, 'templateVariables'>,
  signal?: AbortSignal,
) => Promise<readonly (readonly ScoredToken[])[]>;

export interface LocalAccess {
  readonly config: ModelConfig;
  readonly tokenizer: ChatTokenizer;
  /** Two respondents with the same key share one copy of the weights. */
  readonly weightsKey: string;
  /** What the weights take in memory, about. */
  readonly weightBytes: number;
  /** What they would take if they were computed exactly, about. */
  readonly exactWeightBytes: number;
  /** What keys and values of a row of so many tokens take, bytes. */
  cacheBytes(tokens: number): number;
  /** Of every position, float32 [length, vocabulary] per row. */
  logits(rows: readonly (readonly number[])[]): Promise<Float32Array[]>;
  /** Whole distributions of given sequences, one position at a time; see Generator.visit. */
  visit(rows: readonly SequenceToScore[], onLogits: OnLogits, signal?: AbortSignal): Promise<void>;
  /** What is said behind each of some texts that begin alike; see Generator.grow. */
  grow(tree: TokenTree, texts: readonly (readonly number[])[], signal?: AbortSignal): Promise<Float32Array[]>;
  /** The same respondent with these hooks at every step: steering, ablation and search are respondents. */
  withHooks(hooks: StepHooks): Respondent;
}
