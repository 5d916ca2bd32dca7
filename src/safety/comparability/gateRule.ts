// What every rule of the comparability gate sees and gives back.
import type { CheckpointFacts } from '../../protocol/checkpoints';
import type { ComparisonSpec } from '../../protocol/comparison';
import type { SubjectFacts } from '../../protocol/subjects';
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

/** Two checkpoints that this engine runs: everything is known of them. */
export interface CheckpointPair {
  readonly base: CheckpointFacts;
  readonly tuned: CheckpointFacts;
  /** null: not run (different vocabularies). */
  readonly probe: ProbeResult | null;
  readonly spec: ComparisonSpec;
}

/** Two sides of which at least one may be a server or a file of answers. */
export interface SubjectPair {
  readonly base: SubjectFacts;
  readonly tuned: SubjectFacts;
  readonly probe: ProbeResult | null;
  readonly spec: ComparisonSpec;
}

/** What a rule finds; its id comes from the table of rules. */
export type Finding = Omit<Note, 'id'>;

/** null: nothing to say. */
export type GateRule = (input: SubjectPair) => Finding | null;

/** A rule that needs to know everything of both sides; where it cannot, `unchecked` says so in its place. */
export function ofCheckpoints(rule: (pair: CheckpointPair) => Finding | null): GateRule {
  return ({ base, tuned, probe, spec }) =>
    base.kind === 'checkpoint' && tuned.kind === 'checkpoint' ? rule({ base, tuned, probe, spec }) : null;
}

/** The first eight digits of a hash: enough to tell two apart by eye. */
export function shortHash(hash: string): string {
  return hash.slice(0, 8);
}
