// Learning-rate schedules with linear warm-up, as transformers' get_scheduler computes them.

export const scheduleIds = ['constant', 'linear', 'cosine'] as const;
export type ScheduleId = (typeof scheduleIds)[number];

export interface Schedule {
  readonly kind: ScheduleId;
  readonly warmupSteps: number;
  /** Steps of the whole run. */
  readonly totalSteps: number;
}

/**
 * What the base learning rate is multiplied with in the optimisation step that follows `step` finished ones (0 first).
 * transformers/optimization.py: constant_with_warmup, linear, cosine (half a period, to 0).
 */
export function learningRateFactor({ kind, warmupSteps, totalSteps }: Schedule, step: number): number {
  if (step < warmupSteps) return step / Math.max(1, warmupSteps);
  const decaySteps = Math.max(1, totalSteps - warmupSteps);
  switch (kind) {
    case 'constant':
      return 1;
    case 'linear':
      return Math.max(0, (totalSteps - step) / decaySteps);
    case 'cosine':
      return Math.max(0, 0.5 * (1 + Math.cos((Math.PI * (step - warmupSteps)) / decaySteps)));
  }
}
