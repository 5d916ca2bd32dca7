// trainer_state.json as transformers' TrainerState reads and writes it.
import { z } from 'zod';
import type { TrainingLogEntry } from '../../../protocol/training';
import { checkpointFile } from '../../checkpoints/checkpointErrors';
import { writeFileAtomically } from '../../files/atomicFile';
import { checkShape, withoutMark } from '../../files/jsonFile';
import { readTextFile, type FileKind } from '../../files/textFile';
import { ofRun } from './runFileKind';
import { runFiles } from './runFiles';

const maxBytes = 256_000_000;

/** Other fields of TrainerState have defaults there. */
const trainerStateSchema = z.looseObject({
  best_metric: z.number().nullish(),
  best_global_step: z.number().int().nullish(),
  best_model_checkpoint: z.string().nullish(),
  epoch: z.number().nullish(),
  global_step: z.number().int().nonnegative(),
  max_steps: z.number().int(),
  num_input_tokens_seen: z.number().nullish(),
  log_history: z.array(z.record(z.string(), z.unknown())),
});

export interface TrainerState {
  readonly bestMetric: number | null;
  readonly bestStep: number | null;
  /** Path of the best checkpoint. */
  readonly bestCheckpoint: string | null;
  readonly epoch: number;
  readonly step: number;
  readonly maxSteps: number;
  readonly tokensSeen: number;
  readonly log: readonly TrainingLogEntry[];
}

/** Before the first step. */
export const emptyTrainerState: TrainerState = {
  bestMetric: null,
  bestStep: null,
  bestCheckpoint: null,
  epoch: 0,
  step: 0,
  maxSteps: 0,
  tokensSeen: 0,
  log: [],
};

/** A run's own. null: no such file. @throws GuardrailError storeInvalid where it is none of transformers'. */
export async function readTrainerState(folder: string): Promise<TrainerState | null> {
  return readState(runFiles.trainerState(folder), ofRun(maxBytes));
}

/** The one in a checkpoint. null: no such file. @throws GuardrailError checkpointCorrupt where it is none of transformers'. */
export async function readCheckpointState(folder: string, step: number): Promise<TrainerState | null> {
  return readState(runFiles.trainerState(runFiles.checkpoint(folder, step)), checkpointFile(maxBytes));
}

async function readState(path: string, kind: FileKind): Promise<TrainerState | null> {
  const text = await readTextFile(path, kind);
  if (text === null) return null;
  const state = checkShape(trainerStateSchema, parsed(text) ?? parsed(withoutNaN(text)), path, kind);
  return {
    bestMetric: state.best_metric ?? null,
    bestStep: state.best_global_step ?? null,
    bestCheckpoint: state.best_model_checkpoint ?? null,
    epoch: state.epoch ?? 0,
    step: state.global_step,
    maxSteps: state.max_steps,
    tokensSeen: state.num_input_tokens_seen ?? 0,
    log: state.log_history.map(numbersOf),
  };
}

export async function writeTrainerState(
  path: string,
  state: TrainerState,
  every: { readonly logging: number; readonly evaluation: number; readonly saving: number },
): Promise<void> {
  const json = {
    best_global_step: state.bestStep,
    best_metric: state.bestMetric,
    best_model_checkpoint: state.bestCheckpoint,
    epoch: state.epoch,
    eval_steps: every.evaluation,
    global_step: state.step,
    is_hyper_param_search: false,
    is_local_process_zero: true,
    is_world_process_zero: true,
    log_history: state.log,
    logging_steps: every.logging,
    max_steps: state.maxSteps,
    num_input_tokens_seen: state.tokensSeen,
    num_train_epochs: Math.max(1, Math.ceil(state.epoch)),
    save_steps: every.saving,
    stateful_callbacks: {},
    total_flos: 0,
    train_batch_size: null,
    trial_name: null,
    trial_params: null,
  };
  await writeFileAtomically(path, `${JSON.stringify(json, null, 2)}\n`);
}

/** null where it is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(withoutMark(text));
  } catch {
    return null;
  }
}

/** Python writes NaN and Infinity, which JSON does not have. */
function withoutNaN(text: string): string {
  return text.replace(
    /("(?:[^"\\]|\\.)*")|-?\bInfinity\b|\bNaN\b/g,
    (_, string?: string) => string ?? 'null',
  );
}

function numbersOf(entry: Readonly<Record<string, unknown>>): TrainingLogEntry {
  const numbers = Object.entries(entry).filter(
    // A number that is too large for one, as 1e999, is read as infinite.
    (pair): pair is [string, number] => typeof pair[1] === 'number' && Number.isFinite(pair[1]),
  );
  return { step: 0, ...Object.fromEntries(numbers) };
}
