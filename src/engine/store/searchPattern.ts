// Search by a regular expression: a scan over all texts, ended where it takes too long, since a pattern can take for ever.
import { createContext, Script } from 'node:vm';
import { GuardrailError } from '../../protocol/errors';

/** For one search in all texts, milliseconds. */
export const longestScan = 2000;

const scan = new Script('for (const { id, text } of texts) { if (pattern.test(text)) found.add(id); }');

/**
 * Ids of the texts that `pattern` is found in; letters of either case are the same.
 * @param limit milliseconds
 * @throws GuardrailError invalidRequest for what is no pattern, and for one that takes longer
 */
export function findPattern(
  pattern: string,
  texts: Iterable<{ readonly id: number; readonly text: string }>,
  limit = longestScan,
): Set<number> {
  const found = new Set<number>();
  const context = createContext({ pattern: compiled(pattern), texts, found });
  try {
    scan.runInContext(context, { timeout: limit });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw cause;
    throw new GuardrailError(
      'invalidRequest',
      `The search for /${pattern}/ took longer than ${limit / 1000} s and was ended.`,
      'Make the pattern simpler: repetitions within repetitions, as in (a+)+, take very long.',
      { cause },
    );
  }
  return found;
}

function compiled(pattern: string): RegExp {
  try {
    return new RegExp(pattern, 'imu');
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new GuardrailError(
      'invalidRequest',
      `This is no regular expression. ${problem}.`,
      'Put a backslash before a character that is meant as itself, or search for words.',
      { cause },
    );
  }
}
