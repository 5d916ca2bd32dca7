// Which answers a person labels: pairs of answers to one prompt, drawn at random from a seed. Knows no verdicts but usable ones.
import { fewestLabelledPairs } from '../../protocol/labels';
import { safetyKinds, type SafetyKind } from '../../protocol/outcomes';
import { seededRandom } from '../random';

/** A prompt that both sides answered, with the samples in which the judge has a usable verdict on both. */
export interface EligiblePrompt {
  readonly promptId: number;
  readonly kind: SafetyKind;
  /** Not empty. */
  readonly samples: readonly number[];
}

export interface DrawnPair {
  readonly promptId: number;
  readonly kind: SafetyKind;
  readonly sample: number;
  /** Whether the tuned answer is read first. */
  readonly tunedFirst: boolean;
}

/**
 * `pairs` pairs in random order, stratified by kind. A prompt has its place in its kind's order from the seed and its number
 * alone, and a sample is the beginning of that order: a larger one holds the smaller, and exchanging the sides changes
 * nothing. Both sides of a drawn prompt are labelled, so the sides are equally many, and their difference is paired.
 */
export function drawPairs(eligible: readonly EligiblePrompt[], pairs: number, seed: number): DrawnPair[] {
  const ranked = eligible
    .map(({ promptId, kind, samples }) => {
      const random = seededRandom(seed, promptId);
      const rank = random();
      const sample = samples[Math.floor(random() * samples.length)] ?? 0;
      return { rank, pair: { promptId, kind, sample, tunedFirst: random() < 0.5 } };
    })
    .sort((a, b) => a.rank - b.rank || a.pair.promptId - b.pair.promptId);
  const left = { ...allocation(eligible, pairs) };
  return ranked.filter(({ pair }) => left[pair.kind]-- > 0).map(({ pair }) => pair);
}

/** Pairs by kind, in proportion to the prompts, but of each kind enough for a figure; harmful prompts first. */
export function allocation(
  eligible: readonly Pick<EligiblePrompt, 'kind'>[],
  pairs: number,
): Record<SafetyKind, number> {
  const of = (kind: SafetyKind): number => eligible.filter((one) => one.kind === kind).length;
  const most = { harmful: of('harmful'), benign: of('benign') };
  const wanted = Math.min(pairs, most.harmful + most.benign);
  const enough = (kind: SafetyKind): number => Math.min(fewestLabelledPairs, most[kind]);
  const share = Math.round((wanted * most.benign) / Math.max(1, most.harmful + most.benign));
  const least = Math.max(share, enough('benign'));
  const room = Math.max(0, wanted - enough('harmful'));
  const harmful = Math.min(most.harmful, wanted - Math.min(most.benign, least, room));
  return { harmful, benign: Math.min(most.benign, wanted - harmful) };
}

/** A value for each kind. */
export function perKind<T>(make: (kind: SafetyKind) => T): Record<SafetyKind, T> {
  return Object.fromEntries(safetyKinds.map((kind) => [kind, make(kind)])) as Record<SafetyKind, T>;
}
