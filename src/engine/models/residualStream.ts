// The residual stream behind a block as something that a graph lets be changed and read. Every number of an edit is an
// input of the graph, so that switching edits is feeding other numbers.
import { GuardrailError } from '../../protocol/errors';
import type { ModelConfig } from '../checkpoints/checkpoint';
import type { GraphBuilder } from '../graph/graphBuilder';
import { fusedMatMul } from '../graph/microsoftOps';
import { add } from '../graph/ops';
import type { BlockOutputs } from './decoderBlocks';
import { checkCorrections, corrected, correctionFeeds, type CriticCorrection } from './criticCorrection';
import { decoderInputs, decoderOutputs } from './decoderNames';
import { checkExperts, expertFeeds, type SafetyExpert } from './safetyExpert';

/**
 * An edit of the residual stream behind block `layer` (0-based), at every position: x ← x + offset + (x·Aᵀ)·B. A steering
 * vector is an offset; ablating the unit direction r is A = r, B = −r; several directions are several rows.
 */
export interface ResidualEdit {
  readonly layer: number;
  /** [hidden]; null: none. */
  readonly offset: Float32Array | null;
  /** A and B: [rank, hidden] each, row-major; null: none. */
  readonly map: { readonly rank: number; readonly a: Float32Array; readonly b: Float32Array } | null;
}

/**
 * Edits of one layer apply in their order, then a correction; `reads` names the layers behind which the stream, as it is then, is an
 * output of each pass.
 */
export interface ResidualAccess {
  readonly edits: readonly ResidualEdit[];
  /** At most one of a layer. */
  readonly corrections: readonly CriticCorrection[];
  /** Beside the feed-forward networks; at most one of a layer. */
  readonly experts: readonly SafetyExpert[];
  readonly reads: ReadonlySet<number>;
}

/** What a graph offers: the layers whose stream it lets be changed, and those whose stream it gives out. */
export interface StreamLayers {
  readonly edited: ReadonlySet<number>;
  /** With the most steps that the graph can take there. */
  readonly corrected: ReadonlyMap<number, number>;
  /** The layers that have an expert. */
  readonly experts: ReadonlySet<number>;
  readonly read: ReadonlySet<number>;
}

export const noStreams: StreamLayers = {
  edited: new Set(),
  corrected: new Map(),
  experts: new Set(),
  read: new Set(),
};
export const noAccess: ResidualAccess = { edits: [], corrections: [], experts: [], reads: new Set() };

/**
 * For `decoderBlocks`. The sum is handed on in the parts that the next norm adds, as without an edit: an edit of nothing
 * changes no bit.
 */
export function residualStream(
  g: GraphBuilder,
  config: ModelConfig,
  layers: StreamLayers,
): (layer: number, stream: BlockOutputs) => BlockOutputs {
  const scored =
    layers.corrected.size === 0 ? null : g.input(decoderInputs.scored, 'float32', ['batch', 'sequence', 1]);
  return (layer, stream) => {
    const steps = layers.corrected.get(layer) ?? 0;
    const moved = layers.edited.has(layer) ? edited(g, config, layer, stream) : stream;
    const changed =
      scored === null || steps === 0 ? moved : corrected(g, config, moved, { layer, steps, scored });
    if (layers.read.has(layer)) {
      const { residual, pending } = changed;
      const { type, shape } = residual;
      g.output(g.node('Add', [residual, pending], { type, shape, name: decoderOutputs.stream(layer) }));
    }
    return changed;
  };
}

function edited(g: GraphBuilder, config: ModelConfig, layer: number, stream: BlockOutputs): BlockOutputs {
  const rank = `editRank.${layer}`;
  const offset = g.input(decoderInputs.editOffset(layer), 'float32', [config.hiddenSize]);
  const a = g.input(decoderInputs.editA(layer), 'float32', [rank, config.hiddenSize]);
  const b = g.input(decoderInputs.editB(layer), 'float32', [rank, config.hiddenSize]);
  const x = add(g, stream.residual, stream.pending);
  const mapped = fusedMatMul(g, fusedMatMul(g, x, a, { transB: true }), b);
  return { residual: x, pending: add(g, mapped, offset) };
}

/** Whether a graph with these layers serves the access. */
export function offers(layers: StreamLayers, access: ResidualAccess): boolean {
  return (
    access.edits.every(({ layer }) => layers.edited.has(layer)) &&
    access.corrections.every(({ layer, steps }) => steps <= (layers.corrected.get(layer) ?? 0)) &&
    access.experts.every(({ layer }) => layers.experts.has(layer)) &&
    [...access.reads].every((layer) => layers.read.has(layer))
  );
}

/** The layers of a graph that serves the access and everything that `layers` served. */
export function extended(layers: StreamLayers, access: ResidualAccess): StreamLayers {
  const corrections = new Map(layers.corrected);
  for (const { layer, steps } of access.corrections) {
    corrections.set(layer, Math.max(steps, corrections.get(layer) ?? 0));
  }
  return {
    edited: new Set([...layers.edited, ...access.edits.map(({ layer }) => layer)]),
    corrected: corrections,
    experts: new Set([...layers.experts, ...access.experts.map(({ layer }) => layer)]),
    read: new Set([...layers.read, ...access.reads]),
  };
}

