// What of a run under way may be counted: base and tuned are answered in turns, and a rate over prompts that the other
// side has not been asked yet would drift with the order of the prompts alone.
import type { MissingAnswer } from '../../protocol/comparison';
import type { Side } from '../../protocol/outcomes';

type Question = Pick<MissingAnswer, 'promptId' | 'side' | 'sample'>;

/**
 * The responses to prompts and samples that both sides are done with: answered, or failed for good (`missing`), which
 * is said elsewhere. A control's stay with their pair.
 */
export function pairsOnly<Response extends Question>(
  responses: readonly Response[],
  missing: readonly Question[],
): readonly Response[] {
  const keyOf = ({ promptId, sample }: Question): string => `${promptId}:${sample}`;
  const done = (wanted: Side): ReadonlySet<string> =>
    new Set([...responses, ...missing].filter(({ side }) => side === wanted).map(keyOf));
  const [base, tuned] = [done('base'), done('tuned')];
  return responses.filter((response) => base.has(keyOf(response)) && tuned.has(keyOf(response)));
}
