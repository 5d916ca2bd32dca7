// The loop of a run: steps until the end, a stop or a halt; what is logged, measured and saved between them.
import { GuardrailError } from '../../../protocol/errors';
import type { RolloutRow, TrainingPhase } from '../../../protocol/training';
import type { SafeguardStates } from '../../safeguards/training/runSafeguards';
import type { ProgressState } from '../checkpoint/progressState';
import { keepCheckpoint } from '../checkpoint/keptCheckpoints';
import { removeCheckpoint, rotateCheckpoints, saveCheckpoint } from '../checkpoint/saveCheckpoint';
import type { Metrics } from '../run/metrics';
import { readRollouts, writeRollouts } from '../run/rolloutRows';
import { runFiles } from '../run/runFiles';
import type { RunRecord } from '../run/runRecord';
import { earnedByAnswers } from '../verifiers/decidingReward';
import { firstStepsReason, haltReason } from './halts';
import { isDue, measure } from './measure';
import { NotFiniteError, ofTrainedPolicy } from './notFiniteStep';
import type { TrainSession } from './openSession';
import type { RunJournal } from './runJournal';
import { MetricMeans } from './stepMetrics';
import type { OnPause, StepResult } from './trainMethod';

export interface RunEnd {
  readonly status: Extract<RunRecord['status'], 'finished' | 'stopped' | 'halted'>;
  readonly reason: string | null;
}

/** @throws GuardrailError what a step, a verifier's set-up or the disk reports; the last checkpoint stays. */
export async function trainLoop(
  session: TrainSession,
  journal: RunJournal,
  start: ProgressState,
  beforeStep: () => Promise<void> = () => Promise.resolve(),
): Promise<RunEnd> {
  const { control, maxSteps } = session;
  const means = new MetricMeans();
  let progress = start;
  // A step that is given up has moved them already.
  let safeguards = session.safeguards.states();
  const save = (): Promise<void> => saveNow(session, journal, progress, safeguards);
  const saveAsked = async (): Promise<void> => {
    await save();
    await keepCheckpoint(journal.folder, progress.step);
  };
  try {
    await measure(session, journal);
    while (progress.step < maxSteps) {
      if (control.signal.aborted) return await stopped(session, save);
      await beforeStep();
      await control.whilePaused(pausing(session, journal));
      if (control.takeCheckpointRequest()) await saveAsked();
      const began = performance.now();
      const result = await session.method.step(session, progress, pausing(session, journal));
      progress = after(progress, result, (performance.now() - began) / 1000);
      safeguards = session.safeguards.states();
      journal.advance(progress.step, progress.itemsTaken / session.order.size, progress.tokensSeen);
      means.add(stepMetrics(session, result, progress));
      if (result.rollouts.length > 0) await writeRollouts(journal.folder, progress.step, result.rollouts);
      const saving = isDue(progress.step, session.settings.save.steps, maxSteps);
      if (saving || isDue(progress.step, session.settings.loggingSteps, maxSteps)) {
        session.meter.enter('saving', await journal.log(means.take()));
      }
      const reason = await reasonToHalt(session, journal.folder, progress, result);
      if (reason !== null) {
        // What led to the halt can be looked at, and compared.
        await save();
        return { status: 'halted', reason };
      }
      const best = await measure(session, journal);
      if (control.takeCheckpointRequest()) await saveAsked();
      else if (saving || best) await save();
    }
  } catch (thrown) {
    const error = ofTrainedPolicy(thrown, progress.step);
    if (error instanceof NotFiniteError) {
      if (error.broken) await removeCheckpoint(journal.folder, progress.step);
      return { status: 'halted', reason: error.message };
    }
    if (isStop(error, control.signal)) return stopped(session, save);
    throw error;
  }
  return { status: 'finished', reason: null };
}

async function reasonToHalt(
  { settings, maxSteps }: TrainSession,
  folder: string,
  { step, zeroStdSteps }: ProgressState,
  { metrics, rollouts }: StepResult,
): Promise<string | null> {
  const signs = { step, kl: metrics['kl'] ?? null, zeroStdSteps, rollouts };
  let reason = haltReason(signs, settings.limits);
  // At the end there is nothing to halt.
  if (reason === null && step === settings.limits.firstSteps && step < maxSteps) {
    const rows: RolloutRow[] = [];
    for (let seen = 1; seen <= step; seen++) rows.push(...(await readRollouts(folder, seen)));
    reason = firstStepsReason(rows, signs, earnedByAnswers(settings.rewards));
  }
  if (reason === null || rollouts.length === 0) return reason;
  return `${reason} They are in ${runFiles.completionsFolder(folder)}.`;
}

/**
 * Cancelled by the user rather than by the engine's memory watch, whose reason is an error of its own. Verifiers throw
 * the signal's reason.
 */
export function isStop(error: unknown, signal: AbortSignal): boolean {
  if (signal.reason instanceof GuardrailError) throw signal.reason;
  if (!signal.aborted) return false;
  return error === signal.reason || (error instanceof GuardrailError && error.code === 'cancelled');
}

async function stopped(session: TrainSession, save: () => Promise<void>): Promise<RunEnd> {
  if (session.control.signal.reason instanceof GuardrailError) throw session.control.signal.reason;
  await save();
  return { status: 'stopped', reason: null };
}

function after(before: ProgressState, result: StepResult, seconds: number): ProgressState {
  const flat = result.metrics['frac_reward_zero_std'] === 1;
  return {
    ...before,
    step: before.step + 1,
    updates: result.updates,
    itemsTaken: result.itemsTaken,
    tokensSeen: before.tokensSeen + result.tokens,
    zeroStdSteps: flat ? before.zeroStdSteps + 1 : 0,
    seconds: before.seconds + seconds,
  };
}

const timed: readonly TrainingPhase[] = ['rollout', 'reward', 'scoring', 'update'];

function stepMetrics(session: TrainSession, result: StepResult, progress: ProgressState): Metrics {
  const seconds = session.meter.stepDone(progress.step);
  const spent = timed.reduce((sum, phase) => sum + (seconds[phase] ?? 0), 0);
  const tokens = result.generatedTokens > 0 ? result.generatedTokens : result.tokens;
  return {
    ...result.metrics,
    num_tokens: progress.tokensSeen,
    step_time: spent,
    ...(spent > 0 ? { tokens_per_second: tokens / spent } : {}),
    ...Object.fromEntries(
      timed.flatMap((phase) => (seconds[phase] === undefined ? [] : [[`seconds/${phase}`, seconds[phase]]])),
    ),
  };
}

function pausing(session: TrainSession, journal: RunJournal): OnPause {
  let phase: TrainingPhase = 'update';
  return async (paused) => {
    if (paused) phase = session.meter.phase;
    session.meter.enter(paused ? 'paused' : phase);
    await journal.setStatus(paused ? 'paused' : 'running');
  };
}

async function saveNow(
  session: TrainSession,
  journal: RunJournal,
  progress: ProgressState,
  safeguards: SafeguardStates,
): Promise<void> {
  if (progress.step === 0) return;
  session.meter.enter('saving');
  const { settings, base, adapter, model, optimizer, average } = session;
  await saveCheckpoint(journal.folder, {
    settings,
    base,
    adapter,
    trainables: model.trainables,
    optimizer,
    average,
    trainerState: journal.state,
    progress,
    safeguards,
  });
  await rotateCheckpoints(journal.folder, settings.save.keep, journal.state.bestStep);
}
