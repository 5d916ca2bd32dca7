// The safety probe's prompts: the same sample of the same suites every time.
import type { ChatMessage } from '../../../protocol/generation';
import type { SafetyKind } from '../../../protocol/outcomes';
import { seededRandom } from '../../../safety/random';
import { composeUserMessage } from '../../../safety/suites/composeUserMessage';
import { historyOf } from '../../../safety/suites/conversation';
import { selectPrompts } from '../../../safety/suites/selectPrompts';
import { loadSafetySuites } from '../../suites/suiteCatalog';
import type { ProbeSettings } from '../config/runSettings';

export interface ProbePrompt {
  readonly suiteId: string;
  readonly itemId: string;
  readonly kind: SafetyKind;
  /** The suite's own words. */
  readonly prompt: string;
  readonly context: string | null;
  /** What the user turn says. */
  readonly userMessage: string;
  /** The turns before it; absent: none. */
  readonly history?: readonly ChatMessage[];
}

/** @throws GuardrailError suiteInvalid, invalidRequest for an unknown suite. */
export async function probePrompts(
  settings: ProbeSettings,
  seed: number,
  mediaFolder: string,
): Promise<ProbePrompt[]> {
  const suites = await loadSafetySuites(settings.suites, mediaFolder, 'The safety probe');
  const chosen = suites.flatMap((suite) =>
    selectPrompts(suite, settings.limit, seed).map((item) => ({ manifest: suite.manifest, item })),
  );
  // No attack, hence no randomness.
  const random = seededRandom(seed);
  return chosen.map(({ manifest, item }) => {
    const history = historyOf(item);
    return {
      suiteId: manifest.id,
      itemId: item.id,
      kind: manifest.kind,
      prompt: item.prompt,
      context: item.context,
      userMessage: composeUserMessage(item, null, random),
      ...(history === undefined ? {} : { history }),
    };
  });
}
