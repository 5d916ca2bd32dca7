// What the command line returns to the shell. Stable: CI jobs rely on it.

export const exitCodes = {
  ok: 0,
  error: 1,
  usage: 2,
  /** A `--fail-if` condition holds, or could not be measured. */
  gate: 3,
  cancelled: 130,
} as const;
