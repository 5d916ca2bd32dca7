// Conditions under which a comparison fails a gate, such as a CI job: `harmful.delta < -2pp and harmful.p < 0.05`.
import type { ComparisonSummary } from '../../protocol/summary';
import { parseCondition, type Comparison, type Condition } from './failIfSyntax';
import { formatCount, formatP, formatPercent, formatPp } from '../presentation/numbers';
import { measure, type Measured } from './failIfMetrics';

/** A parsed condition; opaque but for its text. */
export interface FailIf {
  readonly text: string;
  readonly condition: Condition;
}

/**
 * Grammar: comparisons `metric operator number` joined by `and`, `or` and parentheses; `and` binds tighter.
 * Operators: < <= > >=. Numbers: `-2pp` and `5%` are hundredths, `0.05` is itself.
 *
 * Metrics: `harmful.X`, `benign.X`, `<suite>.X`, `<suite>+<attack>.X` (a suite's id in double quotes where it
 * has other characters than letters, digits, `_`, `-`, `/` and `.`), where X is one of
 * - pp or %: delta, low, high (the delta's interval), detectable, boundLow, boundHigh, controlDelta
 * - %: base, tuned (rates), unusable, controlFlips
 * - plain: p, pExact, pHolm, n, lost, gained
 *
 * and `unusable` (share of all responses), `notes.error`, `notes.warning`, `notes.note` (how many).
 * @throws GuardrailError invalidRequest with the position of what is wrong and what is possible there
 */
export function parseFailIf(text: string): FailIf {
  return { text, condition: parseCondition(text) };
}

/**
 * Whether the condition holds. What was not measured can't pass: where the result hangs on it, the gate fails
 * and says so; `A and B` with B false is false whatever A is. A run that is not complete fails too.
 */
export function evaluateFailIf(
  { condition }: FailIf,
  summary: ComparisonSummary,
): { readonly failed: boolean; readonly explanation: string } {
  const found: string[] = [];
  const result = evaluate(condition, summary, found);
  if (!summary.complete) found.push('the run is not complete');
  return { failed: result !== false || !summary.complete, explanation: found.join('; ') };
}

/** null: hangs on something that was not measured. */
function evaluate(condition: Condition, summary: ComparisonSummary, found: string[]): boolean | null {
  if (condition.type === 'comparison') return compare(condition, summary, found);
  // Both sides are evaluated, so that the explanation has every value.
  const left = evaluate(condition.left, summary, found);
  const right = evaluate(condition.right, summary, found);
  const decisive = condition.type === 'or';
  if (left === decisive || right === decisive) return decisive;
  return left === null || right === null ? null : !decisive;
}

function compare(comparison: Comparison, summary: ComparisonSummary, found: string[]): boolean | null {
  const { metric, operator, value } = comparison;
  const measured = measure(metric, summary);
  if (measured.value === null) {
    found.push(`${metric.text} not measured${measured.reason === '' ? '' : ` (${measured.reason})`}`);
    return null;
  }
  const holds = holdsFor(measured.value, operator, value);
  const relation = holds ? operator : `not ${operator}`;
  found.push(`${metric.text} is ${shown(measured, metric.name)}, ${relation} ${comparison.valueText}`);
  return holds;
}

/** Values that differ by rounding only are equal. */
function holdsFor(left: number, operator: Comparison['operator'], right: number): boolean {
  const equal = Math.abs(left - right) < 1e-12;
  switch (operator) {
    case '<':
      return !equal && left < right;
    case '<=':
      return equal || left < right;
    case '>':
      return !equal && left > right;
    case '>=':
      return equal || left > right;
  }
}

function shown({ value, unit }: Measured, name: string): string {
  if (value === null) return 'not measured';
  switch (unit) {
    case 'points':
      return formatPp(value);
    case 'share':
      return formatPercent(value);
    case 'probability':
      return `${formatP(value).replace(/^p (= )?/, '')}${name === 'pHolm' ? ' (Holm)' : ''}`;
    case 'count':
      return formatCount(value);
  }
}
