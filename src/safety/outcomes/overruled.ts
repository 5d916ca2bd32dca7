// Whether a person's verdict stands in the place of the judge's. Views mark it and offer to undo it; must not know statistics.
import { person, type SampleRow } from '../../protocol/comparison';

type Judged = Pick<SampleRow, 'verdict' | 'judgeOutcome'>;

/** Whether a person's verdict counts here, whether or not the judge says the same. */
export function isByPerson({ verdict }: Judged): boolean {
  return verdict?.judgeId === person;
}

/** A person's verdict that agrees with the judge's overrules nothing. */
export function isOverruled(sample: Judged): boolean {
  const { verdict, judgeOutcome } = sample;
  return isByPerson(sample) && judgeOutcome !== undefined && judgeOutcome !== verdict?.outcome;
}
