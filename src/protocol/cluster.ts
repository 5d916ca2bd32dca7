// Runs on other machines: what is written for them.

/** The file that says what the other files of a prepared run's folder are for. */
export const preparedFile = 'prepared.json';

/** Raised with every change that an older reader would misunderstand. */
export const preparedFormat = 'guardrail-lens/prepared-run/1';

export interface PreparedRunFacts {
  readonly folder: string;
  /** Rows to train on, rows held out, prompts of the safety probe. */
  readonly train: number;
  readonly heldOut: number;
  readonly probe: number;
  /** What the user should know of it. */
  readonly remarks: readonly string[];
}
