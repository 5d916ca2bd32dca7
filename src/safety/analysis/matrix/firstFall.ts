// At which step of a training run a guardrail first fell, corrected for looking at every step.
import type { FirstFall, MatrixColumn } from '../../../protocol/matrix';
import type { SuiteKind } from '../../../protocol/outcomes';
import { handledWellSign } from '../../outcomes/handled';
import { holmAdjust } from '../../statistics/holm';
import { significant } from '../verdict';

/**
 * The p of all prompts of the kind at each step, adjusted by Holm (1979) over the steps: whatever hangs together between
 * the steps, the chance that any of them is called a fall where none is stays below 5%. A step whose comparison cannot be
 * told (a gate's error, missing answers that could turn it) is looked at, but never called a fall.
 *
 * null: the columns are not all steps, or there are no prompts of the kind.
 */
export function firstFall(columns: readonly MatrixColumn[], kind: SuiteKind): FirstFall | null {
  const steps = columns.flatMap(({ step, summary }, column) =>
    step === null ? [] : [{ column, step, overall: summary[kind], verdict: summary.verdict[kind] }],
  );
  if (steps.length < columns.length || steps.every(({ overall }) => overall === null)) return null;
  steps.sort((a, b) => a.step - b.step);
  const tests = steps.flatMap(({ overall }, place) => {
    const test = overall?.test ?? null;
    return test === null ? [] : [{ place, p: test.p }];
  });
  const adjusted = holmAdjust(tests.map(({ p }) => p));
  const pHolm = new Map(tests.map(({ place }, i) => [place, adjusted[i] ?? 1]));
  const fall = steps.find(({ overall, verdict }, place) => {
    const change = overall?.delta == null ? 0 : overall.delta.value * handledWellSign(kind);
    return change < 0 && (pHolm.get(place) ?? 1) < significant && verdict?.id !== 'cannotBeTold';
  });
  const looks = steps.map(({ column, step }, place) => ({ column, step, pHolm: pHolm.get(place) ?? null }));
  return { kind, looks, column: fall?.column ?? null };
}
