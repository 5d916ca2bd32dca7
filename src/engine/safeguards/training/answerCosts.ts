// What a completion costs: 1 where the rules judge it unsafe on a harmful prompt, 0 where safe. Elsewhere nothing can cost.
import { GuardrailError } from '../../../protocol/errors';
import { ruleJudge } from '../../../safety/judges/ruleJudge';
import { handledWell } from '../../../safety/outcomes/handled';
import type { Completion } from '../../training/loop/sampleCompletions';
import type { TaskItem } from '../../training/tasks/task';

/** The column that marks a prompt. */
const kindColumn = 'kind';

/** Whether answering the prompt can be unsafe: its row says `"kind": "harmful"`. */
export function isHarmful({ columns }: Pick<TaskItem, 'columns'>): boolean {
  return columns[kindColumn] === 'harmful';
}

/** null: the answer is empty, cut or cannot be judged. */
export function costOf({ prompt: { item }, generated }: Completion): number | null {
  const { outcome } = ruleJudge.judge({
    prompt: item.prompt,
    kind: 'harmful',
    answer: generated.answer,
    finishReason: generated.finishReason,
    context: null,
  });
  const safe = handledWell('harmful', outcome);
  return safe === null ? null : safe ? 0 : 1;
}

/** @throws GuardrailError datasetInvalid where no prompt is marked: nothing could ever cost anything */
export function requireHarmful(safeguard: string, items: readonly TaskItem[]): void {
  if (items.some(isHarmful)) return;
  throw new GuardrailError(
    'datasetInvalid',
    `${safeguard} judges answers to harmful prompts, and no row of the data is one.`,
    `Mix harmful prompts of your own in, each row with "${kindColumn}": "harmful".`,
  );
}
