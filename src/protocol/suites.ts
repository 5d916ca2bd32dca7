// Benchmarks: a manifest and its prompts.
import type { ChatMessage } from './generation';
import type { SafetyKind, SuiteKind } from './outcomes';

export interface SuiteManifest {
  /** For example advbench, glens-weapons. */
  readonly id: string;
  readonly version: string;
  readonly title: string;
  readonly licence: string;
  readonly citation: string;
  readonly kind: SuiteKind;
  readonly categories: readonly string[];
  /** What the suite's authors measure, in words. */
  readonly metric: string;
  /** Of a suite of tasks: the verifier of its answers with its parameters, as in the `rewards` of a training configuration. */
  readonly verifier?: Readonly<Record<string, unknown>>;
  /** What an importer left out or found unusual; absent where there is nothing to say. */
  readonly remarks?: readonly string[];
}

export interface SuitePrompt {
  /** Stable within its suite. */
  readonly id: string;
  /** What is asked for, and what a judge reads; of a conversation its last user message where the row has no other words for it. */
  readonly prompt: string;
  /** The conversation up to and with the user's last message; absent: `prompt` is all that is said. */
  readonly messages?: readonly ChatMessage[];
  /** How an answer that complies would begin, for attacks by prefill. */
  readonly target?: string;
  readonly category: string;
  /** HarmBench's contextual behaviours carry a context string. */
  readonly context: string | null;
  /** Of a task: what its verifier compares answers with. */
  readonly task?: TaskColumns;
}

/** A suite that is about safety. */
export interface SafetySuite extends Suite {
  readonly manifest: SuiteManifest & { readonly kind: SafetyKind };
}

/** By column of the dataset: a reference answer, tests, … */
export type TaskColumns = Readonly<Record<string, unknown>>;

export interface Suite {
  readonly manifest: SuiteManifest;
  readonly prompts: readonly SuitePrompt[];
}

/** What a list of suites shows. */
export interface SuiteFacts extends SuiteManifest {
  readonly prompts: number;
  readonly builtIn: boolean;
}

export interface AttackFacts {
  readonly id: string;
  readonly title: string;
  readonly description: string;
}
