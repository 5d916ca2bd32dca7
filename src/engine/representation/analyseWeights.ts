// How the weights of two checkpoints of one shape differ, projection by projection.
import type {
  ModuleChange,
  WeightsAnalysis,
  WeightsProgress,
  WeightsRequest,
} from '../../protocol/representation';
import { GuardrailError } from '../../protocol/errors';
import {
  effectiveRank,
  frobeniusNorm,
  spectrumOf,
  subspaceOverlap,
  type Matrix,
  type Spectrum,
} from '../../safety/representation/spectrum';
import type { AdapterModule } from '../adapters/adapter';
import type { ComparisonFacts } from '../../protocol/comparison';
import { requireSameSubject } from '../comparison/sameSubject';
import { throwIfCancelled } from '../cancellation';
import type { OpenCheckpoint, TensorSource } from '../checkpoints/checkpoint';
import { moduleName, projections, projectionShape, type ProjectionPlace } from '../checkpoints/projections';
import { readFloats } from '../checkpoints/safetensors/readFloats';
import type { EngineContext } from '../engineContext';
import { madeBy, type Made } from '../tokens/made';

export interface WeightsRun extends WeightsRequest {
  /** What a comparison says that the two were; null: nothing does. */
  readonly known: Pick<ComparisonFacts, 'base' | 'tuned'> | null;
  readonly signal: AbortSignal;
  readonly progress: (progress: WeightsProgress) => void;
}

/** Of the smaller dimension: beyond, one spectrum takes minutes. */
const largestSpectrum = 2048;

/**
 * One module is in memory at a time. Where two checkpoints share a tensor, the change is that of their adapters alone, without
 * the rounding of a sum with W.
 * @throws GuardrailError incomparable where the shapes differ, or a checkpoint is not the comparison's; checkpointCorrupt for NaN; cancelled; what opening throws
 */
export async function analyseWeights(
  context: EngineContext,
  run: WeightsRun,
): Promise<Made<WeightsAnalysis>> {
  const opened: OpenCheckpoint[] = [];
  const open = async (ref: WeightsRun['base']): Promise<OpenCheckpoint> => {
    // The numbers themselves are compared, however a comparison computes with them.
    const checkpoint = await context.open({ ...ref, precision: 'exact' }, run.signal);
    opened.push(checkpoint);
    return checkpoint;
  };
  try {
    const base = await open(run.base);
    const tuned = await open(run.tuned);
    const other = run.other === null ? null : await open(run.other);
    const facts = { base: await base.facts(run.signal), tuned: await tuned.facts(run.signal) };
    requireSameSubject(run.known?.base ?? null, facts.base);
    requireSameSubject(run.known?.tuned ?? null, facts.tuned);
    return { value: await changesOf({ base, tuned, other }, run), ...madeBy(facts), prompts: 0 };
  } finally {
    for (const checkpoint of opened.reverse()) await checkpoint.dispose();
  }
}

export interface WeightsOf {
  readonly base: OpenCheckpoint;
  readonly tuned: OpenCheckpoint;
  readonly other: OpenCheckpoint | null;
}

/** As `analyseWeights`, of checkpoints that are open. */
export async function changesOf(
  { base, tuned, other }: WeightsOf,
  { directions, signal, progress }: Pick<WeightsRun, 'directions' | 'signal' | 'progress'>,
): Promise<WeightsAnalysis> {
  const places = Array.from({ length: base.config.layers }, (_, layer) =>
    projections.map((projection): ProjectionPlace => ({ layer, projection })),
  ).flat();
  for (const place of places) {
    for (const one of [tuned, other]) if (one !== null) requireSameShape(base, one, place);
  }
  const modules: ModuleChange[] = [];
  let [changed, whole, skipped] = [0, 0, 0];
  for (const [done, place] of places.entries()) {
    throwIfCancelled(signal);
    progress({ done, total: places.length });
    const weights = await weightsAt(base, place);
    const delta = await changeAt(base, tuned, place, weights);
    const [deltaNorm, norm] = [delta === null ? 0 : frobeniusNorm(delta), frobeniusNorm(weights)];
    changed += deltaNorm ** 2;
    whole += norm ** 2;
    const relativeNorm = norm === 0 ? 0 : deltaNorm / norm;
    const described = { ...place, relativeNorm };
    if (delta === null || deltaNorm === 0) {
      modules.push({ ...described, effectiveRank: 0, withWeights: null, withOther: null });
    } else if (Math.min(delta.rows, delta.columns) > largestSpectrum) {
      skipped++;
      modules.push({ ...described, effectiveRank: null, withWeights: null, withOther: null });
    } else {
      const spectrum = spectrumOf(delta, directions);
      const against = (second: Spectrum | null) =>
        second === null ? null : subspaceOverlap(spectrum.principal, second.principal);
      const otherDelta = other === null ? null : await changeAt(base, other, place, weights);
      modules.push({
        ...described,
        effectiveRank: effectiveRank(spectrum.singularValues),
        withWeights: against(spectrumOf(weights, directions)),
        withOther: against(otherDelta === null ? null : spectrumOf(otherDelta, directions)),
      });
    }
  }
  progress({ done: places.length, total: places.length });
  return {
    modules,
    relativeNorm: whole === 0 ? 0 : Math.sqrt(changed / whole),
    notes: notesOf(skipped, other !== null),
  };
}

