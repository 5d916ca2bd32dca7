// What a task is: prompts with what is needed to check an answer, and the functions that check it.
import type { ChatMessage } from '../../../protocol/generation';

export interface TaskItem {
  /** Stable in its dataset. */
  readonly id: string;
  /** Turns before the prompt: a system prompt, earlier turns of a conversation. Usually empty. */
  readonly context: readonly ChatMessage[];
  /** The user's turn. */
  readonly prompt: string;
  /** Every column of the dataset, for verifiers: answer, tests, numbers, target, … */
  readonly columns: Readonly<Record<string, unknown>>;
  /** The assistant's turn to learn from (SFT); null where the dataset has none. */
  readonly completion: string | null;
  /** Two assistant's turns, the better and the worse (DPO); null where the dataset has none. */
  readonly preference: { readonly chosen: string; readonly rejected: string } | null;
}

/** Both parts of a dataset. No prompt (with its context) is in both. */
export interface Task {
  readonly train: readonly TaskItem[];
  readonly heldOut: readonly TaskItem[];
  /** What the user should know of how the file was read: rows left out, repeated prompts, … */
  readonly remarks: readonly string[];
}

export interface VerifierInput {
  readonly item: TaskItem;
  /** The completion without its reasoning part; `raw` is all of it. */
  readonly answer: string;
  readonly raw: string;
  /** Cut by the token limit rather than ended. */
  readonly truncated: boolean;
  /** Completion tokens. */
  readonly tokens: number;
}

/** `reward` in [0, 1] (a penalty may be negative); null: the verifier failed, with the reason. */
export interface VerifierResult {
  readonly reward: number | null;
  readonly reason: string;
}

export interface Verifier {
  readonly id: string;
  /** Columns that an item must have. */
  readonly needs: readonly string[];
  /** Before anything is sampled. @throws Error where the item's reference is none that this verifier can compare with. */
  checkItem(item: TaskItem): void;
  /** Results in the order of the inputs. A verifier that throws fails its input, never the run. */
  check(inputs: readonly VerifierInput[], signal?: AbortSignal): Promise<readonly VerifierResult[]>;
  dispose(): Promise<void>;
}
