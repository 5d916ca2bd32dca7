// How far a gradient is from a golden that keeps its norm and its products with patterns of signs. Support for tests.

interface GradientSketch {
  readonly norm: number;
  readonly products: readonly number[];
}

/** As in the scripts of the fixtures. */
function sign(index: number, pattern: number): number {
  let mixed = (Math.imul(index, 2654435761) + pattern * 40503 + 12345) >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 15), 2246822519) >>> 0;
  return ((mixed >>> 17) & 1) === 1 ? 1 : -1;
}

/** The largest deviation, relative to the gradient's norm. */
export function gradientDeviation(gradient: Float32Array, expected: GradientSketch): number {
  const norm = Math.hypot(...gradient);
  const products = expected.products.map((product, pattern) => {
    const own = gradient.reduce((sum, x, index) => sum + x * sign(index, pattern), 0);
    return Math.abs(own - product);
  });
  return Math.max(Math.abs(norm - expected.norm), ...products) / expected.norm;
}
