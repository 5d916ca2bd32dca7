// An adapter from its PEFT files: the low-rank matrices in memory, and the tensors that replace the base's own.
import type { AdapterFacts } from '../../../protocol/checkpoints';
import type { ModelConfig } from '../../checkpoints/checkpoint';
import { throwIfCancelled } from '../../cancellation';
import { checkpointCorrupt } from '../../checkpoints/checkpointErrors';
import { expectedTensors } from '../../checkpoints/expectedTensors';
import type { RawTensor } from '../../checkpoints/fingerprints';
import { joinedShapes } from '../../checkpoints/joinedTensors';
import { moduleName, projectionShape } from '../../checkpoints/projections';
import { readFloats } from '../../checkpoints/safetensors/readFloats';
import { Adapter, type AdapterModule } from '../adapter';
import type { FoldedUpdate } from '../foldedUpdates';
import { scaleOf, unsupportedOption, type AdapterConfig } from './adapterConfig';
import { sortAdapterTensors, type LoraPair, type VocabularyPair } from './adapterTensors';
import { checkTargets } from './checkTargets';
import { resolvePattern } from './resolvePatterns';

export interface ReadAdapter {
  readonly adapter: Adapter;
  /** What cannot run beside the weights: DoRA, and updates of embeddings and head. */
  readonly folded: readonly FoldedUpdate[];
  /** From modules_to_save, under the base's names. */
  readonly replacing: ReadonlyMap<string, RawTensor>;
  readonly remarks: readonly string[];
  /** What its configuration says. */
  readonly facts: Omit<AdapterFacts, 'parameters' | 'trainedOver'>;
}

/**
 * @param tensors of adapter_model.safetensors
 * @param base what the adapter is opened over
 * @throws GuardrailError checkpointUnsupported, checkpointCorrupt where the files are not whole, contradict each other or do
 * not fit the base; cancelled.
 */
export async function readAdapter(
  config: AdapterConfig,
  tensors: ReadonlyMap<string, RawTensor>,
  base: ModelConfig,
  signal?: AbortSignal,
): Promise<ReadAdapter> {
  const remarks: string[] = [];
  const shapes = joinedShapes(expectedTensors({ ...base, tiedEmbeddings: false }), base);
  const sorted = sortAdapterTensors(tensors, shapes, base.layers);
  const { replacing } = sorted;
  const all = checkTargets<LoraPair | VocabularyPair>(
    config,
    [...sorted.pairs, ...sorted.vocabulary],
    replacing,
    shapes,
    remarks,
  );
  for (const { module, magnitude } of all) checkDora(config, module, magnitude !== null);
  if (config.ensure_weight_tying === true && all.some((pair) => !isOfProjections(pair))) {
    throw unsupportedOption('ensure_weight_tying', 'beside updates of embeddings or head');
  }
  const beside = all.filter((pair) => isOfProjections(pair)).filter(({ magnitude }) => magnitude === null);
  const adapter = new Adapter(await readPairs(config, beside, base, signal), config.written);
  const folded = await readFolded(config, all, base, signal);
  if (folded.length === 0 && all.length > 0 && adapter.isZero()) {
    remarks.push('Every low-rank update is zero: the adapter leaves the weights of its modules as they are.');
  }
  return {
    adapter,
    folded,
    replacing,
    remarks,
    facts: {
      peftType: config.peft_type,
      rank: config.r,
      alpha: config.lora_alpha,
      rslora: config.use_rslora === true,
      targetModules: [...new Set(all.map(({ module }) => module.slice(module.lastIndexOf('.') + 1)))].sort(),
      modulesToSave: [...(config.modules_to_save ?? [])],
      baseModel: config.base_model_name_or_path ?? null,
      revision: config.revision ?? null,
    },
  };
}

function isOfProjections(pair: LoraPair | VocabularyPair): pair is LoraPair {
  return 'layer' in pair;
}

function checkDora({ use_dora: dora }: AdapterConfig, module: string, hasMagnitude: boolean): void {
  if (hasMagnitude === (dora === true)) return;
  throw checkpointCorrupt(
    hasMagnitude
      ? `The adapter has DoRA's magnitudes for ${module}, and adapter_config.json no use_dora.`
      : `The adapter lacks DoRA's magnitudes for ${module}.`,
    'The configuration and the weights are of different adapters: copy both again.',
  );
}

