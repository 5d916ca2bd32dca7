// Pairs of a preferred and a rejected answer as two sequences each, in whatever way an algorithm reads an answer.
import { GuardrailError } from '../../../protocol/errors';
import { wilsonInterval } from '../../../safety/statistics/wilson';
import type { TrainingSequence } from '../model/trainingModel';
import { rateEntries, type Metrics } from '../run/metrics';
import type { TaskItem } from '../tasks/task';
import type { Kept } from './algorithm';
import { leftOut, nothingToLearn } from './answeredRows';

export type PreferencePair = readonly [chosen: TrainingSequence, rejected: TrainingSequence];

/** Prompts with an answer each, as sequences in the same order. */
export type ReadAnswers = (
  pairs: readonly { readonly item: TaskItem; readonly answer: string }[],
) => Promise<readonly TrainingSequence[]>;

/**
 * Pairs with a sequence longer than `maxLength` are left out. `learner`: whose error it is.
 * @throws GuardrailError datasetInvalid; what `read` throws.
 */
export async function preferencePairs(
  items: readonly TaskItem[],
  learner: string,
  maxLength: number,
  read: ReadAnswers,
): Promise<Kept<PreferencePair>> {
  const known = items.flatMap((item) => (item.preference === null ? [] : [{ item, ...item.preference }]));
  if (known.length === 0)
    throw nothingToLearn(
      `pairs: ${learner} learns from \`chosen\` and \`rejected\` columns`,
      'Name the columns that hold them: "rename_columns": {"<yours>": "chosen", …}.',
    );
  const sequences = await read(
    known.flatMap(({ item, chosen, rejected }) => [
      { item, answer: chosen },
      { item, answer: rejected },
    ]),
  );
  const rows = known.flatMap((_, pair) => {
    const [chosen, rejected] = sequences.slice(2 * pair, 2 * pair + 2);
    if (chosen === undefined || rejected === undefined) return [];
    return Math.max(chosen.ids.length, rejected.ids.length) <= maxLength ? [[chosen, rejected] as const] : [];
  });
  if (rows.length === 0) {
    throw new GuardrailError(
      'datasetInvalid',
      `All ${known.length} pairs have more than ${maxLength} tokens.`,
      'Raise max_length.',
    );
  }
  const long = known.length - rows.length;
  return {
    rows,
    remarks: [
      ...leftOut(items.length - known.length, items.length, 'are no pairs and are left out'),
      ...leftOut(long, known.length, `have more than ${maxLength} tokens and are left out`),
    ],
  };
}

/** The share of pairs whose chosen answer is scored higher, as TRL logs it for DPO. `scores`: chosen, rejected, chosen, … */
export function preferenceAccuracy(scores: readonly number[]): Metrics {
  const pairs = scores.length / 2;
  const right = scores.filter((score, index) => index % 2 === 0 && score > (scores[index + 1] ?? 0)).length;
  return rateEntries('eval_rewards/accuracies', {
    rate: right / pairs,
    n: pairs,
    ...wilsonInterval(right, pairs),
  });
}
