// Every column against every other, paired on the prompts that both answered: the same construction as base against tuned.
import type { Contrast } from '../../../protocol/matrix';
import { suiteKinds } from '../../../protocol/outcomes';
import type { PairedTest } from '../../../protocol/summary';
import { holmAdjust } from '../../statistics/holm';
import type { AnalysisInput } from '../analysisInput';
import { changeOfKind, type Change } from '../change';
import { observe, type Observations } from '../observations';

/**
 * Over all prompts of a kind, as `summarizeKind` pools them; Holm's adjustment over all contrasts. Two columns of a run
 * under way that do not have the same samples yet have no contrast.
 * @throws GuardrailError what `observe` throws
 */
export function contrastColumns(inputs: readonly AnalysisInput[]): Contrast[] {
  const observed = inputs.map(observe);
  const contrasts = suiteKinds.flatMap((kind) =>
    observed.flatMap((one, first) =>
      observed.slice(first + 1).map((other, further): Contrast => {
        const change = between(one, other, kind);
        const second = first + 1 + further;
        return { kind, first, second, delta: change?.delta ?? null, test: change?.test ?? null };
      }),
    ),
  );
  return adjusted(contrasts.filter(({ kind }) => observed[0]?.benchmarks.some((one) => one.kind === kind)));
}

function between(first: Observations, second: Observations, kind: Contrast['kind']): Change | null {
  if (first.samples !== second.samples) return null;
  const { control, tuned } = second.states;
  const pair: Observations = { ...second, states: { base: first.states.tuned, tuned, control } };
  return changeOfKind(pair, kind);
}

function adjusted(contrasts: readonly Contrast[]): Contrast[] {
  const tests = contrasts.flatMap(({ test }) => test ?? []);
  const pHolm = new Map<PairedTest | null, number>(
    holmAdjust(tests.map(({ p }) => p)).map((p, i) => [tests[i] ?? null, p]),
  );
  return contrasts.map((contrast) => {
    const { test } = contrast;
    return test === null ? contrast : { ...contrast, test: { ...test, pHolm: pHolm.get(test) ?? test.p } };
  });
}
