// Steps of a heat scale.

export type HeatLimits = readonly [number, number, number, number, number];

/** 0 … 5: below the first limit, …, at or above the last. */
export function heatStep(value: number, limits: HeatLimits): number {
  return limits.filter((limit) => value >= limit).length;
}
