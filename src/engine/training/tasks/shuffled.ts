// A seeded permutation.
import type { Random } from '../../../safety/random';

/** The values in another order (Fisher–Yates); the array itself stays as it is. */
export function shuffled<T>(values: readonly T[], random: Random): T[] {
  const rest = [...values];
  const drawn: T[] = [];
  while (rest.length > 0) {
    const at = Math.floor(random() * rest.length);
    const last = rest.pop();
    if (last === undefined) break;
    if (at === rest.length) drawn.push(last);
    else drawn.push(...rest.splice(at, 1, last));
  }
  return drawn;
}
