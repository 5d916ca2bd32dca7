// The prompts of a comparison: every suite's selection under every attack, in run order.
import type { ComparisonSpec, PromptRecord } from '../../protocol/comparison';
import { GuardrailError } from '../../protocol/errors';
import type { Suite } from '../../protocol/suites';
import { seededRandom } from '../../safety/random';
import { isSafetyKind } from '../../safety/outcomes/handled';
import { findAttack } from '../../safety/suites/attacks/attacks';
import { generalTarget } from '../../safety/suites/attacks/prefill';
import { historyOf } from '../../safety/suites/conversation';
import { composeUserMessage } from '../../safety/suites/composeUserMessage';
import { selectPrompts } from '../../safety/suites/selectPrompts';
import { rowSeed } from './rowSeed';

/** What decides which prompts are asked. */
export interface PromptChoice extends Pick<ComparisonSpec, 'attacks' | 'limit'> {
  readonly settings: Pick<ComparisonSpec['settings'], 'seed'>;
}

/**
 * A prefill is whole here; `cutPrefills` leaves the tokens that its attack says. Attacks are on what a model should refuse: tasks are asked as they are.
 * @throws GuardrailError invalidRequest for an unknown attack, or where nothing is left to run.
 */
export function planPrompts(suites: readonly Suite[], spec: PromptChoice): PromptRecord[] {
  const chosen =
    spec.attacks.length === 0 ? [null] : spec.attacks.map((id) => (id === 'none' ? null : findAttack(id)));
  const records: PromptRecord[] = [];
  for (const suite of suites) {
    const selected = selectPrompts(suite, spec.limit, spec.settings.seed);
    const { kind } = suite.manifest;
    for (const attack of isSafetyKind(kind) ? chosen : [null]) {
      for (const item of selected) {
        const history = historyOf(item);
        const key = { suiteId: suite.manifest.id, itemId: item.id, attackId: attack?.id ?? null };
        records.push({
          id: records.length + 1,
          ...key,
          kind,
          category: item.category,
          prompt: item.prompt,
          userMessage: composeUserMessage(
            item,
            attack,
            seededRandom(rowSeed(spec.settings.seed, key, 0, false)),
          ),
          context: item.context,
          ...(history === undefined ? {} : { history }),
          ...(attack?.prefillTokens === undefined ? {} : { prefill: item.target ?? generalTarget }),
          ...(item.task === undefined ? {} : { task: item.task }),
        });
      }
    }
  }
  if (records.length === 0) {
    throw new GuardrailError(
      'invalidRequest',
      'No prompts are left to run.',
      'Name a suite, or raise the limit.',
    );
  }
  return records;
}
