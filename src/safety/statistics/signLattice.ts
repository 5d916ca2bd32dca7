// The exact null distribution of many signed steps on a lattice, from the distribution of each size of step.

/** Terms below this share of a distribution's largest one are left out, so no p-value comes out smaller. */
export const negligible = 1e-40;

/** Distribution of a whole number: `weights[i]` is proportional to P(`first` + i). */
interface Distribution {
  readonly first: number;
  readonly weights: Float64Array;
}

/**
 * P(|T*| > |observed|) and P(|T*| = |observed|) for T* = Σ ±stepᵢ with fair independent signs, or null where that takes
 * more than `most` multiplications. Steps of one size s, m of them, sum to s·(2B − m) with B ~ Binomial(m, ½); the sums
 * of the sizes are convolved. Terms below 10⁻⁴⁰ of the largest are left out.
 */
export function signLattice(
  steps: readonly number[],
  observed: number,
  most: number,
): { readonly beyond: number; readonly same: number } | null {
  const counts = new Map<number, number>();
  for (const step of steps) counts.set(step, (counts.get(step) ?? 0) + 1);
  // Small steps first: their sums are short.
  const sizes = [...counts].sort(([a], [b]) => a - b);
  // Upward steps are counted: T = 2·up − span.
  let up: Distribution = { first: 0, weights: Float64Array.of(1) };
  let work = 0;
  for (const [size, count] of sizes) {
    const more = fairBinomial(count);
    work += up.weights.length * more.weights.length;
    if (work > most) return null;
    up = addSteps(up, more, size);
  }
  const span = steps.reduce((sum, step) => sum + step, 0);
  let all = 0;
  let beyond = 0;
  let same = 0;
  for (const [i, weight] of up.weights.entries()) {
    const distance = Math.abs(2 * (up.first + i) - span);
    all += weight;
    if (distance > observed) beyond += weight;
    else if (distance === observed) same += weight;
  }
  return { beyond: beyond / all, same: same / all };
}

/** Binomial(n, ½), from its mode outwards by the ratio of neighbours, (n − k) / (k + 1). */
function fairBinomial(n: number): Distribution {
  const mode = Math.floor(n / 2);
  const above: number[] = [];
  for (let k = mode, weight = 1; k <= n && weight > negligible; weight *= (n - k) / (k + 1), k++)
    above.push(weight);
  const below: number[] = [];
  for (
    let k = mode - 1, weight = mode / (n - mode + 1);
    k >= 0 && weight > negligible;
    weight *= k / (n - k + 1), k--
  )
    below.push(weight);
  return { first: mode - below.length, weights: Float64Array.from([...below.reverse(), ...above]) };
}

/** The distribution of a + size·b, its negligible ends cut off. */
function addSteps(a: Distribution, b: Distribution, size: number): Distribution {
  const sums = new Float64Array(a.weights.length + size * (b.weights.length - 1));
  for (let j = 0; j < b.weights.length; j++) {
    const weight = b.weights[j] ?? 0;
    const at = j * size;
    for (let i = 0; i < a.weights.length; i++)
      sums[at + i] = (sums[at + i] ?? 0) + weight * (a.weights[i] ?? 0);
  }
  const largest = sums.reduce((most, weight) => Math.max(most, weight), 0);
  const counts = (weight: number): boolean => weight > negligible * largest;
  const start = sums.findIndex(counts);
  const end = sums.findLastIndex(counts) + 1;
  return { first: a.first + size * b.first + start, weights: sums.subarray(start, end) };
}
