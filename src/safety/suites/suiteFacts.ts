// What a list of suites shows of one.
import type { Suite, SuiteFacts } from '../../protocol/suites';

export function suiteFacts(suite: Suite, builtIn: boolean): SuiteFacts {
  return { ...suite.manifest, prompts: suite.prompts.length, builtIn };
}
