// One run from its folder: opens or resumes it, runs the loop, and leaves its record saying how it ended.
import { rm } from 'node:fs/promises';
import type { CheckpointFacts } from '../../../protocol/checkpoints';
import { GuardrailError, toErrorData } from '../../../protocol/errors';
import type { TrainingProgress, TrainingRunFacts } from '../../../protocol/training';
import type { OpenCheckpoint } from '../../checkpoints/checkpoint';
import { checkpointCorrupt } from '../../checkpoints/checkpointErrors';
import { defaultThreads } from '../../runtime/session';
import { resumedDifferently, type ProgressState } from '../checkpoint/progressState';
import { loadResumeState, ofCheckpoint } from '../checkpoint/resumeState';
import { loadSafeguardStates } from '../checkpoint/safeguardStates';
import { removeUnfinished } from '../checkpoint/saveCheckpoint';
import { writeFileAtomically } from '../../files/atomicFile';
import { progressWriter } from '../run/progressWriter';
import { watchControl } from '../run/controlWatcher';
import { accuracyOf, readRunConfig } from '../run/createRun';
import { describeRun, readBase, readStartAdapter } from '../run/describeRun';
import { writePlan } from '../run/planFile';
import { readProbes, writeProbes } from '../run/probePoints';
import { checkpointSteps, completionSteps, evaluationSteps, probeSteps, runFiles } from '../run/runFiles';
import { lockRun } from '../run/runLock';
import { readRunRecord, writeRunRecord, type RunRecord } from '../run/runRecord';
import { emptyTrainerState, readCheckpointState, type TrainerState } from '../run/trainerState';
import { beginSafeguards } from './beginSafeguards';
import { memoryAdvice } from './memoryAdvice';
import { openSession, type TrainingTools, type TrainSession } from './openSession';
import { planRun } from './planRun';
import { PhaseMeter } from './phaseMeter';
import { RunJournal } from './runJournal';
import { isStop, trainLoop, type RunEnd } from './trainLoop';

export interface TrainRequest {
  readonly folder: string;
  /** Go on from the last checkpoint (or from step 0 where there is none yet). */
  readonly resume: boolean;
  /** In place of the configuration's steps, from now on; absent: as before. */
  readonly maxSteps?: number;
  /** What a front end asked of the run before this time, ms since the epoch, was asked of another process; absent: before now. */
  readonly askedSince?: number;
  readonly signal: AbortSignal;
  readonly progress: (progress: TrainingProgress) => void;
  /** Awaited before each step, and no part of its time. */
  readonly beforeStep?: () => Promise<void>;
}

/**
 * @throws GuardrailError: storeInvalid, storeBusy, configInvalid, and whatever opening, a step or the disk reports; the record
 * then says `failed` and why.
 */
export async function trainRun(tools: TrainingTools, request: TrainRequest): Promise<TrainingRunFacts> {
  const { folder } = request;
  const known = await readRunRecord(folder);
  if (known === null) throw noRun(folder);
  const { maxSteps } = request;
  const record = maxSteps === undefined ? known : { ...known, askedSteps: maxSteps };
  const lock = await lockRun(folder);
  try {
    await runLocked(tools, request, record);
  } finally {
    await lock.release();
  }
  return describeRun(folder);
}

async function runLocked(tools: TrainingTools, request: TrainRequest, record: RunRecord): Promise<void> {
  const { folder } = request;
  const steps = await checkpointSteps(folder);
  const from = steps.at(-1) ?? 0;
  if (!request.resume && (from > 0 || record.step > 0)) throw begun(folder, record.step);
  const { maxSteps } = request;
  if (maxSteps !== undefined && maxSteps <= from) throw tooFewSteps(folder, from, maxSteps);
  await removeUnfinished(folder);
  await writeRunRecord(folder, {
    ...record,
    status: 'running',
    reason: null,
    step: from,
    updatedAt: new Date().toISOString(),
    versions: { ...tools.versions },
  });
  const control = await watchControl(folder, request.signal, request.askedSince);
  const writer = progressWriter(folder);
  let phase: TrainingProgress['phase'] = 'opening';
  const progress = (value: TrainingProgress): void => {
    phase = value.phase;
    writer.write(value);
    request.progress(value);
  };
  try {
    await openAndTrain(tools, { ...request, progress }, record, from, control);
  } catch (thrown) {
    const error = memoryAdvice(thrown, phase);
    await recordFailure(folder, error);
    throw error;
  } finally {
    control.dispose();
    await writer.end();
  }
}

async function openAndTrain(
  tools: TrainingTools,
  request: TrainRequest,
  record: RunRecord,
  from: number,
  control: Awaited<ReturnType<typeof watchControl>>,
): Promise<void> {
  const { folder } = request;
  const { settings, remarks } = await readRunConfig(folder, record);
  const session = await openSession(settings, tools, control, (maxSteps) => {
    return new PhaseMeter(from, maxSteps, request.progress);
  });
  try {
    session.meter.enter('opening');
    const base = await recordBase(folder, session.base, from, control.signal);
    const restored = await restore(session, folder, from, base);
    const state = await rewind(session, folder, from);
    const journal = new RunJournal(folder, settings, {
      record: {
        ...record,
        accuracyOf: accuracyOf(settings),
        remarks: [...remarks, ...session.remarks, ...restored.remarks],
        versions: { ...tools.versions },
      },
      state,
      probes: await readProbes(folder),
    });
    await journal.setStatus('running');
    const end =
      (from === 0 ? await tryFirstStep(session, folder) : null) ??
      (await trainLoop(session, journal, restored.progress, request.beforeStep));
    await journal.setStatus(end.status, end.reason);
  } finally {
    await session.dispose();
  }
}

