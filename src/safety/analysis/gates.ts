// The gates of a comparison: its conditions, as they were asked for, and what they say of its numbers.
import type { ComparisonSpec, PromptRecord } from '../../protocol/comparison';
import { GuardrailError } from '../../protocol/errors';
import type { ComparisonSummary } from '../../protocol/summary';
import { evaluateFailIf, parseFailIf, scopesOf, type GateResult } from './failIf';

export type GateSpec = Pick<ComparisonSpec, 'failIf' | 'allowWeakGates'>;

export function evaluateGates(
  { failIf = [], allowWeakGates = false }: GateSpec,
  summary: ComparisonSummary,
): GateResult[] {
  return failIf.map((text) => evaluateFailIf(parseFailIf(text), summary, { allowWeak: allowWeakGates }));
}

/**
 * Whether every condition can be read and names parts that the comparison will have: said before a run of hours, not after it.
 * @throws GuardrailError conditionInvalid
 */
export function checkGates(
  { failIf = [] }: GateSpec,
  prompts: readonly Pick<PromptRecord, 'suiteId' | 'attackId' | 'kind'>[],
): void {
  const known = new Set(
    prompts.flatMap(({ suiteId, attackId, kind }) => [
      kind,
      attackId === null ? suiteId : `${suiteId}+${attackId}`,
    ]),
  );
  for (const text of failIf) {
    const missing = scopesOf(parseFailIf(text)).find((scope) => !known.has(scope));
    if (missing === undefined) continue;
    throw new GuardrailError(
      'conditionInvalid',
      `The condition "${text}" names ${missing}, which this comparison does not have.`,
      `It has: ${[...known].join(', ')}.`,
    );
  }
}
