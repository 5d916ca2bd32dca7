// One step of sft or dpo: the next rows of the data and one optimisation step on them.
import { dpoInputs, sftInputs } from '../algorithms/offline';
import type { ProgressState } from '../checkpoint/progressState';
import type { OfflineSettings } from '../config/runSettings';
import { dpoLoss } from '../losses/dpoLoss';
import { sftLoss } from '../losses/sftLoss';
import type { TrainingSequence } from '../model/trainingModel';
import type { OfflineData, TrainPair } from './offlineRows';
import { optimise } from './optimise';
import type { StepResult } from './step';
import type { TrainSession } from './trainSession';
import type { TrainUnit } from './trainUnit';

export async function offlineStep(
  session: TrainSession,
  offline: OfflineSettings,
  data: OfflineData,
  before: ProgressState,
  onPause: (paused: boolean) => Promise<void>,
): Promise<StepResult> {
  const chosen = session.order.take(before.itemsTaken, offline.batchSize);
  const units =
    data.kind === 'sft'
      ? sftUnits(chosen.flatMap((index) => data.rows[index] ?? []))
      : await dpoUnits(
          session,
          chosen.flatMap((index) => data.pairs[index] ?? []),
        );
  session.meter.enter('update');
  const loss = data.kind === 'sft' ? sftLoss : dpoLoss(offline.beta);
  const { metrics, tokens } = await optimise(session, loss, units, {
    step: before.step + 1,
    updates: before.updates,
    interruptible: true,
    onPause,
  });
  return {
    metrics,
    rollouts: [],
    itemsTaken: before.itemsTaken + offline.batchSize,
    updates: before.updates + 1,
    tokens,
    generatedTokens: 0,
  };
}

function sftUnits(rows: readonly TrainingSequence[]): TrainUnit[] {
  const inputs = sftInputs(rows.map(({ scored }) => scored.length));
  return rows.map((row, index) => {
    return { sequences: [row], length: row.scored.length, inputs: inputs[index] ?? {} };
  });
}

async function dpoUnits(session: TrainSession, pairs: readonly TrainPair[]): Promise<TrainUnit[]> {
  session.meter.enter('scoring');
  const rows = pairs.flatMap(({ chosen, rejected }) => [chosen, rejected]);
  const { logprobs } = await session.model.score(
    { ids: rows.map(({ ids }) => ids), scored: rows.map(({ scored }) => scored) },
    'reference',
    session.control.signal,
  );
  let at = 0;
  const next = (row: TrainingSequence): Float32Array => logprobs.slice(at, (at += row.scored.length));
  const references = pairs.map(({ chosen, rejected }) => ({
    chosen: next(chosen),
    rejected: next(rejected),
  }));
  const inputs = dpoInputs(references);
  return pairs.map(({ chosen, rejected }, index) => ({
    sequences: [chosen, rejected],
    length: chosen.scored.length + rejected.scored.length,
    inputs: inputs[index] ?? {},
  }));
}
