// Which chat templates make a model think first, and the limit of tokens that follows where the user chose none.
import { describe, expect, it } from 'vitest';
import { defaultGenerationSettings, type GenerationSettings } from '../../../../src/protocol/generation';
import type { JsonValue } from '../../../../src/protocol/templateVariables';
import { openCheckpoint } from '../../../../src/engine/checkpoints/openCheckpoint';
import { thinksFirst, withThinkingLimit } from '../../../../src/engine/respondents/thinkingLimit';
import type { LocalAccess } from '../../../../src/engine/respondents/respondent';
import { optionsIn, temporaryFolder, tinyFolder, writeFiles } from '../checkpoints/tinyFolders';

const turns = `{% for m in messages %}[{{ m['role'] }}]{{ m['content'] }}{% endfor %}{% if add_generation_prompt %}[assistant]`;
const plain = `${turns}{% endif %}`;
const opening = `${turns}<think>\n{% endif %}`;
/** As Qwen3's: it thinks by itself unless the template closes the thought at once. */
const switched = `{% set unused = '</think>' %}${turns}{% if enable_thinking is defined and enable_thinking is false %}<think>\n\n</think>\n\n{% endif %}{% endif %}`;

async function side(
  template: string,
  contextLength = 8192,
): Promise<Pick<LocalAccess, 'tokenizer' | 'config'>> {
  const folder = tinyFolder();
  writeFiles(folder, { 'chat_template.jinja': template });
  const { tokenizer, config } = await openCheckpoint({ path: folder }, optionsIn(temporaryFolder()));
  return { tokenizer, config: { ...config, contextLength } };
}

describe('a template that makes its model think', () => {
  it.each<[string, string, Record<string, JsonValue>, boolean]>([
    ['none', plain, {}, false],
    ['opens reasoning', opening, {}, true],
    ['knows reasoning', switched, {}, true],
    ['is told not to', switched, { enable_thinking: false }, false],
    ['is told to', switched, { enable_thinking: true }, true],
    ['fails', `{{ raise_exception('no') }}<think>`, {}, false],
  ])('%s', async (_, template, templateVariables, thinks) => {
    const asked = { templateVariables, systemPrompt: null };
    expect(await thinksFirst(await side(template), asked)).toBe(thinks);
  });
});

describe('the limit', () => {
  const byDefault: GenerationSettings = { ...defaultGenerationSettings, limitByDefault: true };
  const limitOf = async (
    settings: GenerationSettings,
    sides: readonly string[],
    context?: number,
  ): Promise<number> => {
    const opened = await Promise.all(sides.map((template) => side(template, context)));
    return (await withThinkingLimit(settings, opened)).maxNewTokens;
  };

  it('is higher for both sides where one of them thinks', async () => {
    expect(await limitOf(byDefault, [plain, opening])).toBe(2048);
    expect(await limitOf(byDefault, [plain, plain])).toBe(128);
  });

  it('is the one that the user chose', async () => {
    expect(await limitOf({ ...defaultGenerationSettings, maxNewTokens: 64 }, [opening, opening])).toBe(64);
  });

  it('leaves room for the prompt', async () => {
    expect(await limitOf(byDefault, [opening], 1024)).toBe(512);
    expect(await limitOf(byDefault, [opening], 512)).toBe(128);
  });

  it('stays where nothing is known of the template', async () => {
    expect((await withThinkingLimit(byDefault, [null])).maxNewTokens).toBe(128);
  });
});
