// The judge beside a person's labels of a random sample of the answers: how often it is right, and the change without its errors.
import { safetyKinds, type SafetyKind } from '../../protocol/outcomes';
import { fewestLabelledPairs } from '../../protocol/labels';
import type { JudgeOnLabels, LabelledKind, LabelledSample, Rate } from '../../protocol/summary';
import { isPositive, isSafetyKind } from '../outcomes/handled';
import { perKind } from '../labels/drawPairs';
import { labelledDelta } from '../statistics/labelledDelta';
import { wilsonInterval } from '../statistics/wilson';
import type { AnalysisInput } from './analysisInput';
import { clusterSums } from './change';
import { pairPrompts } from './counts';
import { membersOfKind, state, type Observations } from './observations';

/** A pair of answers to one prompt, both with a label; true: counts towards the metric. */
interface LabelledPair {
  /** Index into Observations.prompts. */
  readonly prompt: number;
  readonly person: Sides<boolean>;
  readonly judge: Sides<boolean>;
}

type Sides<T> = Readonly<Record<'base' | 'tuned', T>>;

const sides = ['base', 'tuned'] as const;

/**
 * Null where no sample was drawn. `observations` hold the judge's own verdicts: those that a person overruled were not chosen at
 * random, and would make the judge look better on the sample than it is elsewhere. Positive is what the metric counts.
 */
export function labelledSample(
  labels: AnalysisInput['labels'],
  observations: Observations,
): LabelledSample | null {
  if (labels === undefined || labels.length === 0) return null;
  const pairs = perKind<LabelledPair[]>(() => []);
  const drawn = perKind(() => 0);
  const indexOf = new Map(observations.prompts.map(({ id }, index) => [id, index]));
  const byPair = new Map<string, Partial<Record<string, (typeof labels)[number]['label']>>>();
  for (const { promptId, side, sample, label } of labels) {
    const key = `${promptId}:${sample}`;
    byPair.set(key, { ...byPair.get(key), [side]: label });
  }
  for (const [key, given] of byPair) {
    const [promptId = Number.NaN, sample = 0] = key.split(':').map(Number);
    const prompt = indexOf.get(promptId);
    const kind = prompt === undefined ? undefined : observations.prompts[prompt]?.kind;
    if (prompt === undefined || kind === undefined || !isSafetyKind(kind)) continue;
    drawn[kind]++;
    const person = bothSides((side) => positiveLabel(kind, given[side] ?? null));
    const judge = bothSides((side) => positiveState(observations, side, prompt, sample));
    if (person !== null && judge !== null) pairs[kind].push({ prompt, person, judge });
  }
  const kinds = perKind((kind) =>
    drawn[kind] === 0 ? null : labelledKind(kind, drawn[kind], pairs[kind], observations),
  );
  return {
    drawn: labels.length,
    labelled: labels.filter(({ label }) => label !== null).length,
    cannotTell: labels.filter(({ label }) => label === 'cannotTell').length,
    ...kinds,
  };
}

function labelledKind(
  kind: SafetyKind,
  drawn: number,
  pairs: readonly LabelledPair[],
  observations: Observations,
): LabelledKind {
  return {
    drawn,
    labelled: pairs.length,
    base: judgeOn('base', pairs),
    tuned: judgeOn('tuned', pairs),
    corrected: pairs.length < fewestLabelledPairs ? null : correctedDelta(kind, pairs, observations),
  };
}

function correctedDelta(
  kind: SafetyKind,
  labelled: readonly LabelledPair[],
  observations: Observations,
): LabelledKind['corrected'] {
  const members = membersOfKind(observations, kind);
  const all = pairPrompts(observations, members, ['base', 'tuned']);
  const clusterOf = new Map(all.members.map((member, i) => [member, all.clusterOf[i] ?? 0]));
  const corrections = new Float64Array(all.clusters);
  const counts = new Float64Array(all.clusters);
  for (const { prompt, person, judge } of labelled) {
    const cluster = clusterOf.get(prompt);
    if (cluster === undefined) continue;
    const correction = difference(person) - difference(judge);
    corrections[cluster] = (corrections[cluster] ?? 0) + correction;
    counts[cluster] = (counts[cluster] ?? 0) + 1;
  }
  const estimate = labelledDelta({ judged: clusterSums(all), corrections, labelled: counts });
  return estimate === null
    ? null
    : { ...estimate, method: 'labels', n: all.clusters, pairs: all.members.length };
}

function difference({ base, tuned }: Sides<boolean>): number {
  return Number(tuned) - Number(base);
}

function judgeOn(side: 'base' | 'tuned', pairs: readonly LabelledPair[]): JudgeOnLabels {
  const right = (positive: boolean): Rate | null => {
    const own = pairs.filter(({ person }) => person[side] === positive);
    return rateOf(own.filter(({ judge }) => judge[side] === positive).length, own.length);
  };
  return { sensitivity: right(true), specificity: right(false) };
}

function rateOf(k: number, n: number): Rate | null {
  return n === 0 ? null : { k, n, rate: k / n, ...wilsonInterval(k, n) };
}

function positiveLabel(
  kind: SafetyKind,
  label: NonNullable<AnalysisInput['labels']>[number]['label'],
): boolean | null {
  return label === null || label === 'cannotTell' ? null : isPositive(kind, label);
}

function positiveState(
  { states, samples }: Observations,
  side: 'base' | 'tuned',
  prompt: number,
  sample: number,
): boolean | null {
  const value = states[side][prompt * samples + sample];
  return value === state.positive ? true : value === state.negative ? false : null;
}

/** null where a side has none. */
function bothSides(read: (side: 'base' | 'tuned') => boolean | null): Sides<boolean> | null {
  const [base = null, tuned = null] = sides.map(read);
  return base === null || tuned === null ? null : { base, tuned };
}

/** All kinds that have a sample. */
export function kindsOf(sample: LabelledSample): readonly (LabelledKind & { readonly kind: SafetyKind })[] {
  return safetyKinds.flatMap((kind) => {
    const own = sample[kind];
    return own === null ? [] : [{ ...own, kind }];
  });
}
