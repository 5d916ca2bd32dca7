// The answers of an audit by prompt, and on the scale on which one reward is forecast.
import type { AuditedAnswer } from './auditInput';
import type { RewardedPrompt, RewardScale } from './readPrompts';
import type { RewardColumn } from './rewardColumns';

const unitScale: RewardScale = { low: 0, width: 1 };

/** Of an unknown range the sampled one stands in, for the forecast alone. */
export function scaleOf(column: RewardColumn, answers: readonly AuditedAnswer[]): RewardScale {
  if (!column.differs) return unitScale;
  if (column.range !== null) return { low: column.range.low, width: column.range.high - column.range.low };
  const values = answers.map((answer) => column.valueOf(answer)).filter((value) => value !== null);
  if (values.length === 0) return unitScale;
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return { low, width: high > low ? high - low : 1 };
}

/** The answers to one prompt together, prompts in the order of their first answer. */
export function byPrompt(answers: readonly AuditedAnswer[]): AuditedAnswer[][] {
  const prompts = new Map<string, AuditedAnswer[]>();
  for (const answer of answers) {
    const key = `${answer.suiteId}\u0000${answer.itemId}`;
    const known = prompts.get(key);
    if (known === undefined) prompts.set(key, [answer]);
    else known.push(answer);
  }
  return [...prompts.values()];
}

/** Answers that have both a verdict and a reward. */
export function rewarded(column: RewardColumn, answers: readonly AuditedAnswer[]): RewardedPrompt {
  return {
    suiteId: answers[0]?.suiteId ?? '',
    answers: answers.flatMap((answer) => {
      const reward = column.valueOf(answer);
      return reward === null || answer.handledWell === null ? [] : [{ well: answer.handledWell, reward }];
    }),
  };
}
