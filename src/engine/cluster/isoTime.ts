/** What another program says of a time. @param milliseconds since 1970. Null for none (0), and for what no date can be */
export function isoTime(milliseconds: number | null | undefined): string | null {
  if (milliseconds === null || milliseconds === undefined) return null;
  return milliseconds > 0 && milliseconds <= mostMilliseconds ? new Date(milliseconds).toISOString() : null;
}

/** ECMA-262, "Time Values and Time Range". */
const mostMilliseconds = 8.64e15;
