// What both models were found to say, with what they were then.
import type { ReadModel } from '../../protocol/readings';
import type { SubjectFacts } from '../../protocol/subjects';

export interface Made<Value> {
  readonly value: Value;
  readonly base: ReadModel;
  readonly tuned: ReadModel;
  /** Prompts that were read. */
  readonly prompts: number;
}

/** Both run in this process, so that they are checkpoints. */
export function madeBy({
  base,
  tuned,
}: Readonly<Record<'base' | 'tuned', SubjectFacts>>): Pick<Made<unknown>, 'base' | 'tuned'> {
  return { base: readModel(base), tuned: readModel(tuned) };
}

function readModel(facts: SubjectFacts): ReadModel {
  if (facts.kind !== 'checkpoint') throw new RangeError('What is read in this process is a checkpoint.');
  return { name: facts.name, fingerprint: facts.fingerprint, precision: facts.precision ?? 'exact' };
}
