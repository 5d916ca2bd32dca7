// The matrices of a LoRA adapter as they start: new ones as PEFT initialises them, or those of an adapter on disk.
import { GuardrailError } from '../../../protocol/errors';
import { seededRandom } from '../../../safety/random';
import type { LoraModule, ModelConfig, Projection } from '../../checkpoints/checkpoint';
import type { LoraSpec } from '../../models/trainedLora';
import { loraShape, peftName } from '../../models/trainedLora';
import type { Trainable } from './trainingModel';

export interface LoraOptions {
  readonly rank: number;
  readonly alpha: number;
  readonly targets: readonly Projection[];
  /** Scale alpha/√rank instead of alpha/rank (Kalajdzievski 2023, arXiv 2312.03732). */
  readonly rslora: boolean;
  readonly seed: number;
}

export interface LoraStart {
  readonly specs: readonly LoraSpec[];
  readonly trainables: readonly Trainable[];
}

/** A: Kaiming uniform with a = √5, which is U(−1/√in, 1/√in); B: zeros (PEFT's LoraLayer.reset_lora_parameters). */
export function newLora(config: ModelConfig, options: LoraOptions): LoraStart {
  const { rank, alpha, rslora } = options;
  if (!Number.isInteger(rank) || rank < 1 || options.targets.length === 0) {
    throw new GuardrailError(
      'configInvalid',
      `LoRA of rank ${rank} on ${options.targets.length} projections trains nothing.`,
      'Give a rank of at least 1 and at least one target module.',
    );
  }
  const targets = [...new Set(options.targets)];
  const scale = alpha / (rslora ? Math.sqrt(rank) : rank);
  const specs = Array.from({ length: config.layers }, (_, layer) =>
    targets.map((projection) => ({ layer, projection, rank, scale })),
  ).flat();
  const trainables = specs.flatMap((spec, index) => {
    const [a, b] = [loraShape(config, spec, 'A'), loraShape(config, spec, 'B')];
    const random = seededRandom(options.seed, index);
    const bound = 1 / Math.sqrt(a[1] ?? 1);
    return [
      trainable(
        spec,
        'A',
        a,
        Float32Array.from({ length: size(a) }, () => (2 * random() - 1) * bound),
      ),
      trainable(spec, 'B', b, new Float32Array(size(b))),
    ];
  });
  return { specs, trainables };
}

/** An adapter from disk, trained further with its own ranks and scales. */
export function loadedLora(config: ModelConfig, modules: readonly LoraModule[]): LoraStart {
  const trainables = modules.flatMap((module) =>
    (['A', 'B'] as const).map((matrix) => {
      const shape = loraShape(config, module, matrix);
      const data = Float32Array.from(matrix === 'A' ? module.a : module.b);
      if (data.length !== size(shape)) {
        throw new GuardrailError(
          'checkpointCorrupt',
          `The adapter's ${module.projection} of layer ${module.layer} does not fit the model.`,
          'Check that the adapter was trained on this base checkpoint.',
        );
      }
      return trainable(module, matrix, shape, data);
    }),
  );
  return { specs: modules, trainables };
}

function trainable(
  spec: LoraSpec,
  matrix: 'A' | 'B',
  shape: readonly number[],
  data: Float32Array,
): Trainable {
  return { name: peftName(spec, matrix), shape, data, decays: true };
}

function size(shape: readonly number[]): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}