/** Writes what the run will take. What it gives is the end of a run that was stopped meanwhile; null: it goes on. */
async function tryFirstStep(session: TrainSession, folder: string): Promise<RunEnd | null> {
  session.meter.enter('trial');
  try {
    await writePlan(folder, await planRun(session, folder));
    return null;
  } catch (error) {
    if (isStop(error, session.control.signal)) return { status: 'stopped', reason: null };
    throw error;
  }
}

interface Restored {
  readonly progress: ProgressState;
  readonly remarks: readonly string[];
}

async function restore(session: TrainSession, folder: string, from: number, base: string): Promise<Restored> {
  const { seed, threads } = session.settings;
  const now = { seed, threads: threads ?? defaultThreads, base };
  if (from === 0) {
    await beginSafeguards(session, null);
    return { progress: freshProgress(now), remarks: [] };
  }
  const checkpoint = runFiles.checkpoint(folder, from);
  const states = await ofCheckpoint(checkpoint, () => loadSafeguardStates(checkpoint));
  await beginSafeguards(session, states);
  const saved = await loadResumeState(checkpoint, {
    trainables: session.model.trainables,
    optimizer: session.optimizer,
    average: session.average,
  });
  return { progress: { ...saved, ...now }, remarks: resumedDifferently(saved, now) };
}

function freshProgress(now: Pick<ProgressState, 'seed' | 'threads' | 'base'>): ProgressState {
  return {
    format: 'guardrail-lens/training-state/1',
    ...now,
    step: 0,
    updates: 0,
    itemsTaken: 0,
    tokensSeen: 0,
    zeroStdSteps: 0,
    seconds: 0,
  };
}

/** What was written after the checkpoint that the run goes on from will be written again, the same. */
async function rewind(session: TrainSession, folder: string, from: number): Promise<TrainerState> {
  const later = async (steps: Promise<number[]>, path: (folder: string, step: number) => string) => {
    for (const step of await steps) if (step > from) await rm(path(folder, step), { force: true });
  };
  await later(completionSteps(folder), runFiles.completions);
  await later(evaluationSteps(folder), runFiles.evaluation);
  await later(probeSteps(folder), runFiles.probeResponses);
  const probes = await readProbes(folder);
  const kept = from === 0 ? [] : probes.filter(({ step }) => step <= from);
  if (kept.length < probes.length) await writeProbes(folder, kept);
  const saved =
    from === 0
      ? null
      : await ofCheckpoint(runFiles.checkpoint(folder, from), () => readCheckpointState(folder, from));
  return { ...(saved ?? emptyTrainerState), maxSteps: session.maxSteps };
}

/**
 * The base's fingerprint.
 * @throws GuardrailError checkpointCorrupt where base or adapter are not those that the run began with: the policy would go on over
 * other weights, its KL to another reference
 */
async function recordBase(
  folder: string,
  opened: OpenCheckpoint,
  from: number,
  signal: AbortSignal,
): Promise<string> {
  const facts = await opened.facts(signal);
  const base: CheckpointFacts = facts.base ?? facts;
  const before = from === 0 ? null : await readBase(folder);
  if (before === null) await writeFileAtomically(runFiles.base(folder), `${JSON.stringify(base)}\n`);
  else if (before.fingerprint !== base.fingerprint)
    throw anotherStart(folder, base.path, runFiles.base(folder));
  if (facts.base !== null) await recordStartAdapter(folder, facts, from);
  return base.fingerprint;
}

async function recordStartAdapter(folder: string, adapter: CheckpointFacts, from: number): Promise<void> {
  const path = runFiles.start(folder);
  if (from === 0) return writeFileAtomically(path, `${JSON.stringify(adapter)}\n`);
  const before = await readStartAdapter(folder);
  if (before === null) throw withoutStart(folder);
  if (before.fingerprint !== adapter.fingerprint) throw anotherStart(folder, adapter.path, path);
}

function withoutStart(folder: string): GuardrailError {
  return checkpointCorrupt(
    `${folder} cannot be resumed: it does not say which adapter it began with, as runs of an earlier version, whose KL was measured to the base.`,
    'Start a new run.',
  );
}

function anotherStart(folder: string, path: string, known: string): GuardrailError {
  return checkpointCorrupt(
    `${folder} cannot be resumed: the weights at ${path} are not those that it was trained on so far.`,
    `Put the original checkpoint back (${known} has its fingerprint), or start a new run.`,
  );
}

/** On a full disk even this cannot be written; the error is the caller's to show then. */
async function recordFailure(folder: string, error: unknown): Promise<void> {
  const data = toErrorData(error);
  const record = await readRunRecord(folder).catch(() => null);
  if (record === null) return;
  const status = data.code === 'cancelled' ? 'stopped' : 'failed';
  const reason = data.code === 'cancelled' ? null : `${data.message} ${data.advice}`;
  const updatedAt = new Date().toISOString();
  await writeRunRecord(folder, { ...record, status, reason, updatedAt }).catch(() => undefined);
}

function noRun(folder: string): GuardrailError {
  return new GuardrailError(
    'storeInvalid',
    `${folder} is no training run: it has no run.json.`,
    'Make one from a configuration: guardrail-lens train x.train.json.',
  );
}

function tooFewSteps(folder: string, made: number, asked: number): GuardrailError {
  return new GuardrailError(
    'invalidRequest',
    `${folder} has made ${made} steps already; it cannot go on to step ${asked}.`,
    `Give more steps than ${made} (--max-steps).`,
  );
}

function begun(folder: string, step: number): GuardrailError {
  return new GuardrailError(
    'storeInvalid',
    `${folder} has been trained for ${step} steps already.`,
    'Resume it (`--resume`), or start a new run.',
  );
}
