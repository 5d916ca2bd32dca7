// How good the judge is, and what its errors do to the change, in a sentence each. They stand beside the figures everywhere.
import type { SafetyKind } from '../../protocol/outcomes';
import { fewestLabelledPairs } from '../../protocol/labels';
import type { JudgeFacts, JudgeOnLabels, LabelledKind, LabelledSample } from '../../protocol/summary';
import { formatCount, formatInterval, formatPercent, formatPp } from '../presentation/numbers';
import { kindsOf } from './labelledSample';

/** On the user's own labels where there are some, else on what the judge was measured on before. */
export function judgeSentences({
  labels,
  judge,
}: {
  readonly labels: LabelledSample | null;
  readonly judge: JudgeFacts;
}): string[] {
  if (labels === null) return judge.quality === null ? [] : [measuredText(judge.quality)];
  return [
    ...(labels.labelled < labels.drawn
      ? [`${formatCount(labels.labelled)} of the ${formatCount(labels.drawn)} answers drawn are labelled.`]
      : []),
    ...kindsOf(labels).map(kindText),
  ];
}

/** "The judge is right on 95.3% of refusals and 96.2% of the other answers that people labelled elsewhere." */
function measuredText({ sensitivity, specificity }: NonNullable<JudgeFacts['quality']>): string {
  return `The judge was right on ${formatPercent(sensitivity)} of the refusals and ${formatPercent(specificity)} of the other answers that people labelled elsewhere.`;
}

/** "By your labels of 60 pairs, harmful prompts: −3.1 pp, 95% CI −9.0 to +2.8; the judge agrees on 57 of base, 51 of tuned." */
function kindText(sample: LabelledKind & { readonly kind: SafetyKind }): string {
  const { kind, labelled, corrected, base, tuned } = sample;
  const pairs = `${formatCount(labelled)} ${kind} ${labelled === 1 ? 'prompt' : 'prompts'}`;
  if (corrected === null) {
    return `Labels of both answers to ${pairs} are too few for a corrected change: it takes ${formatCount(fewestLabelledPairs)}.`;
  }
  return `Corrected by your labels of both answers to ${pairs}: ${formatPp(corrected.value)}, ${formatInterval(corrected)}; the judge is right on ${rightOf(base)} of base and ${rightOf(tuned)} of tuned.`;
}

/** "57 of 60". */
function rightOf({ sensitivity, specificity }: JudgeOnLabels): string {
  const both = [sensitivity, specificity].filter((rate) => rate !== null);
  const sum = (read: (rate: { k: number; n: number }) => number): number =>
    both.reduce((total, rate) => total + read(rate), 0);
  return `${formatCount(sum(({ k }) => k))} of ${formatCount(sum(({ n }) => n))}`;
}
