// A weighted sum of two adapters as one adapter: their matrices side by side. Knows no method.
import { Adapter, type AdapterModule } from '../../adapters/adapter';
import { loraConfig } from '../../adapters/newAdapter';
import {
  projections,
  projectionShape,
  type DecoderSizes,
  type ProjectionPlace,
} from '../../checkpoints/projections';

export interface Weights {
  readonly task: number;
  readonly safety: number;
}

/**
 * Of the same rank everywhere, the largest of one plus the largest of the other, so that any reader of PEFT's format takes it:
 * zeros where an adapter has less. null: the base itself, which changes nothing; one of the two at most. A is [A_task; A_safety], B [w_task·s_task·B_task, w_safety·s_safety·B_safety].
 */
export function sumOfAdapters(
  sizes: DecoderSizes,
  task: Adapter | null,
  safety: Adapter | null,
  weightsAt: (place: ProjectionPlace) => Weights,
): Adapter {
  const targets = projections.filter((projection) =>
    [task, safety].some((adapter) => adapter?.modules.some((module) => module.projection === projection)),
  );
  const ranks = [task, safety].map((adapter) =>
    Math.max(0, ...(adapter?.modules ?? []).map(({ rank }) => rank)),
  );
  const rank = ranks.reduce((sum, one) => sum + one, 0);
  const modules = Array.from({ length: sizes.layers }, (_, layer) =>
    targets.map((projection): AdapterModule => {
      const place = { layer, projection };
      const [out, input] = projectionShape(sizes, projection);
      const joined = {
        ...place,
        rank,
        scale: 1,
        a: new Float32Array(rank * input),
        b: new Float32Array(out * rank),
      };
      const weights = weightsAt(place);
      put(joined, task?.at(layer, projection) ?? null, weights.task, 0);
      put(joined, safety?.at(layer, projection) ?? null, weights.safety, ranks[0] ?? 0);
      return joined;
    }),
  ).flat();
  return new Adapter(modules, loraConfig({ rank, alpha: rank, targets, rslora: false, dropout: 0 }));
}

/** Rows from `from` of A, columns from `from` of B. */
function put(into: AdapterModule, module: AdapterModule | null, weight: number, from: number): void {
  if (module === null) return;
  const { rank, scale, a, b } = module;
  into.a.set(a, (from * a.length) / rank);
  for (let row = 0; row < b.length / rank; row++) {
    for (let k = 0; k < rank; k++) {
      into.b[row * into.rank + from + k] = weight * scale * (b[row * rank + k] ?? 0);
    }
  }
}
