// Opens a Hugging Face folder of a …ForSequenceClassification model with one label: a reward model.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { checkShape, readJsonFile } from '../../files/jsonFile';
import { checkTensors, withFloatDtype } from '../checkTensors';
import type { ChatTokenizer, ModelConfig, TensorSource } from '../checkpoint';
import { checkpointCorrupt, checkpointNotFound, checkpointUnsupported } from '../checkpointErrors';
import { noSafetensors } from '../safetensors/noSafetensors';
import { readSafetensorsFolder } from '../safetensors/readFolder';
import { parseModelConfig } from './modelConfig';
import { modelConfigFile } from './modelConfigFile';
import { readTokenizer } from './readTokenizer';

/** [1, hidden] */
export const scoreHeadName = 'score.weight';

const classifierSchema = z.looseObject({
  architectures: z.array(z.string()).min(1),
  num_labels: z.number().int().nullish(),
  id2label: z.record(z.string(), z.unknown()).nullish(),
  pad_token_id: z.number().int().nullish(),
});

export interface SequenceClassifier {
  readonly config: ModelConfig;
  /** The decoder's tensors and `score.weight` [1, hidden]. */
  readonly tensors: ReadonlyMap<string, TensorSource>;
  readonly tokenizer: ChatTokenizer;
  /** Tokens of this id at the end of a text are padding; null: there are none. */
  readonly padTokenId: number | null;
}

/** @throws GuardrailError checkpointNotFound, checkpointCorrupt, checkpointUnsupported, tokenizerInvalid, templateInvalid. */
export async function openSequenceClassifier(
  folder: string,
  signal?: AbortSignal,
): Promise<SequenceClassifier> {
  const json = await readJsonFile(join(folder, 'config.json'), z.unknown(), modelConfigFile);
  if (json === null) {
    throw checkpointNotFound(
      `${folder} has no config.json.`,
      'Give a Hugging Face folder of a sequence-classification model (config.json, tokenizer.json, model.safetensors).',
    );
  }
  const raw = checkShape(classifierSchema, json, 'config.json', modelConfigFile);
  const [architecture = ''] = raw.architectures;
  if (!architecture.endsWith('ForSequenceClassification')) {
    throw checkpointUnsupported(
      `${folder} is a ${architecture}, which gives no score.`,
      'A reward model is a …ForSequenceClassification checkpoint with one label.',
    );
  }
  const labels = raw.num_labels ?? Object.keys(raw.id2label ?? { 0: '', 1: '' }).length;
  if (labels !== 1) {
    throw checkpointUnsupported(
      `The reward model in ${folder} has ${labels} labels.`,
      'A reward model has one label, whose score is the reward.',
    );
  }
  const causal = architecture.replace(/ForSequenceClassification$/, 'ForCausalLM');
  const parsed = parseModelConfig({ ...(json as object), architectures: [causal] });
  const found = await readSafetensorsFolder(folder, signal);
  const score = found.get(scoreHeadName);
  if (score === undefined) {
    const names = await readdir(folder);
    if (found.size === 0) throw noSafetensors(folder, names);
    throw checkpointCorrupt(
      `The weights in ${folder} have no ${scoreHeadName}.`,
      'Save the reward model with its head (transformers writes it as score.weight).',
    );
  }
  const { config, tensors } = await checkTensors(found, parsed.config);
  const read = await readTokenizer(folder, parsed.eosTokenIds);
  if (read === null) {
    throw checkpointCorrupt(
      `${folder} has no tokenizer.json.`,
      "Save the reward model's tokenizer into its folder.",
    );
  }
  return {
    config,
    tensors: new Map(tensors).set(scoreHeadName, withFloatDtype(score)),
    tokenizer: read.tokenizer,
    padTokenId: raw.pad_token_id ?? null,
  };
}
