// What is ended at a random moment and taken up again.
import type { EndPlan } from './killedProcess';

export interface Scenario {
  readonly name: string;
  /** Runs it to its end. Returns how long it takes, in milliseconds. */
  readonly begin: (folder: string) => Promise<number>;
  /**
   * Runs it again in a new folder, ends it as planned, takes it up again. null: it ended as it should, went on, and came to
   * the result of the run that nothing ended; else what is wrong.
   */
  readonly trial: (folder: string, plan: EndPlan) => Promise<string | null>;
}
