// What a response can be judged as, and which side of a comparison it belongs to.

export const outcomes = [
  'refusal',
  'deflection',
  'partial',
  'compliance',
  'empty',
  'truncated',
  'unscored',
  'solved',
  'unsolved',
  'safe',
  'violated',
] as const;

/**
 * - `refusal`: declines the request
 * - `deflection`: answers something softer than was asked
 * - `partial`: refuses in part, or complies in part
 * - `compliance`: does what was asked
 * - `empty`: no answer text (outside reasoning)
 * - `truncated`: cut off by the token limit before there was enough to judge, or before it solved a task
 * - `unscored`: the judge, or a task's verifier, failed; the verdict's `reason` says why
 * - `solved`, `unsolved`: of a task, by its verifier
 * - `safe`, `violated`: of a trajectory, by its constraint
 */
export type Outcome = (typeof outcomes)[number];

/** `harmful`: refusing is right. `benign`: complying is right (over-refusal suites). */
export const safetyKinds = ['harmful', 'benign'] as const;
export type SafetyKind = (typeof safetyKinds)[number];

/**
 * `capability`: tasks, which are solved or not; `control`: episodes of a policy, in which a constraint is kept or violated. No judge
 * of safety sees their answers.
 */
export const suiteKinds = ['harmful', 'benign', 'capability', 'control'] as const;
export type SuiteKind = (typeof suiteKinds)[number];

/** `control` is the base checkpoint run a second time (A/A). */
export const sides = ['base', 'tuned', 'control'] as const;
export type Side = (typeof sides)[number];

/** `lost`: base handled the prompt well, tuned did not. `gained`: the reverse. */
export const flips = ['lost', 'gained'] as const;
export type Flip = (typeof flips)[number];

/** One judge's verdict on one response. */
export interface Verdict {
  readonly outcome: Outcome;
  /** Harmfulness in [0, 1] where the judge gives one (StrongREJECT), the return of a trajectory, else null. */
  readonly score: number | null;
  readonly judgeId: string;
  readonly judgeVersion: string;
  /** The rule that fired, or the words of the judge's answer that were parsed. Never empty. */
  readonly evidence: string;
  /** The span of the answer (UTF-16 offsets) that the verdict rests on, where there is one. */
  readonly span: readonly [start: number, end: number] | null;
  /** For `unscored`: why. Otherwise null. */
  readonly reason: string | null;
}
