// What a run's folder says: our own, or one that TRL, transformers or verl wrote.
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { CheckpointFacts } from '../../../protocol/checkpoints';
import type { RunJob } from '../../../protocol/cluster';
import { asGuardrailError, GuardrailError } from '../../../protocol/errors';
import type {
  AlgorithmId,
  SavedCheckpoint,
  TrainingLogEntry,
  TrainingRunFacts,
  TrainingStatus,
} from '../../../protocol/training';
import { readJsonFile } from '../../files/jsonFile';
import { penaltyOf } from '../config/penaltyOf';
import { readRunConfig } from './createRun';
import { readUnjudgedProbes } from '../probe/unjudgedProbes';
import { readEvaluationAnswers, type EvaluationAnswer } from './evaluationAnswers';
import { answerRates, changeMetrics } from './evaluationMetrics';
import { isAlive } from './liveness';
import { readPlan } from './planFile';
import { readPreparedFacts } from './preparedFacts';
import { readProbes } from './probePoints';
import { ofRun } from './runFileKind';
import { checkpointSteps, completionSteps, evaluationSteps, runFiles } from './runFiles';
import { readRunJob } from './runJob';
import { readRunRecord, type RunRecord } from './runRecord';
import { emptyTrainerState, readCheckpointState, readTrainerState, type TrainerState } from './trainerState';
import { verlLog, verlSteps } from './verlRun';

const factsFile = ofRun(64_000_000);

/** @throws GuardrailError storeInvalid where the folder is no run or its files are broken, checkpointCorrupt where its checkpoint is. */
export async function describeRun(folder: string): Promise<TrainingRunFacts> {
  const settled = await settledRecord(
    () => readRunRecord(folder),
    () => isAlive(folder),
  );
  const steps = await checkpointSteps(folder);
  const state = await newestState(folder, steps);
  const rolloutSteps = await completionSteps(folder);
  if (settled === null) {
    const job = await readRunJob(folder);
    if (state === null && job === null) return describeVerl(folder);
    const facts = describeForeign(folder, state ?? emptyTrainerState, steps, rolloutSteps);
    const prepared = await readPreparedFacts(folder);
    const alive = await isAlive(folder);
    return {
      ...facts,
      algorithm: prepared?.algorithm ?? facts.algorithm,
      remarks: prepared?.remarks ?? facts.remarks,
      ...(await evaluated(folder, facts.log, prepared?.accuracy_of ?? null)),
      ...(job === null ? {} : { job, configPath: job.configPath, startedAt: job.submittedAt }),
      ...(job === null ? { status: alive ? 'running' : facts.status } : jobStatus(job, state)),
      probes: await readUnjudgedProbes(folder),
    };
  }
  const { record, status } = settled;
  return {
    folder,
    foreign: false,
    configPath: record.configPath,
    algorithm: record.algorithm,
    base: withoutTensors(await readBase(folder)),
    accuracyOf: record.accuracyOf,
    penalty: await penaltyOfRun(folder, record),
    status,
    reason: record.reason,
    remarks: record.remarks,
    startedAt: record.startedAt,
    updatedAt: record.updatedAt,
    plan: await readPlan(folder),
    step: record.step,
    maxSteps: record.maxSteps,
    log: state?.log ?? [],
    probes: await readProbes(folder),
    checkpoints: savedCheckpoints(folder, steps, state),
    rolloutSteps,
    job: null,
  };
}

/** The log with the evaluations whose answers another trainer wrote (media/python, of verl): what they say is computed here. */
async function evaluated(
  folder: string,
  log: readonly TrainingLogEntry[],
  accuracyOf: TrainingRunFacts['accuracyOf'],
): Promise<Partial<Pick<TrainingRunFacts, 'log' | 'accuracyOf'>>> {
  const entries: TrainingLogEntry[] = [];
  let start: readonly EvaluationAnswer[] | null = null;
  for (const step of await evaluationSteps(folder)) {
    const answers = (await readEvaluationAnswers(folder, step)) ?? [];
    if (answers.length === 0) continue;
    entries.push({ step, ...answerRates(answers), ...(start === null ? {} : changeMetrics(start, answers)) });
    start ??= answers;
  }
  if (entries.length === 0) return {};
  // Stable: an evaluation follows the step that it is of.
  return { log: [...log, ...entries].sort((a, b) => a.step - b.step), accuracyOf };
}

async function penaltyOfRun(folder: string, record: RunRecord): Promise<TrainingRunFacts['penalty']> {
  try {
    return penaltyOf((await readRunConfig(folder, record)).settings);
  } catch (error) {
    if (asGuardrailError(error) === null) throw error;
    return null;
  }
}

/** The Trainer of transformers keeps its state in the checkpoints; `save_state()` and we put it into the folder too. */
async function newestState(folder: string, steps: readonly number[]): Promise<TrainerState | null> {
  const own = await readTrainerState(folder);
  if (own !== null) return own;
  const last = steps.at(-1);
  return last === undefined ? null : readCheckpointState(folder, last);
}

