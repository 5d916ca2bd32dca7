// Waiting for a condition by trying again.

const pauseMilliseconds = 100;

/**
 * The first value that is not undefined. An attempt that throws is made again.
 * @throws Error that names `what`, with the last attempt's error as its cause.
 */
export async function until<T>(
  what: string,
  attempt: () => Promise<T | undefined>,
  timeout = 90_000,
): Promise<T> {
  let cause: unknown;
  for (const started = Date.now(); Date.now() - started < timeout;) {
    try {
      const value = await attempt();
      if (value !== undefined) return value;
    } catch (error) {
      cause = error;
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMilliseconds));
  }
  throw new Error(`Not seen in time: ${what}`, { cause });
}
