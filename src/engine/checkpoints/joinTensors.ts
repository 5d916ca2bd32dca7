// Projections put together again as an architecture stores them: the way back from joinedTensors.ts.
import type { ModelConfig } from './checkpoint';
import { joinedPlaces, partsOf } from './joinedTensors';
import { moduleName } from './projections';
import type { TensorToWrite } from './safetensors/writeSafetensors';

/** Every matrix that holds several projections in place of those. */
export function joinTensors(tensors: readonly TensorToWrite[], config: ModelConfig): TensorToWrite[] {
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  for (const { layer, joined, name } of joinedPlaces(config)) {
    const parts = partsOf(config, joined).flatMap(({ projection }) => {
      const own = `${moduleName({ layer, projection })}.weight`;
      const part = byName.get(own);
      byName.delete(own);
      return part === undefined ? [] : [part];
    });
    const [first] = parts;
    if (first === undefined) continue;
    const rows = parts.reduce((sum, { shape }) => sum + (shape[0] ?? 0), 0);
    byName.set(`${name}.weight`, {
      name: `${name}.weight`,
      shape: [rows, ...first.shape.slice(1)],
      dtype: first.dtype,
      async read() {
        const data = new Float32Array(rows * (first.shape[1] ?? 1));
        let offset = 0;
        for (const part of parts) {
          const own = await part.read();
          data.set(own, offset);
          offset += own.length;
        }
        return data;
      },
    });
  }
  return [...byName.values()];
}
