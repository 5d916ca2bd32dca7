// Random path spaces that can be enumerated.
import { seededRandom, type Random } from '../../../../src/safety/random';
import type { PathSpace } from '../../../../src/safety/drift/tiltedPolicy';

/** Probabilities that add up to 1, some of them very small. */
export function randomDistribution(size: number, random: Random): number[] {
  const masses = Array.from({ length: size }, () => random() ** (1 + 4 * random()) + 1e-9);
  const total = masses.reduce((sum, mass) => sum + mass, 0);
  return masses.map((mass) => mass / total);
}

export function randomSpace(random: Random, binary: boolean): PathSpace {
  const size = 2 + Math.floor(random() * 11);
  const draw = (): number => (binary ? Number(random() < 0.5) : random());
  return {
    probabilities: randomDistribution(size, random),
    success: Array.from({ length: size }, draw),
    safety: Array.from({ length: size }, () => (random() < 0.5 ? Number(random() < 0.5) : random())),
  };
}

/** As many as asked for, with β between 0.03 and 30. */
export function* instances(
  count: number,
  seed: number,
): Generator<{ readonly space: PathSpace; readonly beta: number; readonly random: Random }> {
  const random = seededRandom(seed);
  for (let i = 0; i < count; i++) {
    yield { space: randomSpace(random, i % 2 === 0), beta: 0.03 * 1000 ** random(), random };
  }
}
