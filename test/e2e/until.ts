// Waiting for a condition by trying again.

const pauseMilliseconds = 100;
const firstPatience = 5000;
const mostPatience = 40_000;

/** How long one attempt waits, milliseconds; given to what waits. */
export interface Patience {
  readonly timeout: number;
}

/**
 * The first value that is not undefined. An attempt that throws is made again, with more patience: on a busy machine
 * what comes in six seconds would never be seen in five.
 * @throws Error that names `what`, with the last attempt's error as its cause.
 */
export async function until<T>(
  what: string,
  attempt: (patience: Patience) => Promise<T | undefined>,
  timeout = 240_000,
): Promise<T> {
  let cause: unknown;
  let patience = firstPatience;
  for (const started = Date.now(); Date.now() - started < timeout;) {
    try {
      const value = await attempt({ timeout: patience });
      if (value !== undefined) return value;
    } catch (error) {
      cause = error;
    }
    patience = Math.min(patience * 1.5, mostPatience);
    await new Promise((resolve) => setTimeout(resolve, pauseMilliseconds));
  }
  throw new Error(`Not seen in time: ${what}`, { cause });
}
