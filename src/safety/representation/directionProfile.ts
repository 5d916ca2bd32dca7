// Two models' refusal directions layer by layer, from their states at the last token of prompts: the direction is made from
// one half of the prompts, and everything that is said of it is measured on the other.
import type { SafetyKind } from '../../protocol/outcomes';
import type { LayerDirection, RepresentationAnalysis, Spread } from '../../protocol/representation';
import { apartCosine } from '../../protocol/representation';
import {
  cosine,
  differenceOfMeans,
  projections,
  relativeShift,
  separability,
  type States,
} from './refusalDirection';

/** States of one model in one layer, by kind of prompt; the same prompts in the same order for both models. */
export type KindStates = Readonly<Record<SafetyKind, States>>;

export interface LayerStates {
  readonly base: KindStates;
  readonly tuned: KindStates;
}

export interface DirectionProfile extends Pick<
  RepresentationAnalysis,
  'layers' | 'chosen' | 'points' | 'movesApartAt' | 'fitted' | 'heldOut'
> {
  /** By layer, [hidden]. */
  readonly directions: readonly Readonly<Record<'base' | 'tuned', Float64Array>>[];
}

/** Arditi et al. (2024), section 2.3, leave out the last fifth of the layers: they are about single tokens. */
const searchedShare = 0.8;

/**
 * Prompts at even places make the directions.
 * @param layer where `points` are taken; null: of the first 80% of layers, the one where base tells held-out prompts apart
 * best, and of equals the one with the greater distance in standard deviations
 */
export function directionProfile(layers: readonly LayerStates[], layer: number | null): DirectionProfile {
  const found = layers.map(layerDirections);
  const described = layers.map((states, index) => describe(states, found[index] ?? noDirections, index));
  const chosen = layer ?? bestLayer(described);
  const [states, directions] = [layers[chosen], found[chosen]];
  if (states === undefined || directions === undefined)
    throw new RangeError('The layer is one of the model.');
  const along = (side: KindStates): Record<SafetyKind, number[]> => ({
    harmful: projections(heldOut(side.harmful), directions.base),
    benign: projections(heldOut(side.benign), directions.base),
  });
  return {
    layers: described,
    chosen,
    points: { base: along(states.base), tuned: along(states.tuned) },
    movesApartAt: described.find((one) => one.cosine < apartCosine)?.layer ?? null,
    fitted: counts(states.base, fitted),
    heldOut: counts(states.base, heldOut),
    directions: found,
  };
}

type Directions = Readonly<Record<'base' | 'tuned', Float64Array>>;
const noDirections: Directions = { base: new Float64Array(), tuned: new Float64Array() };

function layerDirections({ base, tuned }: LayerStates): Directions {
  const of = ({ harmful, benign }: KindStates): Float64Array =>
    differenceOfMeans(fitted(harmful), fitted(benign));
  return { base: of(base), tuned: of(tuned) };
}

function describe({ base, tuned }: LayerStates, directions: Directions, layer: number): LayerDirection {
  const all = (side: KindStates): States => [...side.harmful, ...side.benign];
  return {
    layer,
    norm: { base: norm(directions.base), tuned: norm(directions.tuned) },
    separability: { base: apart(base, directions.base), tuned: apart(tuned, directions.tuned) },
    cosine: cosine(directions.base, directions.tuned),
    projections: { base: spreads(base, directions.base), tuned: spreads(tuned, directions.base) },
    shift: relativeShift(all(base), all(tuned)),
  };
}

function apart({ harmful, benign }: KindStates, direction: Float64Array): number {
  return separability(projections(heldOut(harmful), direction), projections(heldOut(benign), direction));
}

function spreads({ harmful, benign }: KindStates, direction: Float64Array): Record<SafetyKind, Spread> {
  return {
    harmful: spread(projections(heldOut(harmful), direction)),
    benign: spread(projections(heldOut(benign), direction)),
  };
}

function bestLayer(layers: readonly LayerDirection[]): number {
  const searched = layers.slice(0, Math.max(1, Math.ceil(searchedShare * layers.length)));
  const effect = ({ projections: { base } }: LayerDirection): number =>
    (base.harmful.mean - base.benign.mean) /
    (Math.hypot(base.harmful.deviation, base.benign.deviation) || Infinity);
  const [first] = [...searched].sort(
    (a, b) => b.separability.base - a.separability.base || effect(b) - effect(a),
  );
  return first?.layer ?? 0;
}

/** Prompts at even places. */
export function fitted<T>(prompts: readonly T[]): T[] {
  return prompts.filter((_, index) => index % 2 === 0);
}

/** Prompts at odd places. */
export function heldOut<T>(prompts: readonly T[]): T[] {
  return prompts.filter((_, index) => index % 2 === 1);
}

function counts(
  { harmful, benign }: KindStates,
  half: (states: States) => States,
): Record<SafetyKind, number> {
  return { harmful: half(harmful).length, benign: half(benign).length };
}

function spread(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / Math.max(1, values.length - 1)) };
}

function norm(vector: Float64Array): number {
  return Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
}
