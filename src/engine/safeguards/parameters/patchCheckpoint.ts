// Makes another adapter or checkpoint of one: the change of a task and that of a checkpoint with the guardrail, combined over the
// base that both were trained from.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { CheckpointFacts, CheckpointRef } from '../../../protocol/checkpoints';
import { GuardrailError } from '../../../protocol/errors';
import {
  safeguardFile,
  type PatchedCheckpoint,
  type PatchProgress,
  type PatchRequest,
  type PatchResult,
} from '../../../protocol/safeguards';
import { mostColumns } from '../../../safety/subjects/columns';
import { saveAdapter } from '../../adapters/peft/saveAdapter';
import { throwIfCancelled } from '../../cancellation';
import { weightsKey, type OpenCheckpoint, type TensorSource } from '../../checkpoints/checkpoint';
import { moduleName } from '../../checkpoints/projections';
import { readFloats } from '../../checkpoints/safetensors/readFloats';
import type { EngineContext } from '../../engineContext';
import { writeFileAtomically } from '../../files/atomicFile';
import { changesOf } from '../../representation/analyseWeights';
import { configFolder, copyCompanions, writeModelFolder } from '../../training/checkpoint/modelFolder';
import { requireFree, writeWhole } from '../wholeFolder';
import type { Combine } from './parameterSafeguard';
import { parameterSafeguards } from './parameterSafeguards';
import { sumOfAdapters, type Weights } from './sumOfAdapters';
import { weightChange } from './weightChanges';

export interface PatchRun {
  readonly signal: AbortSignal;
  readonly progress: (progress: PatchProgress) => void;
}

/** That are compared: the rank that a refusal patch is trained with. */
const directions = 16;

/**
 * Two adapters of one base, or an adapter and its base, give an adapter where the method keeps their low rank, everything else a Hugging Face folder. Each
 * checkpoint is there whole or not at all, with a `safeguard.json` that says what it was made of. One tensor of each side is in
 * memory at a time.
 * @throws GuardrailError invalidRequest (weights, a target that is there, no base), configInvalid (options), incomparable (other
 * shapes or tokenizers), checkpointUnsupported (whole weights over a GGUF file), storeWriteFailed, cancelled; what opening throws
 */
export async function patchCheckpoint(
  context: Pick<EngineContext, 'open'>,
  request: PatchRequest,
  run: PatchRun,
): Promise<PatchResult> {
  const method = parameterSafeguards[request.method];
  const places = await placesOf(request);
  // Before anything is opened: every weight has to suit the method.
  const combiners = places.map(({ weight }) => method.combiner({ ...request.options, weight }));
  const opened: OpenCheckpoint[] = [];
  try {
    const sides = await openSides(context, request, run, opened);
    const { base, task, safety, facts } = sides;
    const overlap = method.showsOverlap
      ? await changesOf(
          { base, tuned: safety, other: task },
          {
            directions,
            signal: run.signal,
            progress: ({ done, total }) => run.progress({ phase: 'comparing', done, total }),
          },
        )
      : null;
    const changed = [task, safety];
    const asAdapter =
      method.keepsLowRank &&
      changed.some(({ adapter }) => adapter !== null) &&
      changed.every((one) => weightsKey(one) === weightsKey(base));
    const checkpoints: PatchedCheckpoint[] = [];
    for (const [index, place] of places.entries()) {
      const combine = combiners[index];
      if (combine === undefined) continue;
      const progress = stepsOf(run, base.tensors.size, index, places.length);
      await writeWhole(place.path, async (folder) => {
        await (asAdapter
          ? writeAdapter(folder, sides, combine, progress)
          : writeWeights(folder, request, sides, combine, progress));
        await writeOrigin(folder, request, place.weight, facts);
      });
      checkpoints.push({ ...place, format: asAdapter ? 'peft' : 'huggingface' });
    }
    return { checkpoints, overlap, notes: notesOf(sides, asAdapter) };
  } finally {
    for (const checkpoint of opened.reverse()) await checkpoint.dispose();
  }
}

interface Sides {
  readonly base: OpenCheckpoint;
  readonly task: OpenCheckpoint;
  readonly safety: OpenCheckpoint;
  readonly facts: Readonly<Record<'base' | 'task' | 'safety', CheckpointFacts>>;
}

