// Matrices that hold several projections, one above the other, as those projections: rows lie one after the other in a file, so
// that each is a part of it. Knows shapes and names, no file format.
import type { ModelConfig } from './checkpoint';
import {
  joinedModuleName,
  joinedProjections,
  moduleName,
  projectionShape,
  type JoinedProjection,
  type Projection,
} from './projections';

/** A tensor that lies in a file as rows, one after the other. */
interface StoredRows {
  readonly name: string;
  readonly shape: readonly number[];
  readonly offset: number;
  readonly byteLength: number;
}

/** A projection's rows within a matrix that holds several. */
export interface JoinedPart {
  readonly projection: Projection;
  readonly from: number;
  readonly rows: number;
}

export function partsOf(config: ModelConfig, joined: JoinedProjection): JoinedPart[] {
  let from = 0;
  return joinedProjections[joined].map((projection) => {
    const [rows] = projectionShape(config, projection);
    const part = { projection, from, rows };
    from += rows;
    return part;
  });
}

/** Every place where a model of this configuration stores projections together. */
export function* joinedPlaces(
  config: ModelConfig,
): Generator<{ readonly layer: number; readonly joined: JoinedProjection; readonly name: string }> {
  for (let layer = 0; layer < config.layers; layer++) {
    for (const joined of config.joined) yield { layer, joined, name: joinedModuleName(layer, joined) };
  }
}

/** The same tensors with each projection by itself; what has another shape than its parts together stays. */
export function splitJoined<T extends StoredRows>(
  tensors: ReadonlyMap<string, T>,
  config: ModelConfig,
): Map<string, T> {
  const split = new Map(tensors);
  for (const { layer, joined, name } of joinedPlaces(config)) {
    const tensor = tensors.get(`${name}.weight`);
    const parts = partsOf(config, joined);
    const total = parts.reduce((sum, { rows }) => sum + rows, 0);
    if (tensor?.shape[0] !== total) continue;
    split.delete(tensor.name);
    const rowBytes = tensor.byteLength / total;
    for (const { projection, from, rows } of parts) {
      const own = `${moduleName({ layer, projection })}.weight`;
      split.set(own, {
        ...tensor,
        name: own,
        shape: [rows, ...tensor.shape.slice(1)],
        offset: tensor.offset + from * rowBytes,
        byteLength: rows * rowBytes,
      });
    }
  }
  return split;
}

/** The shapes of a model's tensors as its files have them. @param shapes with each projection by itself */
export function joinedShapes(
  shapes: ReadonlyMap<string, readonly number[]>,
  config: ModelConfig,
): Map<string, readonly number[]> {
  const stored = new Map(shapes);
  for (const { layer, joined, name } of joinedPlaces(config)) {
    let rows = 0;
    for (const part of partsOf(config, joined)) {
      stored.delete(`${moduleName({ layer, projection: part.projection })}.weight`);
      rows += part.rows;
    }
    stored.set(`${name}.weight`, [rows, projectionShape(config, joinedProjections[joined][0])[1]]);
  }
  return stored;
}
