// The limit of tokens where the user chose none: a model that thinks before it answers gets enough to come to its answer.
import { thinkingTokenLimit, type GenerationSettings } from '../../protocol/generation';
import type { LocalAccess } from './respondent';
import { reasoningAtEnd } from './splitAnswer';

/** Tokens of the context that are left for the prompt. */
const promptRoom = 512;

/**
 * The settings with a limit that holds for every side alike. `sides`: null for what does not run here, whose template is not
 * known.
 */
export async function withThinkingLimit(
  settings: GenerationSettings,
  sides: readonly (Pick<LocalAccess, 'tokenizer' | 'config'> | null)[],
): Promise<GenerationSettings> {
  if (settings.limitByDefault !== true) return settings;
  const local = sides.filter((side) => side !== null);
  const thinking = await Promise.all(local.map((side) => thinksFirst(side, settings)));
  if (!thinking.includes(true)) return settings;
  const context = Math.min(...local.map(({ config }) => config.contextLength));
  const limit = Math.min(thinkingTokenLimit, context - promptRoom);
  return { ...settings, maxNewTokens: Math.max(settings.maxNewTokens, limit) };
}

/**
 * The rendered prompt opens reasoning, or the template knows marks of reasoning and does not close them in the prompt (as
 * Qwen3's does with `enable_thinking` false).
 */
export async function thinksFirst(
  { tokenizer }: Pick<LocalAccess, 'tokenizer'>,
  { templateVariables, systemPrompt }: Pick<GenerationSettings, 'templateVariables' | 'systemPrompt'>,
): Promise<boolean> {
  if (tokenizer.templateHash === null) return false;
  const user = { role: 'user', content: 'Hello' } as const;
  const chat = systemPrompt === null ? [user] : [{ role: 'system', content: systemPrompt } as const, user];
  try {
    const [prompt = ''] = await tokenizer.renderChats([chat], templateVariables);
    const state = reasoningAtEnd(prompt, tokenizer.reasoningMarks ?? []);
    return state === 'open' || (state === 'none' && tokenizer.templateNamesReasoning === true);
  } catch {
    // A template that fails is the run's to report.
    return false;
  }
}