interface Place {
  readonly path: string;
  readonly weight: number;
}

/** @throws GuardrailError invalidRequest */
async function placesOf({ weights, target }: PatchRequest): Promise<Place[]> {
  const different = new Set(weights);
  if (weights.length === 0 || different.size < weights.length || weights.length > mostColumns) {
    throw new GuardrailError(
      'invalidRequest',
      `A patch is made for 1 to ${mostColumns} different weights, not for [${weights.join(', ')}].`,
      'Name each weight once.',
    );
  }
  await requireFree(target);
  const [only] = weights;
  if (weights.length === 1 && only !== undefined) return [{ path: target, weight: only }];
  return weights.map((weight) => ({ path: join(target, `weight-${weight}`), weight }));
}

async function openSides(
  { open }: Pick<EngineContext, 'open'>,
  { task: taskRef, base: baseRef, safety: safetyRef }: PatchRequest,
  { signal, progress }: PatchRun,
  opened: OpenCheckpoint[],
): Promise<Sides> {
  const openExactly = async (ref: CheckpointRef): Promise<OpenCheckpoint> => {
    const checkpoint = await open({ ...ref, precision: 'exact' }, signal);
    opened.push(checkpoint);
    return checkpoint;
  };
  progress({ phase: 'reading', done: 0, total: 3 });
  if (baseRef !== null && isAdapterFolder(baseRef.path)) throw adapterAsBase(baseRef.path);
  const task = await openExactly(over(taskRef, baseRef?.path));
  const taskFacts = await task.facts(signal);
  const basePath = baseRef?.path ?? taskFacts.base?.path;
  if (basePath === undefined) throw noBase(taskRef.path);
  progress({ phase: 'reading', done: 1, total: 3 });
  const base = await openExactly({ path: basePath });
  if (base.adapter !== null) throw adapterAsBase(basePath);
  const baseFacts = await base.facts(signal);
  progress({ phase: 'reading', done: 2, total: 3 });
  const safety = await openExactly(over(safetyRef, basePath));
  const safetyFacts = await safety.facts(signal);
  for (const [one, facts] of [
    [task, taskFacts],
    [safety, safetyFacts],
  ] as const) {
    requireSameShapes(base, one, facts.path);
    if (facts.tokenizerHash !== baseFacts.tokenizerHash && one === safety) {
      throw otherTokenizer(facts.path, basePath);
    }
  }
  progress({ phase: 'reading', done: 3, total: 3 });
  return { base, task, safety, facts: { base: baseFacts, task: taskFacts, safety: safetyFacts } };
}

/** An adapter runs over the base that the patch is made over. */
function over(ref: CheckpointRef, basePath: string | undefined): CheckpointRef {
  return isAdapterFolder(ref.path) && basePath !== undefined
    ? { path: ref.path, basePath }
    : { path: ref.path };
}

function isAdapterFolder(path: string): boolean {
  return existsSync(join(path, 'adapter_config.json'));
}

/** @throws GuardrailError incomparable naming the first tensor that differs */
function requireSameShapes(base: OpenCheckpoint, one: OpenCheckpoint, path: string): void {
  const names = new Set([...base.tensors.keys(), ...one.tensors.keys()]);
  for (const name of names) {
    const [own, other] = [base.tensors.get(name), one.tensors.get(name)];
    if (own !== undefined && other !== undefined && own.shape.join() === other.shape.join()) continue;
    const shapes = [own, other].map((tensor) =>
      tensor === undefined ? 'none' : `[${tensor.shape.join(', ')}]`,
    );
    throw new GuardrailError(
      'incomparable',
      `${path} has another shape than the base at ${name} (${shapes[1] ?? ''} and ${shapes[0] ?? ''}).`,
      'Patch with checkpoints that were trained from one base.',
    );
  }
}

type Step = () => void;

function stepsOf({ signal, progress }: PatchRun, tensors: number, index: number, checkpoints: number): Step {
  let done = index * tensors;
  return () => {
    throwIfCancelled(signal);
    progress({
      phase: 'writing',
      done: Math.min(++done, (index + 1) * tensors),
      total: tensors * checkpoints,
    });
  };
}

