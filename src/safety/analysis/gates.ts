// The gates of a comparison: its conditions, as they were asked for, and what they say of its numbers.
import type { ComparisonSpec, PromptRecord } from '../../protocol/comparison';
import { GuardrailError } from '../../protocol/errors';
import type { MatrixColumn } from '../../protocol/matrix';
import type { ComparisonSummary } from '../../protocol/summary';
import { evaluateFailIf, parseFailIf, scopesOf, type FailIf, type GateResult } from './failIf';

export type GateSpec = Pick<ComparisonSpec, 'failIf' | 'allowWeakGates'>;

/**
 * Of one tuned subject. `name`: its own, where it is one of several; conditions on others are not about it.
 * @throws GuardrailError conditionInvalid for a condition on a column where there is one tuned subject alone
 */
export function evaluateGates(
  { failIf = [], allowWeakGates = false }: GateSpec,
  summary: ComparisonSummary,
  name: string | null = null,
): GateResult[] {
  return failIf.flatMap((text) => {
    const condition = parseFailIf(text);
    if (name === null) checkColumn(condition, []);
    else if (condition.column !== null && condition.column !== name) return [];
    return [evaluateFailIf(condition, summary, { allowWeak: allowWeakGates })];
  });
}

/**
 * Of a comparison of several: a condition that names a column is about that one, any other about each, and every result
 * says which. @throws GuardrailError conditionInvalid for a column that there is not
 */
export function evaluateColumnGates(
  { failIf = [], allowWeakGates = false }: GateSpec,
  columns: readonly Pick<MatrixColumn, 'name' | 'summary'>[],
): GateResult[] {
  return failIf.flatMap((text) => {
    const { column, rest, condition, ...parsed } = parseFailIf(text);
    checkColumn(
      { column, text: parsed.text },
      columns.map(({ name }) => name),
    );
    return columns
      .filter(({ name }) => column === null || column === name)
      .map(({ name, summary }) =>
        evaluateFailIf({ text: `${columnPrefix(name)} ${rest}`, condition }, summary, {
          allowWeak: allowWeakGates,
        }),
      );
  });
}

/**
 * Whether every condition can be read and names parts that the comparison will have: said before a run of hours, not after it.
 * @throws GuardrailError conditionInvalid
 */
export function checkGates(
  { failIf = [], columns = [] }: GateSpec & Pick<ComparisonSpec, 'columns'>,
  prompts: readonly Pick<PromptRecord, 'suiteId' | 'attackId' | 'kind'>[],
): void {
  const known = new Set(
    prompts.flatMap(({ suiteId, attackId, kind }) => [
      kind,
      attackId === null ? suiteId : `${suiteId}+${attackId}`,
    ]),
  );
  for (const text of failIf) {
    const condition = parseFailIf(text);
    checkColumn(
      condition,
      columns.map(({ name }) => name),
    );
    const missing = scopesOf(condition).find((scope) => !known.has(scope));
    if (missing === undefined) continue;
    throw new GuardrailError(
      'conditionInvalid',
      `The condition "${text}" names ${missing}, which this comparison does not have.`,
      `It has: ${[...known].join(', ')}.`,
    );
  }
}

/** As a condition names the column. */
function columnPrefix(name: string): string {
  return /^[^\s"():<>=]+$/u.test(name) ? `${name}:` : `"${name}":`;
}

function checkColumn({ column, text }: Pick<FailIf, 'column' | 'text'>, names: readonly string[]): void {
  if (column === null || names.includes(column)) return;
  throw new GuardrailError(
    'conditionInvalid',
    `The condition "${text}" is about ${column}, which is no tuned subject of this comparison.`,
    names.length === 0
      ? 'There is one tuned subject alone: leave the name and its colon out.'
      : `They are: ${names.join(', ')}.`,
  );
}
