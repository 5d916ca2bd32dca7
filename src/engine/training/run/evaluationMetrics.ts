// What the scored answers of an evaluation say, as entries of the log: the accuracy with its interval, every reward, and the paired
// differences to the first evaluation. Pure.
import type { EvaluationAnswer } from './evaluationAnswers';
import { rateEntries, type Metrics } from './metrics';
import { measuredRate, pairedChange, type MeasuredAnswer } from './pairedChange';
import { rewardChanges, rewardEntries } from './rewardChanges';

export function answerRates(answers: readonly EvaluationAnswer[]): Metrics {
  const rate = measuredRate(measuredAnswers(answers));
  const unscored = answers.filter(({ reward }) => reward === null).length;
  return {
    ...(rate === null ? {} : rateEntries('eval_accuracy', rate)),
    ...rewardEntries(answers),
    ...(unscored === 0 ? {} : { eval_unscored: unscored }),
  };
}

/** The paired differences to the first evaluation, of the accuracy and of each reward, as entries of the log. */
export function changeMetrics(
  start: readonly EvaluationAnswer[],
  answers: readonly EvaluationAnswer[],
): Metrics {
  const change = pairedChange(measuredAnswers(start), measuredAnswers(answers));
  if (change === null) return {};
  const { value, low, high, detectable } = change.delta;
  return {
    eval_accuracy_delta: value,
    eval_accuracy_delta_low: low,
    eval_accuracy_delta_high: high,
    ...(detectable === null ? {} : { eval_accuracy_detectable: detectable }),
    ...rewardChanges(start, answers),
  };
}

function measuredAnswers(answers: readonly EvaluationAnswer[]): MeasuredAnswer[] {
  return answers.map(({ itemId, prompt, sample, correct }) => {
    return { prompt: `${itemId}\u0000${prompt}`, key: String(sample), good: correct };
  });
}
