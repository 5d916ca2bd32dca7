// adapter_config.json of PEFT. Whatever would change the result and is not computed here is refused by name.
import { z } from 'zod';
import { checkpointCorrupt, checkpointFile, checkpointUnsupported } from '../../checkpoints/checkpointErrors';
import { checkShape } from '../../files/jsonFile';
import { loraScale } from '../adapter';

const names = z.union([z.string(), z.array(z.string())]);

const loraSchema = z.looseObject({
  peft_type: z.string(),
  base_model_name_or_path: z.string().nullish(),
  revision: z.string().nullish(),
  r: z.number().int().positive().max(65_536).default(8),
  lora_alpha: z.number().default(8),
  use_rslora: z.boolean().nullish(),
  use_dora: z.boolean().nullish(),
  rank_pattern: z.record(z.string(), z.number().int().positive()).nullish(),
  alpha_pattern: z.record(z.string(), z.number()).nullish(),
  target_modules: names.nullish(),
  exclude_modules: names.nullish(),
  modules_to_save: z.array(z.string()).nullish(),
  layers_to_transform: z.union([z.number().int(), z.array(z.number().int())]).nullish(),
  layers_pattern: names.nullish(),
  bias: z.string().nullish(),
  fan_in_fan_out: z.boolean().nullish(),
  init_lora_weights: z.union([z.boolean(), z.string()]).nullish(),
  ensure_weight_tying: z.boolean().nullish(),
});

/** What adapter_config.json is to its reader. */
export const adapterConfigFile = checkpointFile(4_000_000);

export interface AdapterConfig extends z.infer<typeof loraSchema> {
  /** The file's own keys and values, without defaults. */
  readonly written: Readonly<Record<string, unknown>>;
}

/** Understood here, or of no effect on a finished adapter. */
const harmless = new Set([
  ...Object.keys(loraSchema.shape),
  'task_type',
  'auto_mapping',
  'peft_version',
  'inference_mode',
  'lora_dropout',
  'megatron_core',
  'qalora_group_size',
  'eva_config',
  // Written by training frameworks for their own use.
  'unsloth_fixed',
]);

/** These initialisations keep the base as it is; PiSSA, OLoRA, CorDA and LoftQ change its weights too. */
const initialisations = new Set<unknown>([
  true,
  false,
  undefined,
  null,
  'gaussian',
  'orthogonal',
  'eva',
  'mica',
]);

/** @throws GuardrailError checkpointUnsupported naming the peft type or option; checkpointCorrupt for wrong fields. */
export function parseAdapterConfig(json: unknown): AdapterConfig {
  const config = checkShape(loraSchema, json, 'adapter_config.json', adapterConfigFile);
  if (config.peft_type !== 'LORA') {
    throw checkpointUnsupported(
      `Adapters of the PEFT type ${config.peft_type} are not supported.`,
      'Supported: LORA. Merge the adapter with PEFT (`model.merge_and_unload()`) and open the merged checkpoint.',
    );
  }
  if (config.fan_in_fan_out === true) throw unsupportedOption('fan_in_fan_out');
  if (config.bias !== undefined && config.bias !== null && config.bias !== 'none') {
    throw unsupportedOption(`bias: "${config.bias}"`);
  }
  if (!initialisations.has(config.init_lora_weights)) {
    throw unsupportedOption(
      `init_lora_weights: "${String(config.init_lora_weights)}"`,
      'an initialisation that changes the base weights too',
    );
  }
  for (const [key, value] of Object.entries(config)) {
    if (!harmless.has(key) && !isNeutral(value)) throw unsupportedOption(key);
  }
  return { ...config, written: json as Readonly<Record<string, unknown>> };
}

/** Off: options are added to PEFT all the time, and their defaults are one of these. */
function isNeutral(value: unknown): boolean {
  if (value === null || value === undefined || value === false) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

export function unsupportedOption(option: string, what?: string): Error {
  return checkpointUnsupported(
    `The adapter uses ${option}${what === undefined ? '' : ` (${what})`}, which is not supported.`,
    'Merge the adapter with PEFT (`model.merge_and_unload()`) and open the merged checkpoint.',
  );
}

/** @throws GuardrailError checkpointCorrupt for a number that is not finite. */
export function scaleOf(alpha: number, rank: number, rslora: boolean): number {
  const scale = loraScale(alpha, rank, rslora);
  if (!Number.isFinite(scale))
    throw checkpointCorrupt(`adapter_config.json: lora_alpha ${alpha} is not usable.`);
  return scale;
}
