// How generation_config.json counts in a comparison, in words, and which option of the command line sets what it may set.
import type { GenerationConfigSetting, GenerationConfigUse } from '../../protocol/generation';

/** Options of the command line, without their dashes. */
export const settingOptions: Readonly<Record<GenerationConfigSetting, string>> = {
  temperature: 'temperature',
  topP: 'top-p',
  topK: 'top-k',
  maxNewTokens: 'max-new-tokens',
};

const settingNames: Readonly<Record<GenerationConfigSetting, string>> = {
  temperature: 'the temperature',
  topP: 'top-p',
  topK: 'top-k',
  maxNewTokens: 'the limit of tokens',
};

/** "applied to each checkpoint, but for the temperature". */
export function generationConfigText({ except }: GenerationConfigUse): string {
  const applied = 'applied to each checkpoint: what it sets counts in place of the settings here';
  return except.length === 0
    ? applied
    : `${applied}, but for ${except.map((setting) => settingNames[setting]).join(', ')}`;
}
