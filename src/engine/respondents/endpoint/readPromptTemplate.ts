// The chat template that prompts for an endpoint are rendered with here: a checkpoint's, or a `.jinja` file.
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { GuardrailError } from '../../../protocol/errors';
import { readTextFile } from '../../files/textFile';
import { readTemplateFiles } from '../../checkpoints/huggingface/readTokenizer';
import {
  createChatTemplate,
  specialTokensOf,
  type ChatTemplate,
} from '../../checkpoints/tokenizer/chatTemplate';
import { templateFile, templateInvalid } from '../../checkpoints/tokenizer/templateRunner';

/**
 * Special tokens come from the tokenizer_config.json in the folder, or beside the `.jinja` file where there is one.
 * @throws GuardrailError templateInvalid (no template there, or an oversized one), tokenizerInvalid, checkpointCorrupt
 */
export async function readPromptTemplate(path: string): Promise<ChatTemplate> {
  const folder = await isFolder(path);
  const files = await readTemplateFiles(folder ? path : dirname(path));
  const text = folder ? files.template : await readTextFile(path, templateFile());
  if (text === null) throw templateInvalid(`${path} has no chat template.`);
  return createChatTemplate(text, specialTokensOf(new Map(Object.entries(files.config))));
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (cause) {
    throw new GuardrailError(
      'templateInvalid',
      `There is no chat template at ${path}.`,
      'Give a checkpoint folder that has a chat template, or a .jinja file.',
      { cause },
    );
  }
}
