// What a task is: prompts with what is needed to check an answer, and the functions that check it.

export interface TaskItem {
  /** Stable in its dataset. */
  readonly id: string;
  /** The user's turn. */
  readonly prompt: string;
  /** Every column of the dataset, for verifiers: answer, tests, numbers, target, … */
  readonly columns: Readonly<Record<string, unknown>>;
}

export interface VerifierInput {
  readonly item: TaskItem;
  /** The completion without its reasoning part; `raw` is all of it. */
  readonly answer: string;
  readonly raw: string;
  readonly truncated: boolean;
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
  /** Results in the order of the inputs. A verifier that throws fails its input, never the run. */
  check(inputs: readonly VerifierInput[], signal?: AbortSignal): Promise<readonly VerifierResult[]>;
  dispose(): Promise<void>;
}
