// Runs synchronous work of ours over patterns of others, and ends it at a time limit: a regular expression that
// backtracks is interrupted. Knows nothing of tokenizers.
import { createContext, Script } from 'node:vm';

const place: { work: () => unknown } = { work: () => undefined };
const script = new Script('run()');
const context = createContext({ run: () => place.work() });

/** The work did not end within its time. */
export class OutOfTime extends Error {}

/** Costs about 0.1 ms. @throws OutOfTime, and what the work throws. */
export function withinTime<T>(limitMs: number, work: () => T): T {
  let result: { readonly value: T } | null = null;
  place.work = () => {
    result = { value: work() };
  };
  try {
    script.runInContext(context, { timeout: limitMs });
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
    throw code === 'ERR_SCRIPT_EXECUTION_TIMEOUT' ? new OutOfTime() : error;
  } finally {
    place.work = () => undefined;
  }
  return valueOf(result);
}

function valueOf<T>(result: { readonly value: T } | null): T {
  if (result === null) throw new Error('The work did not run.');
  return result.value;
}
