// A PEFT adapter as `PeftModel.from_pretrained` loads it. Of the trained tensors it takes the low-rank ones.
import { join } from 'node:path';
import type { LoraSettings } from '../config/runSettings';
import type { Trainable } from '../model/trainingModel';
import { writeFileAtomically } from '../run/atomicFile';
import { float32Tensors, writeSafetensors } from './writeSafetensors';

const loraName = /\.lora_[AB]\.weight$/;

export function isLoraTensor(name: string): boolean {
  return loraName.test(name);
}

/** An adapter that was trained further keeps its own ranks, scales and patterns. */
export type AdapterOrigin =
  | { readonly kind: 'new'; readonly lora: LoraSettings }
  | { readonly kind: 'continued'; readonly config: Readonly<Record<string, unknown>> };

/** @throws GuardrailError storeWriteFailed. */
export async function saveAdapter(
  folder: string,
  trainables: readonly Trainable[],
  origin: AdapterOrigin,
  basePath: string,
): Promise<void> {
  const config = {
    ...(origin.kind === 'new' ? newConfig(origin.lora) : origin.config),
    base_model_name_or_path: basePath,
    revision: null,
    inference_mode: true,
  };
  const tensors = trainables.filter(({ name }) => isLoraTensor(name));
  await writeSafetensors(join(folder, 'adapter_model.safetensors'), float32Tensors('', tensors));
  await writeFileAtomically(join(folder, 'adapter_config.json'), `${JSON.stringify(config, null, 2)}\n`);
}

function newConfig(lora: LoraSettings): Record<string, unknown> {
  return {
    peft_type: 'LORA',
    task_type: 'CAUSAL_LM',
    r: lora.rank,
    lora_alpha: lora.alpha,
    lora_dropout: lora.dropout,
    use_rslora: lora.rslora,
    use_dora: false,
    target_modules: [...lora.targetModules].sort(),
    modules_to_save: null,
    bias: 'none',
    fan_in_fan_out: false,
    init_lora_weights: true,
    layers_to_transform: null,
    layers_pattern: null,
    rank_pattern: {},
    alpha_pattern: {},
  };
}
