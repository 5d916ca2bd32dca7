// Directions layer by layer: made from one half of the prompts, measured on the other.
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/safety/random';
import {
  directionProfile,
  type KindStates,
  type LayerStates,
} from '../../../../src/safety/representation/directionProfile';
import {
  cosine,
  differenceOfMeans,
  projections,
  separability,
} from '../../../../src/safety/representation/refusalDirection';

const hidden = 6;

/** Noise, and `shift` along one axis for harmful prompts. */
function kindStates(axis: number, shift: number, seed: number): KindStates {
  const random = seededRandom(seed);
  const row = (add: number): Float32Array =>
    Float32Array.from({ length: hidden }, (_, i) => 0.2 * (2 * random() - 1) + (i === axis ? add : 0));
  return {
    harmful: Array.from({ length: 20 }, () => row(shift)),
    benign: Array.from({ length: 12 }, () => row(0)),
  };
}

function layer(axisBase: number, axisTuned: number, shift: number, seed: number): LayerStates {
  return { base: kindStates(axisBase, shift, seed), tuned: kindStates(axisTuned, shift, seed + 50) };
}

// Nothing, a direction, the same, and one that tuned has turned; the last layer is not searched.
const layers = [
  layer(0, 0, 0, 1),
  layer(1, 1, 2, 2),
  layer(1, 1, 4, 3),
  layer(1, 2, 4, 4),
  layer(1, 1, 9, 5),
];
const profile = directionProfile(layers, null);

describe('a profile', () => {
  it('tells prompts apart where there is a direction, and not where there is none', () => {
    expect(profile.layers[0]?.separability.base).toBeGreaterThan(0.1);
    expect(profile.layers[0]?.separability.base).toBeLessThan(0.9);
    expect(profile.layers[1]?.separability).toEqual({ base: 1, tuned: 1 });
    expect(profile.layers[2]?.norm.base).toBeCloseTo(4, 0);
  });

  it('takes the clearest of the first four fifths, unless a layer is named', () => {
    expect([2, 3]).toContain(profile.chosen);
    expect(directionProfile(layers, 1).chosen).toBe(1);
  });

  it('says where the directions part, and what base’s says of tuned there', () => {
    expect(profile.layers[2]?.cosine).toBeGreaterThan(0.95);
    expect(Math.abs(profile.layers[3]?.cosine ?? 1)).toBeLessThan(0.3);
    expect(directionProfile(layers.slice(1), null).movesApartAt).toBe(2);
    const { base, tuned } = profile.layers[3]?.projections ?? {};
    expect((base?.harmful.mean ?? 0) - (base?.benign.mean ?? 0)).toBeGreaterThan(3);
    expect(Math.abs((tuned?.harmful.mean ?? 9) - (tuned?.benign.mean ?? 0))).toBeLessThan(1);
  });

  it('holds half of the prompts out', () => {
    expect(profile.fitted).toEqual({ harmful: 10, benign: 6 });
    expect(profile.heldOut).toEqual({ harmful: 10, benign: 6 });
    expect(profile.points.tuned.benign.length).toBe(6);
    // Directions do not know the held-out half.
    const [first] = layers;
    const kept = {
      ...kindStates(0, 0, 1),
      harmful: kindStates(0, 0, 1).harmful.map((row, i) => (i % 2 === 1 ? row.map(() => 99) : row)),
    };
    const changed = directionProfile([{ base: kept, tuned: kept }], 0);
    const before = directionProfile(first === undefined ? [] : [{ base: first.base, tuned: first.base }], 0);
    expect([...(changed.directions[0]?.base ?? [])]).toEqual([...(before.directions[0]?.base ?? [])]);
  });
});

describe('the parts', () => {
  it('are means, cosines and ranks', () => {
    const rows = [Float32Array.of(1, 2), Float32Array.of(3, 4)];
    expect([...differenceOfMeans(rows, [Float32Array.of(1, 1)])]).toEqual([1, 2]);
    expect(cosine([1, 0], [1, 1])).toBeCloseTo(Math.SQRT1_2, 12);
    expect(cosine([0, 0], [1, 1])).toBe(0);
    expect(projections([Float32Array.of(3, 4)], [0, 2])).toEqual([4]);
    expect(separability([3, 1], [2, 1])).toBe((1 + 1 + 0 + 0.5) / 4);
  });
});
