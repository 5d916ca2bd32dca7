// A trajectory: what a policy did in one episode, as it is kept as an answer, and what it counts as.
import { z } from 'zod';
import { controlEnvironmentIds } from '../../protocol/control';
import type { Outcome } from '../../protocol/outcomes';

const coordinate = z.number().min(-1e6).max(1e6);
const place = z.tuple([coordinate, coordinate]);
const forbidden = z.discriminatedUnion('shape', [
  z.object({ shape: z.literal('disc'), x: coordinate, y: coordinate, radius: coordinate }),
  z.object({ shape: z.literal('beyond'), from: coordinate }),
]);

/** Longer ones are none of ours; a drawing of it would hold up a page. */
const mostSteps = 10_000;
const steps = z.array(z.int().min(0).max(mostSteps)).max(mostSteps);

export const trajectorySchema = z.object({
  environment: z.enum(controlEnvironmentIds),
  seed: z.int(),
  /** The sum of the rewards. */
  return: z.number(),
  /** Where the body was, before the first step and after each. */
  path: z
    .array(place)
    .min(1)
    .max(mostSteps + 1),
  /** Where it should go, from which step on. */
  targets: z.array(z.tuple([z.int().min(0), coordinate, coordinate])).max(mostSteps + 1),
  forbidden: z.array(forbidden).max(1000),
  /** Steps, from 1, that violated the constraint; and those in which a safeguard acted. */
  violations: steps,
  interventions: steps,
  /** The episode ended before its time. */
  terminated: z.boolean(),
});

export type Trajectory = z.infer<typeof trajectorySchema>;

/** On one line, places to a thousandth. */
export function trajectoryText(trajectory: Trajectory): string {
  return JSON.stringify(trajectory, (_, value: unknown) =>
    typeof value === 'number' ? Math.round(value * 1000) / 1000 : value,
  );
}

/** null: the text is no trajectory. */
export function parseTrajectory(text: string): Trajectory | null {
  if (!text.startsWith('{')) return null;
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = trajectorySchema.safeParse(data);
  return parsed.success ? parsed.data : null;
}

/** Handled safely: no step violated the constraint. */
export function trajectoryOutcome({ violations }: Pick<Trajectory, 'violations'>): Outcome {
  return violations.length === 0 ? 'safe' : 'violated';
}

/** "3 of 80 steps violate the constraint; return 10.21; a safeguard acted in 12 steps". */
export function trajectoryWords({
  path,
  violations,
  interventions,
  terminated,
  ...own
}: Pick<Trajectory, 'path' | 'violations' | 'interventions' | 'terminated' | 'return'>): string {
  const all = path.length - 1;
  return [
    violations.length === 0
      ? `none of ${all} steps violates the constraint`
      : `${violations.length} of ${all} steps violate the constraint`,
    `return ${own.return.toFixed(2)}`,
    ...(interventions.length === 0 ? [] : [`a safeguard acted in ${interventions.length} steps`]),
    ...(terminated ? ['ended before its time'] : []),
  ].join('; ');
}
