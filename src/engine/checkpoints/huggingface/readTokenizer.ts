// Finds the tokenizer and chat template files of a folder and makes a ChatTokenizer of them.
import { join } from 'node:path';
import { z } from 'zod';
import type { GenerationDefaults } from '../../../protocol/checkpoints';
import type { ChatTokenizer } from '../checkpoint';
import { checkShape, notFiniteAsText, parseJson, readJsonFile } from '../../files/jsonFile';
import { readTextFile } from '../../files/textFile';
import { checkpointFile } from '../checkpointErrors';
import { createChatTokenizer } from '../tokenizer/chatTokenizer';
import { templateFile, templateInvalid } from '../tokenizer/templateRunner';
import { defaultsText } from '../../../safety/settings/generationDefaults';
import { defaultsOf, generationConfigSchema } from './generationConfig';

const tokenizerFile = checkpointFile(200_000_000);
const configFile = checkpointFile(16_000_000);
/** A tokenizer_config.json is large through its template alone. */
const tokenizerConfigFile = templateFile(configFile.maxBytes);

const notJson = {
  ...configFile,
  broken: { code: 'tokenizerInvalid', advice: 'Copy it again from the base checkpoint.' },
} as const;

const namedTemplate = z.looseObject({ name: z.string(), template: z.string() });
const tokenizerConfigSchema = z.looseObject({
  chat_template: z.union([z.string(), z.array(namedTemplate)]).nullish(),
});
const objectSchema = z.looseObject({});

export interface ReadTokenizer {
  readonly tokenizer: ChatTokenizer;
  readonly generationDefaults: GenerationDefaults;
  readonly remarks: readonly string[];
}

async function readGenerationConfig(path: string): Promise<z.infer<typeof generationConfigSchema> | null> {
  const text = await readTextFile(path, configFile);
  if (text === null) return null;
  const value = parseJson(notFiniteAsText(text), path, configFile);
  return checkShape(generationConfigSchema, value, path, configFile);
}

/**
 * null: the folder has no tokenizer.json.
 * @throws GuardrailError tokenizerInvalid, templateInvalid (also where the template has several and no default), checkpointCorrupt.
 */
export async function readTokenizer(
  folder: string,
  modelEosTokenIds: readonly number[],
): Promise<ReadTokenizer | null> {
  const remarks: string[] = [];
  const tokenizerJson = await readJsonFile(join(folder, 'tokenizer.json'), objectSchema, tokenizerFile);
  if (tokenizerJson === null) return null;
  const { template: chatTemplate, config } = await readTemplateFiles(folder);
  const path = join(folder, 'generation_config.json');
  const generation = await readGenerationConfig(path);
  if (generation === null) {
    remarks.push(
      'There is no generation_config.json: the end tokens come from config.json and the tokenizer.',
    );
  }
  const generationDefaults = generation === null ? {} : defaultsOf(generation);
  if (Object.keys(generationDefaults).length > 0) {
    remarks.push(
      `generation_config.json sets defaults of its own, which are applied only where that is asked for: ${defaultsText(generationDefaults)}.`,
    );
  }
  const generationEos = [generation?.eos_token_id ?? []].flat();
  if (chatTemplate === null) remarks.push('There is no chat template.');
  else if (chatTemplate.includes('strftime_now')) {
    remarks.push(
      'The chat template writes the current date into every prompt: runs on different days differ.',
    );
  }
  return {
    tokenizer: createChatTokenizer({
      tokenizerJson,
      tokenizerConfig: config,
      chatTemplate,
      // generation_config.json is what transformers' generate() follows; config.json where it is silent.
      extraEosTokenIds: generationEos.length > 0 ? generationEos : modelEosTokenIds,
    }),
    generationDefaults,
    remarks,
  };
}

/**
 * A folder's chat template (null: it has none), and its tokenizer_config.json over special_tokens_map.json, without the
 * template and without nulls. Reads neither weights nor a vocabulary.
 * @throws GuardrailError tokenizerInvalid, templateInvalid, checkpointCorrupt.
 */
export async function readTemplateFiles(
  folder: string,
): Promise<{ readonly template: string | null; readonly config: Readonly<Record<string, unknown>> }> {
  const path = join(folder, 'tokenizer_config.json');
  const text = await readTextFile(path, tokenizerConfigFile);
  const json = text === null ? {} : parseJson(text, path, notJson);
  const parsed = checkShape(tokenizerConfigSchema, json, path, configFile);
  // Older checkpoints name their special tokens in a file of their own.
  const special = await readJsonFile(join(folder, 'special_tokens_map.json'), objectSchema, configFile);
  const { chat_template: template, ...config } = parsed;
  return {
    template: await readTemplate(folder, template ?? null),
    config: { ...special, ...withoutNulls(config) },
  };
}

async function readTemplate(
  folder: string,
  fromConfig: string | readonly z.infer<typeof namedTemplate>[] | null,
): Promise<string | null> {
  const path = join(folder, 'chat_template.jinja');
  const file = await readTextFile(path, templateFile());
  if (file !== null) return file;
  if (fromConfig === null || typeof fromConfig === 'string') return fromConfig;
  const named = fromConfig.find(({ name }) => name === 'default');
  if (named !== undefined) return named.template;
  if (fromConfig.length === 0) return null;
  throw templateInvalid(
    `There are several chat templates (${fromConfig.map(({ name }) => name).join(', ')}) and none is named "default".`,
  );
}

function withoutNulls(config: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(config).filter(([, value]) => value !== null));
}