export interface StreamFeed {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** What to feed for the layers of a graph that are edited, corrected or have an expert; nothing is done where the access names none. */
export function streamFeeds(
  config: ModelConfig,
  layers: StreamLayers,
  { edits, corrections, experts }: Omit<ResidualAccess, 'reads'>,
): StreamFeed[] {
  const hidden = config.hiddenSize;
  const editFeeds = [...layers.edited].flatMap((layer) => {
    const { offset, map } = combined(
      layer,
      hidden,
      edits.filter((edit) => edit.layer === layer),
    );
    const rank = map?.rank ?? 0;
    return [
      {
        name: decoderInputs.editOffset(layer),
        shape: [hidden],
        data: offset ?? new Float32Array(hidden),
      },
      { name: decoderInputs.editA(layer), shape: [rank, hidden], data: map?.a ?? new Float32Array() },
      { name: decoderInputs.editB(layer), shape: [rank, hidden], data: map?.b ?? new Float32Array() },
    ];
  });
  const criticFeeds = [...layers.corrected.keys()].flatMap((layer) =>
    correctionFeeds(
      hidden,
      layer,
      corrections.find((one) => one.layer === layer),
    ),
  );
  return [...editFeeds, ...criticFeeds, ...expertFeeds(config, layers.experts, experts)];
}

/**
 * One edit that does what several do one after the other. Of x + o₁ + (x·A₁ᵀ)·B₁ followed by (o₂, A₂, B₂): the second map
 * acts on o₁ and on the rows of B₁, then o₂ is added and A₂, B₂ stand below A₁, B₁.
 */
function combined(layer: number, hidden: number, edits: readonly ResidualEdit[]): ResidualEdit {
  return edits.reduce(
    (first, second): ResidualEdit => {
      if (first.offset === null && first.map === null) return second;
      const offset = applied(first.offset ?? new Float32Array(hidden), hidden, second.map);
      offset.forEach((value, i) => (offset[i] = value + (second.offset?.[i] ?? 0)));
      const rank = (first.map?.rank ?? 0) + (second.map?.rank ?? 0);
      const a = new Float32Array(rank * hidden);
      const b = new Float32Array(rank * hidden);
      if (first.map !== null) {
        a.set(first.map.a);
        b.set(applied(first.map.b, hidden, second.map));
      }
      if (second.map !== null) {
        a.set(second.map.a, (rank - second.map.rank) * hidden);
        b.set(second.map.b, (rank - second.map.rank) * hidden);
      }
      return { layer, offset, map: { rank, a, b } };
    },
    { layer, offset: null, map: null },
  );
}

/** v + (v·Aᵀ)·B for each row v of `rows`, [n, hidden]. */
function applied(rows: Float32Array, hidden: number, map: ResidualEdit['map']): Float32Array {
  const result = Float64Array.from(rows);
  for (let r = 0; r < (map?.rank ?? 0); r++) {
    for (let at = 0; at < rows.length; at += hidden) {
      let along = 0;
      for (let i = 0; i < hidden; i++) along += (rows[at + i] ?? 0) * (map?.a[r * hidden + i] ?? 0);
      for (let i = 0; i < hidden; i++) {
        result[at + i] = (result[at + i] ?? 0) + along * (map?.b[r * hidden + i] ?? 0);
      }
    }
  }
  return Float32Array.from(result);
}

/** @throws GuardrailError invalidRequest where a layer is not the model's, a size does not fit or a number is not finite. */
export function checkAccess(config: ModelConfig, access: ResidualAccess): void {
  const { edits, corrections, reads } = access;
  for (const layer of [...[...edits, ...corrections].map((change) => change.layer), ...reads]) {
    if (Number.isInteger(layer) && layer >= 0 && layer < config.layers) continue;
    throw new GuardrailError(
      'invalidRequest',
      `There is no layer ${layer}: the model has layers 0 to ${config.layers - 1}.`,
      'Name one of the layers of the model.',
    );
  }
  checkCorrections(config, corrections);
  checkExperts(config, access.experts);
  for (const { layer, offset, map } of edits) {
    const fits =
      (offset === null || offset.length === config.hiddenSize) &&
      (map === null ||
        (Number.isInteger(map.rank) &&
          map.a.length === map.rank * config.hiddenSize &&
          map.b.length === map.rank * config.hiddenSize));
    const parts = [offset, map?.a, map?.b].map((part) => part ?? new Float32Array());
    if (fits && parts.every((part) => part.every((value) => Number.isFinite(value)))) continue;
    throw new GuardrailError(
      'invalidRequest',
      fits
        ? `The edit of layer ${layer} has numbers that are not finite.`
        : `The edit of layer ${layer} does not fit a residual stream of ${config.hiddenSize} numbers.`,
      'Check that the edit was made for this model.',
    );
  }
}
