// When a run stops by itself. Pure; the reasons are for the user.
import type { RolloutRow } from '../../../protocol/training';
import type { RunSettings } from '../config/runSettings';
import { neverEarned, seenText } from './seenCompletions';

export type HaltLimits = RunSettings['limits'];

export interface HaltSigns {
  readonly step: number;
  /** Mean KL to the reference, nats per token; null where it is not measured. */
  readonly kl: number | null;
  /** Steps in a row in which completions that are compared with each other all had the same reward. */
  readonly zeroStdSteps: number;
  /** Of the step; empty where nothing is sampled. */
  readonly rollouts: readonly RolloutRow[];
}

/** Why the run should not go on after this step; null to go on. */
export function haltReason(signs: HaltSigns, limits: HaltLimits): string | null {
  if (limits.kl !== null && signs.kl !== null && signs.kl > limits.kl) {
    return `KL to the reference is ${signs.kl.toFixed(4)} nats per token at step ${signs.step}, above the limit of ${limits.kl}. Raise beta, lower learning_rate, or raise limits.kl. Look at the completions.`;
  }
  if (limits.zeroStdSteps !== null && signs.zeroStdSteps >= limits.zeroStdSteps) {
    return `For ${signs.zeroStdSteps} steps no completions that are compared with each other differed in reward (last at step ${signs.step}): nothing is learned any more. ${seenText(signs.rollouts)} All tasks are too hard or too easy for the model, or the policy has collapsed: look at the completions.`;
  }
  return null;
}

/**
 * After the first steps: whether they say that there will be nothing to learn. Asked once, so that a run that is resumed
 * regardless goes on.
 * @param rows completions of all steps so far
 * @param deciding the reward that says whether an answer is right; null: none does
 */
export function firstStepsReason(
  rows: readonly RolloutRow[],
  signs: Pick<HaltSigns, 'step' | 'zeroStdSteps'>,
  deciding: string | null,
): string | null {
  const unearned = deciding !== null && neverEarned(rows, deciding);
  if (!unearned && signs.zeroStdSteps < signs.step) return null;
  const what = unearned
    ? `In the first ${signs.step} steps no completion earned the reward "${deciding}", which says whether an answer is right: ${atMost(rows.length)}`
    : `In the first ${signs.step} steps no completions that are compared with each other differed in reward: there was nothing to learn from.`;
  return `${what} ${seenText(rows)} To go on regardless, resume the run; limits.first_steps says when this is asked. ${adviceFor(rows, unearned)}`;
}

/** The "rule of three": with 95% confidence the rate behind none of n is below 3/n (Hanley & Lippman-Hand 1983, JAMA 249:1743). */
function atMost(n: number): string {
  const percent = 300 / n;
  return percent >= 100
    ? 'too few to say more.'
    : `fewer than ${percent >= 1 ? percent.toFixed(0) : percent.toPrecision(1)}% of the model's answers to these prompts are right (95% confidence).`;
}

function adviceFor(rows: readonly RolloutRow[], unearned: boolean): string {
  const cut = rows.filter(({ finishReason }) => finishReason === 'length').length;
  const change =
    2 * cut > rows.length
      ? 'Raise max_completion_length, so that answers can end.'
      : unearned
        ? 'The model may need easier tasks, an example in the prompt or SFT first, or the verifier another form of answer.'
        : 'Take tasks of another difficulty, a higher temperature, or a reward that tells completions apart.';
  return `${change} Look at the completions.`;
}