async function writeAdapter(folder: string, sides: Sides, combine: Combine, step: Step): Promise<void> {
  const { base, task, safety, facts } = sides;
  const weights = new Map<string, Weights>();
  for (const tensor of base.tensors.values()) {
    step();
    const combined = combine(await changesAt(tensor, sides));
    if (combined.kind === 'sum') weights.set(tensor.name, combined);
  }
  const sum = sumOfAdapters(base.config, task.adapter, safety.adapter, (place) => {
    const found = weights.get(`${moduleName(place)}.weight`);
    if (found === undefined) throw new RangeError(`${moduleName(place)} is no weighted sum.`);
    return found;
  });
  await saveAdapter(folder, sum, resolve(facts.base.path));
  await copyCompanions(facts.task.path, folder);
}

async function writeWeights(
  folder: string,
  { dtype }: PatchRequest,
  sides: Sides,
  combine: Combine,
  step: Step,
): Promise<void> {
  const { base, task, facts } = sides;
  const isAdapter = task.adapter !== null;
  const tensors = [...base.tensors.values()].map((tensor) => ({
    name: tensor.name,
    shape: tensor.shape,
    read: async () => {
      step();
      return patched(tensor, sides, combine);
    },
  }));
  const from = configFolder(isAdapter ? facts.base.path : facts.task.path);
  await writeModelFolder(folder, from, tensors, { config: base.config, dtype });
  // What an adapter brings of its own: tokenizer and chat template.
  if (isAdapter) await copyCompanions(facts.task.path, folder);
}

/** W + what the method makes of both changes. */
async function patched(tensor: TensorSource, sides: Sides, combine: Combine): Promise<Float32Array> {
  const weights = await readFloats(tensor);
  const changes = await changesAt(tensor, sides);
  const combined = combine(changes);
  for (let i = 0; i < weights.length; i++) {
    const change =
      combined.kind === 'values'
        ? (combined.values[i] ?? 0)
        : combined.task * (changes.task[i] ?? 0) + combined.safety * (changes.safety[i] ?? 0);
    weights[i] = (weights[i] ?? 0) + change;
  }
  return weights;
}

async function changesAt(tensor: TensorSource, { task, safety }: Sides) {
  return { task: await weightChange(tensor, task), safety: await weightChange(tensor, safety) };
}

/** `base`: as what the trainer leaves says it, so that a comparison over other weights warns (checkpoints/peft/trainedOver). */
async function writeOrigin(
  folder: string,
  { method, options }: PatchRequest,
  weight: number,
  { base, task, safety }: Sides['facts'],
): Promise<void> {
  const origin = {
    safeguard: method,
    options: { ...options, weight },
    base: base.fingerprint,
    task: { name: task.name, fingerprint: task.fingerprint },
    safety: { name: safety.name, fingerprint: safety.fingerprint },
  };
  await writeFileAtomically(join(folder, safeguardFile), `${JSON.stringify(origin, null, 2)}\n`);
}

function notesOf({ facts, task, safety }: Sides, asAdapter: boolean): string[] {
  const others = [facts.task, facts.safety].filter(
    ({ adapter }) => adapter?.trainedOver != null && adapter.trainedOver !== facts.base.fingerprint,
  );
  return [
    ...others.map(({ name }) => `${name} was trained over other weights than ${facts.base.name}.`),
    ...(asAdapter || (task.adapter === null && safety.adapter === null)
      ? []
      : ['Whole weights were written: this is not of low rank, or an adapter brings whole tensors.']),
  ];
}

function noBase(path: string): GuardrailError {
  return new GuardrailError(
    'invalidRequest',
    `${path} is no adapter, so that it does not say what it was trained from.`,
    'Name its base (--base).',
  );
}

function adapterAsBase(path: string): GuardrailError {
  return new GuardrailError(
    'invalidRequest',
    `The base ${path} is itself an adapter.`,
    'Name the checkpoint with all its weights that both were trained from.',
  );
}

function otherTokenizer(path: string, basePath: string): GuardrailError {
  return new GuardrailError(
    'incomparable',
    `${path} has another tokenizer than ${basePath}: its embeddings stand for other words.`,
    'Patch with checkpoints that were trained from one base.',
  );
}
