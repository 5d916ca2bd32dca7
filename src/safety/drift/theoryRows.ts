// Observed drift, forecast and bounds side by side: for both kinds of prompts, and for every benchmark. Pure; knows no file.
import type { SafetyKind } from '../../protocol/outcomes';
import { safetyKinds } from '../../protocol/outcomes';
import type { ComparisonSummary, Delta } from '../../protocol/summary';
import type { ForecastGap, TheoryBound, TheoryRow } from '../../protocol/theory';
import type { GroupKl, SequenceKlEstimates } from '../../protocol/tokens';
import { aboutSafety, handledWellSign } from '../outcomes/handled';
import { probeLabels } from '../presentation/labels';
import { measuredKlBound, universalBounds } from './driftBounds';
import type { ForecastAnswer, ForecastQuestion, PromptKey } from './theoryForecast';

export interface TheoryPrompt extends PromptKey {
  readonly kind: SafetyKind;
  readonly attackId: string | null;
}

export interface TheoryInput {
  readonly summary: Pick<ComparisonSummary, 'benchmarks' | 'harmful' | 'benign'>;
  readonly prompts: readonly TheoryPrompt[];
  /** Whether the answers are samples of the policies at temperature 1: bounds and forecasts are about no others. */
  readonly sampled: boolean;
  /** Measured KL; empty: not measured. */
  readonly groups: readonly GroupKl[];
  /** β of the run and R of its reward on these prompts; null: no bound follows from them. */
  readonly penalty: { readonly beta: number; readonly range: number } | null;
  /** β at which the audit is asked; null: it says nothing of this run. */
  readonly beta: number | null;
  /** null: no audit of this base; then `auditGap` says why. */
  readonly forecast: ((question: ForecastQuestion) => ForecastAnswer) | null;
  readonly auditGap: ForecastGap;
}

export function theoryRows(input: TheoryInput): TheoryRow[] {
  const { summary } = input;
  const kinds = safetyKinds.flatMap((kind): TheoryRow[] => {
    const overall = summary[kind];
    if (overall === null) return [];
    return [row(input, { suiteId: null, title: probeLabels[kind], attackId: null, kind }, overall.delta)];
  });
  const benchmarks = aboutSafety(summary.benchmarks).map(({ suiteId, title, attackId, kind, delta }) =>
    row(input, { suiteId, title, attackId, kind }, delta),
  );
  return [...kinds, ...benchmarks];
}

type Place = Pick<TheoryRow, 'suiteId' | 'title' | 'attackId' | 'kind'>;

function row(input: TheoryInput, place: Place, delta: Delta | null): TheoryRow {
  const kl = input.groups.find((group) => isOf(group, place))?.sequence ?? null;
  return {
    ...place,
    observed: delta === null ? null : observedOf(delta, place.kind),
    kl,
    ...forecastOf(input, place, kl),
    bounds: boundsOf(input, kl),
  };
}

/** As the share of answers handled well: a rise in over-refusal is a fall of it. */
function observedOf({ value, low, high, n }: Delta, kind: SafetyKind): TheoryRow['observed'] {
  return handledWellSign(kind) > 0 ? { value, low, high, n } : { value: -value, low: -high, high: -low, n };
}

function isOf(group: Pick<GroupKl, 'suiteId' | 'attackId' | 'kind'>, place: Place): boolean {
  return (
    group.kind === place.kind &&
    group.suiteId === place.suiteId &&
    (place.suiteId === null || group.attackId === place.attackId)
  );
}

/** An audit asks prompts as they are: it says nothing of them under an attack. */
function forecastOf(
  { forecast, auditGap, prompts, beta }: TheoryInput,
  place: Place,
  kl: SequenceKlEstimates | null,
): Pick<TheoryRow, 'forecast' | 'forecastGap'> {
  if (forecast === null) return { forecast: null, forecastGap: auditGap };
  const own = prompts.filter(({ kind, suiteId, attackId }) =>
    place.suiteId === null ? kind === place.kind : suiteId === place.suiteId && attackId === place.attackId,
  );
  if (own.some(({ attackId }) => attackId !== null)) return { forecast: null, forecastGap: 'attack' };
  const answer = forecast({ prompts: own, beta, kl: kl?.exact.value ?? null });
  return { forecast: answer.forecast, forecastGap: answer.gap };
}

/** The tightest first; where two are equal, the one that needs less. */
function boundsOf({ penalty, sampled }: TheoryInput, kl: SequenceKlEstimates | null): TheoryBound[] {
  const bounds: TheoryBound[] = [];
  if (kl !== null && kl.exact.low !== null && kl.exact.high !== null) {
    const { value, low, high } = kl.exact;
    const { bound, interval } = measuredKlBound({ value, interval: { low, high } });
    bounds.push({ id: bound.id, name: bound.name, premise: 'anyPolicy', value: bound.value, interval });
  }
  if (penalty !== null && sampled) {
    // Through KL ≤ R²/(8β²), Pinsker gives R/(4β) again.
    for (const { id, name, value } of universalBounds(penalty.beta, penalty.range)) {
      if (id === 'pinsker') continue;
      bounds.push({ id, name, premise: 'optimum', value, interval: null });
    }
  }
  return bounds.sort((a, b) => a.value - b.value);
}
