// A few axes of states: the difference of two kinds' means, and what varies most besides.
import { seededRandom } from '../random';
import { differenceOfMeans, type States } from './refusalDirection';

export interface Projection {
  /** [hidden] */
  readonly mean: Float64Array;
  /** Each [hidden], divided by the deviation along it: coordinates have a standard deviation of 1. */
  readonly axes: readonly Float64Array[];
}

/** Subspace iterations: what is near in size need not come apart. */
const iterations = 40;

/**
 * The first axis is the direction between the means of both kinds, the others are the principal axes of what is left of the states
 * without it, by subspace iteration. Fewer than `count` where the states vary along fewer.
 * @param ones the states of one kind, `others` of the other; at least one each
 */
export function fitProjection(ones: States, others: States, count: number): Projection {
  const all = [...ones, ...others];
  const size = all[0]?.length ?? 0;
  const mean = new Float64Array(size);
  for (const row of all) for (let i = 0; i < size; i++) mean[i] = (mean[i] ?? 0) + (row[i] ?? 0) / all.length;
  const rows = all.map((row) => Float64Array.from(row, (value, i) => value - (mean[i] ?? 0)));
  const first = unit(differenceOfMeans(ones, others));
  const left = rows.map((row) => without(row, [first]));
  const random = seededRandom(size, count);
  let basis = orthonormal(
    Array.from({ length: Math.max(0, count - 1) }, () =>
      Float64Array.from({ length: size }, () => random() - 0.5),
    ),
  );
  for (let step = 0; step < iterations; step++) {
    basis = orthonormal(
      basis.map((axis) => {
        const image = new Float64Array(size);
        for (const row of left) {
          const along = dot(row, axis);
          for (let i = 0; i < size; i++) image[i] = (image[i] ?? 0) + along * (row[i] ?? 0);
        }
        return image;
      }),
    );
  }
  const axes = [first, ...basis].flatMap((axis) => {
    const deviation = Math.sqrt(rows.reduce((sum, row) => sum + dot(row, axis) ** 2, 0) / rows.length);
    return deviation > 0 ? [axis.map((value) => value / deviation)] : [];
  });
  return { mean, axes };
}

/** [axes] */
export function projected({ mean, axes }: Projection, state: Float32Array): Float64Array {
  return Float64Array.from(axes, (axis) =>
    axis.reduce((sum, value, i) => sum + value * ((state[i] ?? 0) - (mean[i] ?? 0)), 0),
  );
}

/** Gram and Schmidt; what depends on those before is left out. */
function orthonormal(vectors: readonly Float64Array[]): Float64Array[] {
  const kept: Float64Array[] = [];
  for (const vector of vectors) {
    // Twice: the second takes away what the first left by rounding.
    const rest = without(without(vector, kept), kept);
    if (Math.sqrt(dot(rest, rest)) > 1e-9 * Math.sqrt(dot(vector, vector))) kept.push(unit(rest));
  }
  return kept;
}

function without(vector: Float64Array, axes: readonly Float64Array[]): Float64Array {
  const rest = Float64Array.from(vector);
  for (const axis of axes) {
    const along = dot(rest, axis);
    for (let i = 0; i < rest.length; i++) rest[i] = (rest[i] ?? 0) - along * (axis[i] ?? 0);
  }
  return rest;
}

function unit(vector: Float64Array): Float64Array {
  const norm = Math.sqrt(dot(vector, vector));
  return norm === 0 ? vector : vector.map((value) => value / norm);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}
