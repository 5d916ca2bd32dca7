// What a sample of answers is, and what its labels buy, in words.
import { fewestLabelledPairs, type LabelSheet } from '../../protocol/labels';
import { safetyKinds } from '../../protocol/outcomes';
import { formatCount, formatList, formatPpSize } from '../presentation/numbers';
import { labelPrecision } from '../statistics/labelledDelta';

/**
 * "60 answers: both to 38 harmful and 22 benign prompts. Labels of all would tell what the judge's errors do to the change to about ±10.1 pp
 * (harmful) and ±14.2 pp (benign), if it errs on one prompt in twenty."
 */
export function labelPlanText({
  items,
  pairs,
}: Pick<LabelSheet, 'pairs'> & { readonly items: readonly unknown[] }): string {
  const kinds = safetyKinds.filter((kind) => pairs[kind].drawn > 0);
  const prompts = formatList(kinds.map((kind) => `${formatCount(pairs[kind].drawn)} ${kind}`));
  const enough = kinds.filter((kind) => pairs[kind].drawn >= fewestLabelledPairs);
  const few = kinds.filter((kind) => pairs[kind].drawn < fewestLabelledPairs);
  const buys = enough.map((kind) => `±${formatPpSize(labelPrecision(pairs[kind].drawn))} (${kind})`);
  return [
    `${formatCount(items.length)} answers: both to ${prompts} prompts, drawn at random.`,
    ...(buys.length === 0
      ? []
      : [
          `Labels of all tell what the judge’s errors do to the change to about ${formatList(buys)}, if it errs on one prompt in twenty.`,
        ]),
    ...(few.length === 0
      ? []
      : [
          `Too few ${formatList(few.map((kind) => `${kind} prompts`))} for a corrected change: it takes ${formatCount(fewestLabelledPairs)}.`,
        ]),
  ].join(' ');
}
