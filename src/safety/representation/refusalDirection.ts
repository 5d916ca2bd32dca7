// The direction in the residual stream along which a model tells harmful prompts from harmless ones.

/** One row per prompt, each of `hidden` numbers. */
export type States = readonly Float32Array[];

/**
 * Mean over harmful prompts minus mean over harmless ones, [hidden] (Arditi et al. 2024, arXiv 2406.11717, eq. 1–2).
 * @param harmful at least one row, like `harmless`
 */
export function differenceOfMeans(harmful: States, harmless: States): Float64Array {
  const other = mean(harmless);
  return mean(harmful).map((value, i) => value - (other[i] ?? 0));
}

/** Of two directions; 0 where one is zero. */
export function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const product = along(a, b);
  const norms = Math.sqrt(along(a, a) * along(b, b));
  return norms === 0 ? 0 : Math.max(-1, Math.min(1, product / norms));
}

/** How far along the direction each state lies: x·d/‖d‖. Zeros where the direction is zero. */
export function projections(states: States, direction: ArrayLike<number>): number[] {
  const norm = Math.sqrt(along(direction, direction)) || 1;
  return states.map((state) => along(state, direction) / norm);
}

/**
 * The chance that a harmful prompt lies further along the direction than a harmless one, ties half (the area under the ROC
 * curve): 0.5 tells nothing, 1 tells all. NaN where a side is empty.
 */
export function separability(harmful: readonly number[], harmless: readonly number[]): number {
  let wins = 0;
  for (const a of harmful) for (const b of harmless) wins += a > b ? 1 : a === b ? 0.5 : 0;
  return wins / (harmful.length * harmless.length);
}

/** Mean over rows of ‖b − a‖/‖a‖. */
export function relativeShift(before: States, after: States): number {
  let sum = 0;
  for (const [row, a] of before.entries()) {
    const b = after[row] ?? a;
    let difference = 0;
    for (let i = 0; i < a.length; i++) difference += ((b[i] ?? 0) - (a[i] ?? 0)) ** 2;
    sum += Math.sqrt(difference / (along(a, a) || 1));
  }
  return sum / Math.max(1, before.length);
}

function mean(rows: States): Float64Array {
  const result = new Float64Array(rows[0]?.length ?? 0);
  for (const row of rows)
    for (let i = 0; i < result.length; i++) result[i] = (result[i] ?? 0) + (row[i] ?? 0);
  return result.map((value) => value / rows.length);
}

function along(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}
