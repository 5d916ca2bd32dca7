// An adapter from its PEFT files: the low-rank matrices in memory, and the tensors that replace the base's own.
import type { AdapterFacts } from '../../../protocol/checkpoints';
import type { ModelConfig } from '../../checkpoints/checkpoint';
import { throwIfCancelled } from '../../cancellation';
import { checkpointCorrupt } from '../../checkpoints/checkpointErrors';
import { expectedTensors } from '../../checkpoints/expectedTensors';
import type { RawTensor } from '../../checkpoints/fingerprints';
import { joinedShapes } from '../../checkpoints/joinedTensors';
import { projectionShape } from '../../checkpoints/projections';
import { readFloats } from '../../checkpoints/safetensors/readFloats';
import { Adapter, type AdapterModule } from '../adapter';
import { scaleOf, type AdapterConfig } from './adapterConfig';
import { sortAdapterTensors, type LoraPair } from './adapterTensors';
import { checkTargets } from './checkTargets';
import { resolvePattern } from './resolvePatterns';

export interface ReadAdapter {
  readonly adapter: Adapter;
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
  const { pairs: all, replacing } = sortAdapterTensors(tensors, shapes, base.layers);
  const pairs = checkTargets(config, all, replacing, shapes, remarks);
  const adapter = new Adapter(await readPairs(config, pairs, base, signal), config.written);
  if (pairs.length > 0 && adapter.isZero()) {
    remarks.push('Every low-rank update is zero: the adapter leaves the weights of its modules as they are.');
  }
  return {
    adapter,
    replacing,
    remarks,
    facts: {
      peftType: config.peft_type,
      rank: config.r,
      alpha: config.lora_alpha,
      rslora: config.use_rslora === true,
      targetModules: [
        ...new Set(pairs.map(({ module }) => module.slice(module.lastIndexOf('.') + 1))),
      ].sort(),
      modulesToSave: [...(config.modules_to_save ?? [])],
      baseModel: config.base_model_name_or_path ?? null,
      revision: config.revision ?? null,
    },
  };
}

/** Sorted by layer and projection. */
async function readPairs(
  config: AdapterConfig,
  pairs: readonly LoraPair[],
  base: ModelConfig,
  signal: AbortSignal | undefined,
): Promise<AdapterModule[]> {
  const names = pairs.map(({ module }) => module);
  const ranks = resolvePattern(config.rank_pattern ?? {}, names, config.r);
  const alphas = resolvePattern(config.alpha_pattern ?? {}, names, config.lora_alpha);
  const modules: AdapterModule[] = [];
  for (const { module, layer, projections, a, b } of pairs) {
    throwIfCancelled(signal);
    const rank = a.shape[0] ?? 0;
    const declared = ranks.get(module) ?? config.r;
    if (rank !== declared) {
      throw checkpointCorrupt(
        `adapter_config.json gives ${module} rank ${declared}, but its matrices have rank ${rank}.`,
        'The configuration and the weights are of different adapters: copy both again.',
      );
    }
    const scale = scaleOf(alphas.get(module) ?? config.lora_alpha, rank, config.use_rslora === true);
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
