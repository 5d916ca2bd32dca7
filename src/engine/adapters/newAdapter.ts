// An adapter that is yet to be trained, with the matrices and the configuration that PEFT gives a new one.
import { GuardrailError } from '../../protocol/errors';
import { seededRandom } from '../../safety/random';
import { projectionShape, type DecoderSizes, type Projection } from '../checkpoints/projections';
import { Adapter, loraScale } from './adapter';

export interface NewAdapterOptions {
  readonly rank: number;
  readonly alpha: number;
  readonly targets: readonly Projection[];
  /** As loraScale. */
  readonly rslora: boolean;
  /** Written into the configuration; the training graph applies it. */
  readonly dropout: number;
  readonly seed: number;
}

/**
 * A: Kaiming uniform with a = √5, which is U(−1/√in, 1/√in); B: zeros (PEFT's LoraLayer.reset_lora_parameters).
 * @throws GuardrailError configInvalid without a rank or a target.
 */
export function newAdapter(sizes: DecoderSizes, options: NewAdapterOptions): Adapter {
  const { rank, alpha, rslora, seed } = options;
  if (!Number.isInteger(rank) || rank < 1 || options.targets.length === 0) {
    throw new GuardrailError(
      'configInvalid',
      `LoRA of rank ${rank} on ${options.targets.length} projections trains nothing.`,
      'Give a rank of at least 1 and at least one target module.',
    );
  }
  const targets = [...new Set(options.targets)];
  const scale = loraScale(alpha, rank, rslora);
  const places = Array.from({ length: sizes.layers }, (_, layer) =>
    targets.map((projection) => ({ layer, projection })),
  ).flat();
  const modules = places.map((place, index) => {
    const [out, input] = projectionShape(sizes, place.projection);
    const random = seededRandom(seed, index);
    const bound = 1 / Math.sqrt(input);
    const a = Float32Array.from({ length: rank * input }, () => (2 * random() - 1) * bound);
    return { ...place, rank, scale, a, b: new Float32Array(out * rank) };
  });
  return new Adapter(modules, loraConfig(options));
}

/** adapter_config.json of an adapter that has the same rank in every module and layer. */
export function loraConfig({
  rank,
  alpha,
  targets,
  rslora,
  dropout,
}: Omit<NewAdapterOptions, 'seed'>): Record<string, unknown> {
  return {
    peft_type: 'LORA',
    task_type: 'CAUSAL_LM',
    r: rank,
    lora_alpha: alpha,
    lora_dropout: dropout,
    use_rslora: rslora,
    use_dora: false,
    target_modules: [...targets].sort(),
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
