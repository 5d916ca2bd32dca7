// config.json as a ModelConfig. What is not supported is refused by name here: a model that runs must be computed exactly.
import { z } from 'zod';
import { architectureNames, architectureOf, isArchitecture } from '../architectures/architectures';
import type { ArchitectureName } from '../architectures/architectures';
import { decoderFields } from '../architectures/decoderFields';
import { describeDecoder } from '../architectures/describeDecoder';
import type { ModelConfig } from '../checkpoint';
import { checkShape } from '../../files/jsonFile';
import { checkpointCorrupt, checkpointUnsupported } from '../checkpointErrors';
import { modelConfigFile } from './modelConfigFile';
import { parseRope } from './parseRope';

const supportedAdvice = `Supported: ${architectureNames
  .map((name) => `${name} (${architectureOf(name).title})`)
  .join(', ')}.`;

const configSchema = decoderFields.extend({
  quantization_config: z.looseObject({ quant_method: z.string().nullish() }).nullish(),
  eos_token_id: z.union([z.number().int(), z.array(z.number().int())]).nullish(),
});

export interface ParsedConfig {
  readonly config: ModelConfig;
  readonly eosTokenIds: readonly number[];
  /** What its description leaves out. */
  readonly remarks: readonly string[];
}

/**
 * @throws GuardrailError checkpointUnsupported naming what is not supported and what is; checkpointCorrupt for wrong fields.
 */
export function parseModelConfig(json: unknown): ParsedConfig {
  const name = namedArchitecture(json);
  const { defaults } = architectureOf(name);
  const written = checkShape(configSchema, json, 'config.json', modelConfigFile);
  if (written.quantization_config !== undefined && written.quantization_config !== null) {
    throw checkpointUnsupported(
      `The weights are quantized (${written.quantization_config.quant_method ?? 'quantization_config'}).`,
      'Use the unquantized checkpoint (float32, float16 or bfloat16), or a GGUF file.',
    );
  }
  const fields = { ...defaults, ...written };
  const eos = written.eos_token_id ?? [];
  const stated = fields.max_position_embeddings ?? defaults.max_position_embeddings;
  const ropes = parseRope(json, { theta: fields.rope_theta ?? 10_000, positions: stated });
  const config = describeDecoder(name, fields, ropes);
  checkDivisors(config);
  return {
    config,
    remarks:
      ropes.limit === null || ropes.limit >= stated
        ? []
        : [
            `Texts are limited to ${ropes.limit} tokens instead of ${stated}: behind them the model turns positions otherwise.`,
          ],
    eosTokenIds: typeof eos === 'number' ? [eos] : eos,
  };
}

function namedArchitecture(json: unknown): ArchitectureName {
  const named = z
    .looseObject({ architectures: z.array(z.string()).nullish(), model_type: z.string().nullish() })
    .safeParse(json);
  if (!named.success) throw checkpointCorrupt('config.json is not a model configuration.');
  const type = named.data.model_type ?? '';
  const byType = architectureNames.find((name) => architectureOf(name).modelType === type);
  const name = named.data.architectures?.[0] ?? byType ?? named.data.model_type ?? 'unknown';
  if (!isArchitecture(name)) {
    if (/moe|mixtral/i.test(name)) throw mixture(name);
    throw checkpointUnsupported(`The architecture ${name} is not supported.`, supportedAdvice);
  }
  // A model_type that contradicts the architecture means other code than the name says.
  if (byType !== name && type !== '') {
    throw checkpointUnsupported(
      `config.json names the architecture ${name} with the model type "${type}".`,
      supportedAdvice,
    );
  }
  return name;
}

function checkDivisors(config: ModelConfig): void {
  const half = (config.rotaryDim ?? config.headDim) / 2;
  for (const { scaling } of config.ropes) {
    if (scaling?.type !== 'longrope' || scaling.divisors.length === half) continue;
    throw checkpointCorrupt(
      `config.json: short_factor has ${scaling.divisors.length} numbers, and ${half} pairs of dimensions are turned.`,
    );
  }
}

function mixture(name: string): Error {
  return checkpointUnsupported(
    `${name} is a mixture of experts, which is not computed: all experts of a layer would run for every token.`,
    'Serve it with another program and give its address (endpoint:<model>@<address>).',
  );
}
