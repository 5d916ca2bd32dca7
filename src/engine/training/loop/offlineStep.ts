// The method of offline algorithms: the next examples of the data and one optimisation step on them.
import { throwIfCancelled } from '../../cancellation';
import type { Example, ScoreSequences } from '../algorithms/algorithm';
import type { ProgressState } from '../checkpoint/progressState';
import type { OfflineSettings } from '../config/runSettings';
import { scoreRows } from '../model/scoreRows';
import type { TrainSession } from './openSession';
import { addGradients, optimise, type TrainUnit } from './optimise';
import type { OnPause, StepResult, TrainMethod } from './trainMethod';
import { timed, type Trial } from './trial';

/** Of evaluations that have answers scored; each says its own temperature. */
const sampling = { temperature: 1, topP: 1, topK: 0, stop: [], fixedBatch: false } as const;

export interface OfflineExamples {
  readonly train: readonly Example[];
  readonly heldOut: readonly Example[];
}

export function offlineMethod(offline: OfflineSettings, { train, heldOut }: OfflineExamples): TrainMethod {
  const { algorithm } = offline;
  return {
    loss: algorithm.loss(offline.loss),
    sampling: { ...sampling, batchSize: offline.decodedTogether },
    size: train.length,
    itemsPerStep: offline.batchSize,
    updatesPerStep: 1,
    scoredItems: [],
    step: (session, before, onPause) => offlineStep(session, offline, train, before, onPause),
    evaluate: async (session) => {
      if (heldOut.length === 0) return {};
      const metrics = await algorithm.evaluate(heldOut, scorerOf(session));
      throwIfCancelled(session.control.signal);
      return metrics;
    },
    trial: (session) => offlineTrial(session, offline, train),
  };
}

/** Gradients of one step's examples, which stay unused. */
async function offlineTrial(
  session: TrainSession,
  { algorithm, batchSize }: OfflineSettings,
  examples: readonly Example[],
): Promise<Trial> {
  const chosen = session.order.take(0, batchSize).flatMap((index) => {
    const example = examples[index];
    return example === undefined ? [] : [example];
  });
  const before = process.memoryUsage.rss();
  const { result, seconds } = await timed(async () => {
    const inputs = await algorithm.inputs(chosen, scorerOf(session));
    return addGradients(session, unitsOf(chosen, inputs), {
      updates: 0,
      interruptible: true,
      onPause: () => Promise.resolve(),
    });
  });
  return {
    looked: [],
    lookLimit: 0,
    tokensPerSecond: null,
    rewardSeconds: 0,
    learningSeconds: seconds / Math.max(1, result.tokens),
    rowTokens: result.tokens / Math.max(1, chosen.length),
    memory: { before, after: process.memoryUsage.rss() },
  };
}

function unitsOf(examples: readonly Example[], inputs: readonly TrainUnit['inputs'][]): TrainUnit[] {
  return examples.map((sequences, index) => ({
    sequences,
    length: sequences.reduce((sum, { scored }) => sum + scored.length, 0),
    inputs: inputs[index] ?? {},
  }));
}

async function offlineStep(
  session: TrainSession,
  { algorithm, batchSize }: OfflineSettings,
  examples: readonly Example[],
  before: ProgressState,
  onPause: OnPause,
): Promise<StepResult> {
  const chosen = session.order.take(before.itemsTaken, batchSize).flatMap((index) => {
    const example = examples[index];
    return example === undefined ? [] : [example];
  });
  const score = scorerOf(session);
  const inputs = await algorithm.inputs(chosen, (sequences, policy) => {
    session.meter.enter('scoring');
    return score(sequences, policy);
  });
  session.meter.enter('update');
  const { metrics, tokens } = await optimise(session, unitsOf(chosen, inputs), {
    step: before.step + 1,
    updates: before.updates,
    interruptible: true,
    onPause,
  });
  return {
    metrics,
    rollouts: [],
    itemsTaken: before.itemsTaken + batchSize,
    updates: before.updates + 1,
    tokens,
    generatedTokens: 0,
  };
}

function scorerOf({ model, control }: TrainSession): ScoreSequences {
  return (sequences, policy) => scoreRows(model, sequences, policy, control.signal);
}
