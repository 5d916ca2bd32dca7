// A closed interval of real numbers, and the one way to keep it inside the range its quantity can take.

export interface Interval {
  readonly low: number;
  readonly high: number;
}

export function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

export function clampInterval(interval: Interval, low: number, high: number): Interval {
  return { low: clamp(interval.low, low, high), high: clamp(interval.high, low, high) };
}

/** The smallest interval that holds all of them. */
export function hull(...intervals: readonly Interval[]): Interval {
  return {
    low: Math.min(...intervals.map((interval) => interval.low)),
    high: Math.max(...intervals.map((interval) => interval.high)),
  };
}
