// Held-out evaluation: accuracy of answers with its interval, and the loss on held-out texts or pairs.
import { wilsonInterval } from '../../../safety/statistics/wilson';
import { throwIfCancelled } from '../../cancellation';
import type { EvaluationSettings, RunSettings } from '../config/runSettings';
import type { EvaluationAnswer } from '../run/evaluationAnswers';
import { measuredRate, pairedChange, type MeasuredAnswer } from '../run/pairedChange';
import type { OfflineData, TrainPair } from './offlineRows';
import { sampleCompletions, verifierInput } from './sampleCompletions';
import type { ScoredAnswer } from './rewardScorer';
import { mean, rateEntries, type Metrics } from './stepMetrics';
import type { TrainSession } from './trainSession';

export interface Evaluation {
  /** Entries of the log, all beginning with eval_. */
  readonly metrics: Metrics;
  /** Empty where nothing can be scored. */
  readonly answers: readonly EvaluationAnswer[];
}

/** The averaged parameters are evaluated where an average is kept. */
export async function evaluate(session: TrainSession, evaluation: EvaluationSettings): Promise<Evaluation> {
  const measure = async (): Promise<Evaluation> => {
    const answered = await answerMetrics(session, evaluation);
    return { ...answered, metrics: { ...answered.metrics, ...(await lossMetrics(session)) } };
  };
  return session.average === null ? measure() : session.average.applied(measure);
}

/** The rate of completions that are correct; what the verifier could not score counts as wrong. */
async function answerMetrics(session: TrainSession, evaluation: EvaluationSettings): Promise<Evaluation> {
  const { data, scorer, settings, control, meter } = session;
  if (scorer === null || data.heldOut.length === 0) return { metrics: {}, answers: [] };
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
  const scored = await scorer.score(completions.map(verifierInput), control.signal);
  throwIfCancelled(control.signal);
  const answers = completions.map(({ group, prompt, generated }, index): EvaluationAnswer => {
    const reward = decidingReward(scored[index], evaluation);
    return {
      itemId: prompt.item.id,
      sample: index - group * evaluation.generations,
      prompt: prompt.item.prompt,
      completion: generated.text,
      reward,
      correct: reward !== null && reward >= evaluation.threshold,
    };
  });
  const rate = measuredRate(measuredAnswers(answers));
  const rewards = answers.flatMap(({ reward }) => (reward === null ? [] : [reward]));
  const metrics = {
    ...(rate === null ? {} : rateEntries('eval_accuracy', rate)),
    eval_reward: mean(rewards),
    'eval_completions/mean_length': mean(completions.map(({ generated }) => generated.tokenIds.length)),
    ...(rewards.length === answers.length ? {} : { eval_unscored: answers.length - rewards.length }),
  };
  return { metrics, answers };
}

/** The paired difference to the first evaluation, as entries of the log. */
export function changeMetrics(
  start: readonly EvaluationAnswer[],
  answers: readonly EvaluationAnswer[],
): Metrics {
  const change = pairedChange(measuredAnswers(start), measuredAnswers(answers));
  if (change === null) return {};
  const { value, low, high } = change.delta;
  return { eval_accuracy_delta: value, eval_accuracy_delta_low: low, eval_accuracy_delta_high: high };
}

function measuredAnswers(answers: readonly EvaluationAnswer[]): MeasuredAnswer[] {
  return answers.map(({ itemId, prompt, sample, correct }) => {
    return { prompt: `${itemId}\u0000${prompt}`, key: String(sample), good: correct };
  });
}

/** Of one reward function, before weighting: a bonus for form must not make a wrong answer right. */
function decidingReward(
  scored: ScoredAnswer | undefined,
  { reward }: Pick<EvaluationSettings, 'reward'>,
): number | null {
  const rewards = scored?.rewards ?? {};
  return rewards[reward ?? Object.keys(rewards)[0] ?? ''] ?? null;
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
  return rateEntries('eval_rewards/accuracies', {
    rate: right / pairs.length,
    n: pairs.length,
    ...wilsonInterval(right, pairs.length),
  });
}
