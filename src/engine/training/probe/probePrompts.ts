// The safety probe's prompts: the same sample of the same suites every time, rendered once.
import type { ChatMessage } from '../../../protocol/generation';
import type { SuiteKind } from '../../../protocol/outcomes';
import { seededRandom } from '../../../safety/random';
import { composeUserMessage } from '../../../safety/suites/composeUserMessage';
import { selectPrompts } from '../../../safety/suites/selectPrompts';
import type { ChatTokenizer } from '../../checkpoints/checkpoint';
import { loadSuites } from '../../suites/suiteCatalog';
import type { ProbeSettings } from '../config/runSettings';
import type { TemplateVariables } from '../loop/encodedItems';

export interface ProbePrompt {
  readonly suiteId: string;
  readonly itemId: string;
  readonly kind: SuiteKind;
  /** The suite's own words. */
  readonly prompt: string;
  readonly context: string | null;
  readonly promptIds: readonly number[];
  /** The template opens the reasoning inside the prompt. */
  readonly opensReasoning: boolean;
}

/** @throws GuardrailError suiteInvalid, invalidRequest for an unknown suite, templateInvalid. */
export async function probePrompts(
  settings: ProbeSettings,
  seed: number,
  tokenizer: ChatTokenizer,
  variables: TemplateVariables,
  mediaFolder: string,
): Promise<ProbePrompt[]> {
  const suites = await loadSuites(settings.suites, mediaFolder);
  const chosen = suites.flatMap((suite) =>
    selectPrompts(suite, settings.limit, seed).map((item) => ({ manifest: suite.manifest, item })),
  );
  // No attack, hence no randomness.
  const random = seededRandom(seed);
  const rendered = await tokenizer.renderChats(
    chosen.map(({ item }): ChatMessage[] => [
      { role: 'user', content: composeUserMessage(item, null, random) },
    ]),
    variables,
  );
  return chosen.map(({ manifest, item }, index) => {
    const text = rendered[index] ?? '';
    return {
      suiteId: manifest.id,
      itemId: item.id,
      kind: manifest.kind,
      prompt: item.prompt,
      context: item.context,
      promptIds: tokenizer.encode(text),
      opensReasoning: /<think>\s*$/.test(text),
    };
  });
}
