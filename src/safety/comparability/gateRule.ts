// What every rule of the comparability gate sees and gives back.
import type { CheckpointFacts } from '../../protocol/checkpoints';
import type { ComparisonSpec } from '../../protocol/comparison';
import type { Note } from '../../protocol/summary';

/** Logits of base and tuned on a few fixed prompts, compared position by position. */
export interface ProbeResult {
  /** Largest |tuned − base| over all prompts, positions and vocabulary entries. */
  readonly maxAbsLogitDifference: number;
  /** Mean of KL(base ‖ tuned) per position, nats. */
  readonly meanKl: number;
  readonly prompts: number;
  readonly positions: number;
}

export interface GateInput {
  readonly base: CheckpointFacts;
  readonly tuned: CheckpointFacts;
  /** null: not run (different architectures, or the run has not got there yet). */
  readonly probe: ProbeResult | null;
  readonly spec: ComparisonSpec;
}

/** What a rule finds; its id comes from the table of rules. */
export type Finding = Omit<Note, 'id'>;

/** null: nothing to say. */
export type GateRule = (input: GateInput) => Finding | null;

/** The first eight digits of a hash: enough to tell two apart by eye. */
export function shortHash(hash: string): string {
  return hash.slice(0, 8);
}