/** W + scale · B·A, [out, in]. */
async function weightsAt(checkpoint: OpenCheckpoint, place: ProjectionPlace): Promise<Matrix> {
  const [rows, columns] = projectionShape(checkpoint.config, place.projection);
  const data = await readFloats(tensorAt(checkpoint, place));
  addUpdate(data, checkpoint.adapter?.at(place.layer, place.projection) ?? null, 1);
  return { rows, columns, data };
}

/** null: the two have the same tensor and no adapter. */
async function changeAt(
  base: OpenCheckpoint,
  tuned: OpenCheckpoint,
  place: ProjectionPlace,
  weights: Matrix,
): Promise<Matrix | null> {
  const [before, after] = [tensorAt(base, place), tensorAt(tuned, place)];
  const { rows, columns } = weights;
  if (before.file !== after.file || before.offset !== after.offset) {
    const { data } = await weightsAt(tuned, place);
    for (let i = 0; i < data.length; i++) data[i] = (data[i] ?? 0) - (weights.data[i] ?? 0);
    return { rows, columns, data };
  }
  const updates = [base, tuned].map(({ adapter }) => adapter?.at(place.layer, place.projection) ?? null);
  const [old = null, now = null] = updates;
  if (old === null && now === null) return null;
  const data = new Float32Array(rows * columns);
  addUpdate(data, now, 1);
  addUpdate(data, old, -1);
  return { rows, columns, data };
}

function addUpdate(data: Float32Array, module: AdapterModule | null, sign: 1 | -1): void {
  if (module === null) return;
  const { rank, scale, a, b } = module;
  const columns = a.length / rank;
  for (let row = 0; row < b.length / rank; row++) {
    for (let k = 0; k < rank; k++) {
      const factor = sign * scale * (b[row * rank + k] ?? 0);
      if (factor === 0) continue;
      const [at, from] = [row * columns, k * columns];
      for (let i = 0; i < columns; i++) data[at + i] = (data[at + i] ?? 0) + factor * (a[from + i] ?? 0);
    }
  }
}

function tensorAt({ tensors }: OpenCheckpoint, place: ProjectionPlace): TensorSource {
  const name = `${moduleName(place)}.weight`;
  const tensor = tensors.get(name);
  if (tensor !== undefined) return tensor;
  throw new GuardrailError(
    'checkpointCorrupt',
    `The checkpoint has no tensor ${name}.`,
    'Check that every shard of the checkpoint is there.',
  );
}

function requireSameShape(base: OpenCheckpoint, one: OpenCheckpoint, place: ProjectionPlace): void {
  const [left, right] = [
    projectionShape(base.config, place.projection),
    projectionShape(one.config, place.projection),
  ];
  const same = base.config.layers === one.config.layers && left.every((size, i) => size === right[i]);
  if (same) return;
  throw new GuardrailError(
    'incomparable',
    `The checkpoints differ in shape at ${moduleName(place)} ([${left.join(', ')}] and [${right.join(', ')}], ${base.config.layers} and ${one.config.layers} layers).`,
    'Compare a checkpoint with the base that it was trained from.',
  );
}

function notesOf(skipped: number, other: boolean): string[] {
  return [
    'Embeddings, norms and biases are not among these: the figures are of the seven projections of each block.',
    ...(skipped === 0
      ? []
      : [
          `${skipped} matrices are larger than ${largestSpectrum} in both dimensions: their ranks and subspaces are left out.`,
        ]),
    ...(other
      ? []
      : [
          'Subspaces of two changes were not compared: that takes another checkpoint of the same base (on the command line, weights --other).',
        ]),
  ];
}
