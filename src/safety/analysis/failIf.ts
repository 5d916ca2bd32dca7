// Conditions under which a comparison fails a gate, such as a CI job: `harmful.delta < -2pp and harmful.p < 0.05`.
import type { BenchmarkSummary, ComparisonSummary, OverallSummary } from '../../protocol/summary';
import { parseCondition, type Comparison, type Condition } from './failIfSyntax';
import { formatCount, formatP, formatPercent, formatPp } from '../presentation/numbers';
import { measure, type Measured } from './failIfMetrics';
import { weaknesses } from './gateMeaning';

/** A parsed condition; opaque but for its text. */
export interface FailIf {
  readonly text: string;
  /** Which tuned subject it is about; null: of each. */
  readonly column: string | null;
  /** The text without its column. */
  readonly rest: string;
  readonly condition: Condition;
}

/**
 * - `passed`: it does not hold, and that says something
 * - `failed`: it holds
 * - `cannotTell`: it hangs on what was not measured, or its not holding says nothing
 */
export const gateOutcomes = ['passed', 'failed', 'cannotTell'] as const;
export type GateOutcome = (typeof gateOutcomes)[number];

export interface GateResult {
  readonly expression: string;
  readonly outcome: GateOutcome;
  /** Every value that the condition names, and why its result cannot be told. */
  readonly explanation: string;
}

/**
 * Grammar: comparisons `metric operator number` joined by `and`, `or` and parentheses; `and` binds tighter.
 * Operators: < <= > >=. A change is in percentage points, `-2pp`; a share is `5%` or `0.05`; a count is a plain number.
 *
 * Metrics: `harmful.X`, `benign.X`, `capability.X`, `control.X`, `<suite>.X`, `<suite>+<attack>.X` (a suite's id in double quotes where it
 * has other characters than letters, digits, `_`, `-`, `/` and `.`), where X is one of
 * - pp: delta, low, high (the delta's interval), detectable, boundLow, boundHigh, controlDelta
 * - %: base, tuned (rates), unscored, truncated, empty, missing, unusable (all of these), controlFlips
 * - plain: p, pExact, pHolm, n (distinct prompts), pairs, lost, gained, kept (1: shown to be kept within the margin)
 *
 * and of the whole comparison `unusable`, `unscored`, `truncated`, `empty`, `missing`, and `notes.error`, `notes.warning`,
 * `notes.note` (how many).
 *
 * Before all of it may stand the column that it is about, where there are several tuned subjects: `name: harmful.delta < -2pp`,
 * in double quotes where the name has white space or other signs of the grammar. Without one it is about each.
 * @throws GuardrailError conditionInvalid with the position of what is wrong and what is possible there
 */
export function parseFailIf(text: string): FailIf {
  const prefix = /^\s*(?:"([^"]+)"|([^\s"():<>=]+))\s*:/u.exec(text);
  const from = prefix?.[0].length ?? 0;
  return {
    text,
    column: prefix?.[1] ?? prefix?.[2] ?? null,
    rest: text.slice(from).trim(),
    condition: parseCondition(text, from),
  };
}

/** The parts of a comparison that the condition names: `harmful`, `benign`, `capability`, `control`, a suite, a suite with an attack. */
export function scopesOf({ condition }: FailIf): string[] {
  return comparisonsOf(condition).flatMap(({ metric: { scope } }) =>
    scope === null || scope === 'notes' ? [] : [scope],
  );
}

/**
 * What was not measured can't pass, nor can what the missing answers could turn, nor a condition that could not have held: too
 * few prompts, no room for a loss, no power (gateMeaning.ts). `A and B` with B false is false whatever A is. With `allowWeak`
 * the last kinds pass all the same, and it is said. A run that is not complete fails.
 */
export function evaluateFailIf(
  { text, condition }: Pick<FailIf, 'text' | 'condition'>,
  summary: ComparisonSummary,
  { allowWeak = false }: { readonly allowWeak?: boolean } = {},
): GateResult {
  const found: string[] = [];
  const result = evaluate(condition, (comparison) => compare(comparison, summary, found));
  const doubts = result === false ? doubtsOf(condition, summary) : [];
  if (!summary.complete) found.push('the run is not complete');
  const outcome = !summary.complete || result === null ? 'cannotTell' : result ? 'failed' : 'passed';
  if (doubts.length === 0) return { expression: text, outcome, explanation: found.join('; ') };
  const said = allowWeak ? 'weak, and allowed to be' : 'that says nothing here';
  return {
    expression: text,
    outcome: allowWeak ? outcome : 'cannotTell',
    explanation: `${found.join('; ')}; ${said}: ${doubts.join('; ')}`,
  };
}

function doubtsOf(condition: Condition, summary: ComparisonSummary): string[] {
  const doubts: string[] = [];
  for (const end of ['low', 'high'] as const) {
    const other = atExtreme(summary, end);
    if (evaluate(condition, (comparison) => compare(comparison, other, [])) === false) continue;
    doubts.push('missing answers could turn it');
    break;
  }
  // A comparison that says nothing is like one that was not measured: the whole may not hang on it.
  const all = comparisonsOf(condition);
  const doubtful = (comparison: Comparison): string[] => weaknesses(comparison, all, summary);
  const sure = evaluate(condition, (comparison) =>
    doubtful(comparison).length > 0 ? null : compare(comparison, summary, []),
  );
  if (sure === null) doubts.push(...all.flatMap(doubtful));
  return [...new Set(doubts)];
}

/** The summary with the figures that it would have at worst or at best for what is missing. */
function atExtreme(summary: ComparisonSummary, end: 'low' | 'high'): ComparisonSummary {
  const moved = <Part extends OverallSummary | BenchmarkSummary>(part: Part): Part =>
    part.extremes === null ? part : { ...part, ...part.extremes[end] };
  return {
    ...summary,
    harmful: summary.harmful === null ? null : moved(summary.harmful),
    benign: summary.benign === null ? null : moved(summary.benign),
    capability: summary.capability === null ? null : moved(summary.capability),
    control: summary.control === null ? null : moved(summary.control),
    benchmarks: summary.benchmarks.map(moved),
  };
}

function comparisonsOf(condition: Condition): Comparison[] {
  if (condition.type === 'comparison') return [condition];
  return [...comparisonsOf(condition.left), ...comparisonsOf(condition.right)];
}

/** null: hangs on something that was not measured. */
function evaluate(condition: Condition, one: (comparison: Comparison) => boolean | null): boolean | null {
  if (condition.type === 'comparison') return one(condition);
  // Both sides are evaluated, so that the explanation has every value.
  const left = evaluate(condition.left, one);
  const right = evaluate(condition.right, one);
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
