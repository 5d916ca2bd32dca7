// Optimiser and progress in a checkpoint: written beside the weights, read back bit for bit.
import { join } from 'node:path';
import { GuardrailError } from '../../../protocol/errors';
import { trainingStateFile } from '../../../protocol/training';
import { checkpointCorrupt, checkpointFile } from '../../checkpoints/checkpointErrors';
import type { RawTensor } from '../../checkpoints/fingerprints';
import { readFloats } from '../../checkpoints/safetensors/readFloats';
import { readSafetensorsHeader } from '../../checkpoints/safetensors/readHeader';
import type { Trainable } from '../model/trainingModel';
import type { AdamW } from '../optimizer/adamW';
import type { ParameterAverage } from '../optimizer/parameterAverage';
import { writeFileAtomically } from '../../files/atomicFile';
import { readJsonFile } from '../../files/jsonFile';
import { progressStateSchema, type ProgressState } from './progressState';
import { float32Tensors, writeSafetensors } from '../../checkpoints/safetensors/writeSafetensors';

const tensorsName = 'optimizer.safetensors';
const progressFile = checkpointFile(100_000);

export interface ResumableState {
  readonly trainables: readonly Trainable[];
  readonly optimizer: AdamW;
  readonly average: ParameterAverage | null;
}

/** The trained tensors too, as they are: what is saved for use may be rounded or averaged. */
export async function saveResumeState(
  folder: string,
  state: ResumableState,
  progress: ProgressState,
): Promise<void> {
  const { exp_avg, exp_avg_sq } = state.optimizer.state();
  const shaped = (values: Readonly<Record<string, Float32Array>>) =>
    state.trainables.map(({ name, shape }) => ({ name, shape, data: values[name] ?? new Float32Array() }));
  await writeSafetensors(join(folder, tensorsName), [
    ...float32Tensors('param.', state.trainables),
    ...float32Tensors('exp_avg.', shaped(exp_avg)),
    ...float32Tensors('exp_avg_sq.', shaped(exp_avg_sq)),
    ...(state.average === null ? [] : float32Tensors('average.', shaped(state.average.state()))),
  ]);
  await writeFileAtomically(join(folder, trainingStateFile), `${JSON.stringify(progress, null, 2)}\n`);
}

/**
 * Puts a checkpoint's values into the tensors, the optimiser and the average.
 * @throws GuardrailError checkpointCorrupt where the checkpoint is damaged, or of another model or configuration; nothing is
 * changed then.
 */
export async function loadResumeState(folder: string, state: ResumableState): Promise<ProgressState> {
  const progress = await ofCheckpoint(folder, () => readProgress(folder));
  const { tensors } = await ofCheckpoint(folder, () => readSafetensorsHeader(join(folder, tensorsName)));
  const read = async (prefix: string): Promise<Record<string, Float32Array>> => {
    const values: Record<string, Float32Array> = {};
    for (const trainable of state.trainables) {
      const tensor = fitting(folder, tensors, prefix, trainable);
      values[trainable.name] = await ofCheckpoint(folder, () => readFloats(tensor));
    }
    return values;
  };
  checkNames(folder, tensors, state);
  const parameters = await read('param.');
  const exp_avg = await read('exp_avg.');
  const exp_avg_sq = await read('exp_avg_sq.');
  const average = state.average === null ? null : await read('average.');
  state.optimizer.restore({ step: progress.updates, exp_avg, exp_avg_sq });
  if (average !== null) state.average?.restore(average);
  for (const { name, data } of state.trainables) data.set(parameters[name] ?? []);
  return progress;
}

async function readProgress(folder: string): Promise<ProgressState> {
  const state = await readJsonFile(join(folder, trainingStateFile), progressStateSchema, progressFile);
  if (state === null) throw notResumable(folder);
  return state;
}

/** Reads of a run's own checkpoint: there is no original to fetch again where it is damaged, but an earlier one. */
export async function ofCheckpoint<T>(folder: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof GuardrailError) || error.code === 'cancelled') throw error;
    const advice = `Remove ${folder}: the run then goes on from the checkpoint before it, or from its start.`;
    throw new GuardrailError(error.code, error.message, advice, { cause: error });
  }
}

function fitting(
  folder: string,
  tensors: ReadonlyMap<string, RawTensor>,
  prefix: string,
  { name, shape }: Trainable,
): RawTensor {
  const tensor = tensors.get(prefix + name);
  if (tensor?.shape.join() === shape.join()) return tensor;
  throw anotherModel(folder, name);
}

function checkNames(folder: string, tensors: ReadonlyMap<string, RawTensor>, state: ResumableState): void {
  const known = new Set(state.trainables.map(({ name }) => `param.${name}`));
  const extra = [...tensors.keys()].find((name) => name.startsWith('param.') && !known.has(name));
  if (extra !== undefined) throw anotherModel(folder, extra.slice('param.'.length));
}

function anotherModel(folder: string, name: string): GuardrailError {
  return checkpointCorrupt(
    `${folder} cannot be resumed: its ${name} does not fit the model and the trained tensors of this run.`,
    'It was saved from another base checkpoint or with other `lora` settings. Start a new run, or put the original model back.',
  );
}

function notResumable(folder: string): GuardrailError {
  return new GuardrailError(
    'checkpointNotFound',
    `${folder} has no ${trainingStateFile}: it cannot be resumed from.`,
    'Only checkpoints saved by Guardrail Lens can be resumed.',
  );
}
