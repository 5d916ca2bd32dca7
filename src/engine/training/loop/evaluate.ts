// Held-out evaluation: accuracy of answers with its interval, and the loss on held-out texts or pairs.
import { throwIfCancelled } from '../../cancellation';
import type { EvaluationSettings, RunSettings } from '../config/runSettings';
import type { OfflineData, TrainPair } from './offlineRows';
import { sampleCompletions, verifierInput } from './sampleCompletions';
import { mean, rateMetrics, type Metrics } from './stepMetrics';
import type { TrainSession } from './trainSession';

/** Entries of the log, all beginning with eval_. The averaged parameters are evaluated where an average is kept. */
export async function evaluate(session: TrainSession, evaluation: EvaluationSettings): Promise<Metrics> {
  const measure = async (): Promise<Metrics> => ({
    ...(await answerMetrics(session, evaluation)),
    ...(await lossMetrics(session)),
  });
  return session.average === null ? measure() : session.average.applied(measure);
}

/** The rate of completions whose reward reaches the threshold; what no verifier could score counts as wrong. */
async function answerMetrics(session: TrainSession, evaluation: EvaluationSettings): Promise<Metrics> {
  const { data, scorer, settings, control, meter } = session;
  if (scorer === null || data.heldOut.length === 0) return {};
  const completions = await sampleCompletions(data.heldOut, {
    generator: session.generator,
    settings: {
      ...samplingOf(settings),
      temperature: evaluation.temperature,
      maxNewTokens: evaluation.maxCompletionLength,
      fixedBatch: false,
    },
    samples: evaluation.generations,
    seed: settings.seed,
    // The same seeds at every evaluation: what differs is the policy.
    purpose: 'evaluation',
    onSpeed: (tokensPerSecond) => meter.speed(tokensPerSecond),
    signal: control.signal,
  });
  const answers = await scorer.score(completions.map(verifierInput), control.signal);
  throwIfCancelled(control.signal);
  const correct = answers.filter(({ reward }) => reward !== null && reward >= evaluation.threshold).length;
  const rewards = answers.flatMap(({ reward }) => (reward === null ? [] : [reward]));
  return {
    ...rateMetrics('eval_accuracy', correct, answers.length),
    eval_reward: mean(rewards),
    'eval_completions/mean_length': mean(completions.map(({ generated }) => generated.tokenIds.length)),
    ...(rewards.length === answers.length ? {} : { eval_unscored: answers.length - rewards.length }),
  };
}

function samplingOf({ method }: RunSettings) {
  return method.kind === 'online'
    ? { topP: method.topP, topK: method.topK, stop: method.stop, batchSize: method.rolloutBatchSize }
    : { topP: 1, topK: 0, stop: [], batchSize: 64 };
}

async function lossMetrics(session: TrainSession): Promise<Metrics> {
  const rows = session.data.heldOutRows;
  if (rows === null) return {};
  return rows.kind === 'sft' ? sftLossMetrics(session, rows) : pairMetrics(session, rows.pairs);
}

/** Mean over tokens of −log π, nats. */
async function sftLossMetrics(
  { model, control }: TrainSession,
  { rows }: Extract<OfflineData, { kind: 'sft' }>,
): Promise<Metrics> {
  if (rows.length === 0) return {};
  const { logprobs } = await model.score(
    { ids: rows.map(({ ids }) => ids), scored: rows.map(({ scored }) => scored) },
    'current',
    control.signal,
  );
  throwIfCancelled(control.signal);
  let sum = 0;
  for (const logprob of logprobs) sum -= logprob;
  return { eval_loss: sum / Math.max(1, logprobs.length) };
}

/** The share of pairs whose implicit reward is higher for the chosen answer (TRL's rewards/accuracies). */
async function pairMetrics({ model, control }: TrainSession, pairs: readonly TrainPair[]): Promise<Metrics> {
  if (pairs.length === 0) return {};
  const sequences = pairs.flatMap(({ chosen, rejected }) => [chosen, rejected]);
  const rows = {
    ids: sequences.map(({ ids }) => ids),
    scored: sequences.map(({ scored }) => scored),
  };
  const current = (await model.score(rows, 'current', control.signal)).logprobs;
  const reference = (await model.score(rows, 'reference', control.signal)).logprobs;
  throwIfCancelled(control.signal);
  let at = 0;
  const ratios = sequences.map(({ scored }) => {
    let sum = 0;
    for (const end = at + scored.length; at < end; at++) sum += (current[at] ?? 0) - (reference[at] ?? 0);
    return sum;
  });
  const right = pairs.filter((_, index) => (ratios[2 * index] ?? 0) > (ratios[2 * index + 1] ?? 0)).length;
  return rateMetrics('eval_rewards/accuracies', right, pairs.length);
}
