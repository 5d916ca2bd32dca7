// Whether the answer matches the user's regular expression, within a time limit.
import type { Verifier } from '../tasks/task';
import type { AnswerProcess } from './answerProcess';
import { checkPattern } from './checkPattern';
import { failed, passed, verifyEach } from './verifyEach';
import type { SpecOf } from './verifierSpec';

/**
 * A pattern that takes too long scores 0, whatever `expect` says: a text that makes the check fail must not win by it.
 * @throws GuardrailError configInvalid for a pattern that is none.
 */
export function regexVerifier(spec: SpecOf<'regex'>, answers: AnswerProcess): Verifier {
  const pattern = spec.search ? spec.pattern : `^(?:${spec.pattern})$`;
  const flags = `${spec.flags}u`;
  checkPattern(spec.pattern, flags);
  return verifyEach({
    id: 'regex',
    needs: [],
    checkOne: async ({ answer, raw }, signal) => {
      const text = spec.in === 'answer' ? answer : raw;
      const seconds = spec.time_limit_seconds;
      const found = await answers.matches(pattern, flags, text, { seconds, signal });
      if (found === null) return failed('The pattern did not finish in time.');
      return found === spec.expect
        ? passed(found ? 'The pattern matches.' : 'The pattern does not match, as it should.')
        : failed(found ? 'The pattern matches.' : 'The pattern does not match.');
    },
    dispose: () => answers.dispose(),
  });
}
