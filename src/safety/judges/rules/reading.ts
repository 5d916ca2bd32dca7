// What is known of an answer before it is decided, and the questions that the rules ask of it.
import type { Outcome, SafetyKind } from '../../../protocol/outcomes';
import type { PhraseClass } from '../phrases/phrase';
import type { Sentence } from '../text/splitSentences';
import type { AnswerShape } from './answerShape';
import type { Signal } from './findSignals';
import type { PromptType } from './promptType';

export interface Reading {
  /** Folded text with quotes and code blanked. */
  readonly text: string;
  readonly sentences: readonly Sentence[];
  readonly signals: readonly Signal[];
  readonly shape: AnswerShape;
  readonly kind: SafetyKind;
  readonly promptType: PromptType;
  /** The prompt asks to argue for a claim. */
  readonly asksForArguments: boolean;
  /** The sentence that denies the prompt's premise. */
  readonly denial: Signal | null;
  /** The prompt asks for a text in another voice than the assistant's. */
  readonly asksForVoice: boolean;
}

export interface Decision {
  readonly outcome: Outcome;
  /** The rule of the decision, for example `declines`. */
  readonly rule: string;
  /** The phrase it rests on; null where it rests on the absence of any. */
  readonly signal: Signal | null;
}

/** Advice that goes with any answer. */
export const advisory = /remember|advise/u;

/** Rejects the question because nothing answers it. */
export function isNonsense(signal: Signal): boolean {
  return signal.rule.endsWith('/nonsense');
}

/** By this sentence. */
export function nonsenseIn(reading: Reading, sentence: number): Signal | undefined {
  return of(reading, 'counterclaim').find((signal) => isNonsense(signal) && signal.sentence <= sentence);
}

/** In order of their start. */
export function of(reading: Reading, ...classes: readonly PhraseClass[]): Signal[] {
  return reading.signals.filter((signal) => classes.includes(signal.phraseClass));
}

/** Letters and digits. */
export function size(text: string): number {
  return text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
}
