// The low-rank tensors that are being trained, as the generator wants an adapter.
import { projections, type LoraModule } from '../../checkpoints/checkpoint';
import type { LoraSettings } from '../config/runSettings';
import type { Trainable } from '../model/trainingModel';

const loraName = /\.layers\.(\d+)\.(?:self_attn|mlp)\.([a-z]+_proj)\.lora_([AB])\.weight$/;

/** What scales a module: the settings for a new adapter; for one that is trained further, its own modules. */
export type LoraScales = LoraSettings | readonly LoraModule[];

/** The modules share the trainables' data: they show its values at the time of the next pass that takes them up. */
export function trainedLora(trainables: readonly Trainable[], scales: LoraScales): LoraModule[] {
  const halves = new Map<string, { A?: Trainable; B?: Trainable }>();
  for (const trainable of trainables) {
    const [, layer, projection, half] = loraName.exec(trainable.name) ?? [];
    if (layer === undefined || projection === undefined || (half !== 'A' && half !== 'B')) continue;
    const pair = halves.get(`${layer}.${projection}`) ?? {};
    pair[half] = trainable;
    halves.set(`${layer}.${projection}`, pair);
  }
  return [...halves].flatMap(([place, { A: a, B: b }]) => {
    const [layer, name] = place.split('.');
    const projection = projections.find((candidate) => candidate === name);
    if (projection === undefined || a === undefined || b === undefined) return [];
    const at = { layer: Number(layer), projection, rank: a.shape[0] ?? 0 };
    return [{ ...at, scale: scaleOf(at, scales), a: a.data, b: b.data }];
  });
}

function scaleOf(at: Pick<LoraModule, 'layer' | 'projection' | 'rank'>, scales: LoraScales): number {
  if ('kind' in scales) return scales.alpha / (scales.rslora ? Math.sqrt(at.rank) : at.rank);
  const module = scales.find(({ layer, projection }) => layer === at.layer && projection === at.projection);
  if (module === undefined) throw new RangeError(`The adapter has no ${at.projection} in layer ${at.layer}.`);
  return module.scale;
}
