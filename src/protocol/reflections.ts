// Data that teach a model to draft, reflect and revise, and how they are asked for.
import type { GenerationSettings } from './generation';
import type { SubjectRef } from './subjects';

/** Rows that teach a model to draft, reflect and revise, written by a respondent and checked by the judge. */
export interface ReflectionDataRequest {
  /** A dataset file of prompts, each with its `kind`: harmful or benign. */
  readonly prompts: string;
  /** null: the built-in sentences, with the rows' own completions as answers to what is harmless. */
  readonly writer: SubjectRef | null;
  /** Whether a draft begins with thinking. */
  readonly thinking: boolean;
  readonly reflectionTokens: number;
  /** The first so many prompts; null: all. */
  readonly limit: number | null;
  readonly settings: Omit<GenerationSettings, 'samples' | 'systemPrompt' | 'limitByDefault'>;
  /** A JSON Lines file that is made. */
  readonly target: string;
}

/** Why a prompt gives no rows, in the order in which it is looked at. */
export const reflectionFaults = ['unanswered', 'empty', 'cut', 'unjudged', 'unsafe', 'refused'] as const;
export type ReflectionFault = (typeof reflectionFaults)[number];

export interface ReflectionDataResult {
  readonly path: string;
  readonly prompts: number;
  /** Prompts that gave rows. */
  readonly kept: number;
  readonly rows: number;
  /** Of those kept: drafts that break the policy, which are reflected on but not taught. */
  readonly badDrafts: number;
  /** Of those kept: drafts without thinking, though it was asked for. */
  readonly withoutThinking: number;
  readonly dropped: Readonly<Record<ReflectionFault, number>>;
}

export interface ReflectionDataProgress {
  readonly phase: 'opening' | 'writing';
  readonly done: number;
  readonly total: number;
}