interface Strength {
  readonly rank: number;
  readonly scale: number;
}

/** Rank and scale of each module. @throws GuardrailError checkpointCorrupt where a rank is not the one declared. */
function strengths(
  config: AdapterConfig,
  pairs: readonly Pick<LoraPair, 'module' | 'a'>[],
): ReadonlyMap<string, Strength> {
  const names = pairs.map(({ module }) => module);
  const ranks = resolvePattern(config.rank_pattern ?? {}, names, config.r);
  const alphas = resolvePattern(config.alpha_pattern ?? {}, names, config.lora_alpha);
  return new Map(
    pairs.map(({ module, a }) => {
      const rank = a.shape[0] ?? 0;
      const declared = ranks.get(module) ?? config.r;
      if (rank !== declared) {
        throw checkpointCorrupt(
          `adapter_config.json gives ${module} rank ${declared}, but its matrices have rank ${rank}.`,
          'The configuration and the weights are of different adapters: copy both again.',
        );
      }
      const alpha = alphas.get(module) ?? config.lora_alpha;
      return [module, { rank, scale: scaleOf(alpha, rank, config.use_rslora === true) }];
    }),
  );
}

/** Each matrix by itself, as the base has it. */
async function readFolded(
  config: AdapterConfig,
  pairs: readonly (LoraPair | VocabularyPair)[],
  base: ModelConfig,
  signal: AbortSignal | undefined,
): Promise<FoldedUpdate[]> {
  const folding = pairs.filter((pair) => !isOfProjections(pair) || pair.magnitude !== null);
  const strength = strengths(config, folding);
  const updates: FoldedUpdate[] = [];
  for (const pair of folding) {
    throwIfCancelled(signal);
    const { rank, scale } = strength.get(pair.module) ?? { rank: 0, scale: 0 };
    const [a, b] = [await readFloats(pair.a), await readFloats(pair.b)];
    const magnitude = pair.magnitude === null ? null : await readFloats(pair.magnitude);
    if (!isOfProjections(pair)) {
      const shape = [base.vocabSize, base.hiddenSize] as const;
      const name = `${pair.module}.weight`;
      // (B·A)ᵀ = Aᵀ·Bᵀ
      const matrices =
        pair.module === 'lm_head'
          ? { a, b }
          : { a: transposed(b, base.hiddenSize, rank), b: transposed(a, rank, base.vocabSize) };
      updates.push({ name, shape, rank, scale, ...matrices, magnitude });
      continue;
    }
    let from = 0;
    for (const projection of pair.projections) {
      const shape = projectionShape(base, projection);
      const to = from + shape[0];
      updates.push({
        name: `${moduleName({ layer: pair.layer, projection })}.weight`,
        ...{ shape, rank, scale, a },
        b: b.slice(from * rank, to * rank),
        magnitude: magnitude?.slice(from, to) ?? null,
      });
      from = to;
    }
  }
  return updates;
}

/** [rows, columns] → [columns, rows] */
function transposed(matrix: Float32Array, rows: number, columns: number): Float32Array {
  const result = new Float32Array(matrix.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      result[column * rows + row] = matrix[row * columns + column] ?? 0;
    }
  }
  return result;
}

/** Sorted by layer and projection. */
async function readPairs(
  config: AdapterConfig,
  pairs: readonly LoraPair[],
  base: ModelConfig,
  signal: AbortSignal | undefined,
): Promise<AdapterModule[]> {
  const strength = strengths(config, pairs);
  const modules: AdapterModule[] = [];
  for (const { module, layer, projections, a, b } of pairs) {
    throwIfCancelled(signal);
    const { rank, scale } = strength.get(module) ?? { rank: 0, scale: 0 };
    const [low, high] = [await readFloats(a), await readFloats(b)];
    // The rows of B are those of the projections, one above the other; all of them read A.
    let from = 0;
    for (const projection of projections) {
      const to = from + projectionShape(base, projection)[0] * rank;
      modules.push({ layer, projection, rank, scale, a: low.slice(), b: high.slice(from, to) });
      from = to;
    }
  }
  return modules.sort((x, y) => x.layer - y.layer || x.projection.localeCompare(y.projection));
}