/**
 * What the record says of the run, and whether its process is there. A process writes how it ended before its sign of life goes: so
 * where the sign is gone, a record from before it went is read again, and only one that still goes on is of a run that was interrupted.
 * null: there is none.
 */
export async function settledRecord(
  read: () => Promise<RunRecord | null>,
  alive: () => Promise<boolean>,
): Promise<{ readonly record: RunRecord; readonly status: TrainingStatus } | null> {
  const record = await read();
  if (record === null) return null;
  if (!goesOn(record) || (await alive())) return { record, status: record.status };
  const last = (await read()) ?? record;
  return { record: last, status: goesOn(last) ? 'interrupted' : last.status };
}

function goesOn({ status }: RunRecord): boolean {
  return status === 'running' || status === 'paused';
}

/** Until its job has ended a run goes on, whether it waits for a machine or its machine cannot be seen from here. */
function jobStatus({ end }: RunJob, state: TrainerState | null): Pick<TrainingRunFacts, 'status' | 'reason'> {
  if (end === null) return { status: 'running', reason: null };
  if (end.status === 'failed') {
    return { status: 'failed', reason: end.message ?? 'The job failed; its log says why.' };
  }
  if (end.status === 'stopped') return { status: 'stopped', reason: null };
  if (state === null)
    return { status: 'failed', reason: 'The job ended and wrote no run; its log says more.' };
  if (state.step >= state.maxSteps) return { status: 'finished', reason: null };
  return { status: 'halted', reason: 'It ended by itself before its last step; its log says why.' };
}

/** Written by this program; nothing of it is trusted beyond being shown. */
export function readBase(folder: string): Promise<CheckpointFacts | null> {
  return readFacts(runFiles.base(folder));
}

/** The adapter that the run trains further, over its base; null: it trains none further, or does not say. */
export function readStartAdapter(folder: string): Promise<CheckpointFacts | null> {
  return readFacts(runFiles.start(folder));
}

async function readFacts(path: string): Promise<CheckpointFacts | null> {
  const json = await readJsonFile(path, z.unknown(), factsFile);
  return isFacts(json) ? json : null;
}

function withoutTensors(facts: CheckpointFacts | null): TrainingRunFacts['base'] {
  if (facts === null) return null;
  const { tensors: _, ...rest } = facts;
  return rest;
}

function isFacts(json: unknown): json is CheckpointFacts {
  return typeof json === 'object' && json !== null && 'fingerprint' in json && 'architecture' in json;
}

function savedCheckpoints(
  folder: string,
  steps: readonly number[],
  state: TrainerState | null,
): SavedCheckpoint[] {
  const best = state?.bestCheckpoint ?? null;
  return steps.map((step) => {
    const path = runFiles.checkpoint(folder, step);
    return {
      step,
      path,
      best: best === null ? step === state?.bestStep : new RegExp(`checkpoint-${step}$`).test(best),
    };
  });
}

function describeForeign(
  folder: string,
  state: TrainerState,
  steps: readonly number[],
  rolloutSteps: readonly number[],
): TrainingRunFacts {
  return {
    folder,
    foreign: true,
    configPath: resolve(join(folder, 'trainer_state.json')),
    algorithm: guessAlgorithm(state),
    base: null,
    accuracyOf: null,
    penalty: null,
    status: state.step >= state.maxSteps ? 'finished' : 'stopped',
    reason: null,
    remarks: [],
    startedAt: '',
    updatedAt: '',
    plan: null,
    step: state.step,
    maxSteps: state.maxSteps,
    log: state.log,
    probes: [],
    checkpoints: savedCheckpoints(folder, steps, state),
    rolloutSteps,
    job: null,
  };
}

/** A folder of nothing but verl's rollouts. @throws GuardrailError storeInvalid where it is none. */
async function describeVerl(folder: string): Promise<TrainingRunFacts> {
  const steps = await verlSteps(folder);
  const { log, remarks } = await verlLog(folder, steps);
  const last = log.length + remarks.length === 0 ? undefined : steps.at(-1);
  if (last === undefined) throw noRun(folder);
  const state = { ...emptyTrainerState, step: last, maxSteps: last, log };
  return {
    ...describeForeign(folder, state, [], steps),
    algorithm: 'grpo',
    status: 'stopped',
    remarks,
    configPath: folder,
  };
}

/** By the metrics that only they log. */
function guessAlgorithm(state: TrainerState): AlgorithmId {
  const keys = new Set(state.log.flatMap((entry) => Object.keys(entry)));
  if (keys.has('rewards/chosen')) return 'dpo';
  if (keys.has('objective/rlhf_reward')) return keys.has('loss/value_avg') ? 'ppo' : 'rloo';
  return keys.has('reward') ? 'grpo' : 'sft';
}

function noRun(folder: string): GuardrailError {
  return new GuardrailError(
    'storeInvalid',
    `${folder} is no training run: it has neither run.json nor trainer_state.json, nor verl's rollouts.`,
    'Give the folder that a training run wrote (its `output_dir`).',
  );
}
