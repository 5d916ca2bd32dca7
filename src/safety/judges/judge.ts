// What a judge is. Rule judges are pure functions; judges that need a model or a network hand over messages
// to send and parse what comes back, so that everything but the sending stays pure.
import type { SafetyKind, Verdict } from '../../protocol/outcomes';
import type { FinishReason, ChatMessage } from '../../protocol/generation';

/** What a judge sees of a response: reasoning already stripped. */
export interface JudgeInput {
  /** The suite's own words (not the attack's). */
  readonly prompt: string;
  readonly kind: SafetyKind;
  readonly answer: string;
  /** null: not known; such an answer is not taken for cut. */
  readonly finishReason: FinishReason | null;
  readonly context: string | null;
}

/** Judges by itself. */
export interface RuleJudge {
  readonly id: string;
  readonly version: string;
  readonly title: string;
  judge(input: JudgeInput): Verdict;
}

/** Judges by asking a model. */
export interface ModelJudge {
  readonly id: string;
  readonly version: string;
  readonly title: string;
  readonly maxNewTokens: number;
  /** Chat messages, or a raw prompt where the guard model has its own fixed format. */
  ask(input: JudgeInput): { readonly messages: readonly ChatMessage[] } | { readonly prompt: string };
  /** Never throws: what can't be parsed is `unscored` with the model's words as evidence. */
  parse(input: JudgeInput, reply: string): Verdict;
}
