// A reward model as transformers' AutoModelForSequenceClassification reads it: an adapter folded in, and the head beside it.
import { mergedTensors } from '../../adapters/mergeAdapter';
import type { Adapter } from '../../adapters/adapter';
import type { OpenCheckpoint } from '../../checkpoints/checkpoint';
import { scoreHeadName } from '../../checkpoints/huggingface/openSequenceClassifier';
import { readFloats } from '../../checkpoints/safetensors/readFloats';
import type { Trainable } from '../model/trainingModel';
import { valueHeadNames } from '../model/valueHead';
import { configFolder, writeModelFolder } from './modelFolder';

export interface RewardModelSources {
  readonly base: Pick<OpenCheckpoint, 'tensors' | 'config' | 'tokenizer'>;
  readonly basePath: string;
  /** null: all weights are trained. */
  readonly adapter: Adapter | null;
  readonly trainables: readonly Trainable[];
  readonly dtype: 'float32' | 'bfloat16';
}

/**
 * Without the head's bias, which transformers' classifier has not: differences of rewards do not depend on it, so that training
 * leaves it 0.
 * @throws GuardrailError storeWriteFailed, checkpointUnsupported.
 */
export async function saveRewardModel(folder: string, sources: RewardModelSources): Promise<void> {
  const { base, basePath, adapter, trainables, dtype } = sources;
  const merged = new Map(
    adapter === null ? [] : mergedTensors(base.tensors, adapter).map((tensor) => [tensor.name, tensor]),
  );
  const trained = new Map(trainables.map((trainable) => [trainable.name, trainable]));
  const decoder = [...base.tensors.values()].filter(({ name }) => name !== languageHead);
  const tensors = decoder.map((source) => ({
    name: source.name,
    shape: source.shape,
    read: () => merged.get(source.name)?.read() ?? trained.get(source.name)?.data ?? readFloats(source),
  }));
  const head = trained.get(valueHeadNames.weight);
  if (head === undefined) throw new Error('A reward model is trained with a head.');
  const [padding] = base.tokenizer.eosTokenIds;
  await writeModelFolder(
    folder,
    configFolder(basePath),
    [...tensors, { name: scoreHeadName, shape: head.shape, read: () => head.data }],
    {
      config: base.config,
      dtype,
      change: {
        architectures: [base.config.architecture.replace(/ForCausalLM$/u, 'ForSequenceClassification')],
        id2label: { 0: 'LABEL_0' },
        label2id: { LABEL_0: 0 },
        pad_token_id: padding ?? null,
      },
    },
  );
}

const languageHead = 'lm_head.weight';
