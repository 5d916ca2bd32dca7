// Held-out evaluation: accuracy of answers with its interval, and what the method measures besides.
import { throwIfCancelled } from '../../cancellation';
import type { EvaluationSettings } from '../config/runSettings';
import type { EvaluationAnswer } from '../run/evaluationAnswers';
import { answerRates } from '../run/evaluationMetrics';
import type { Metrics } from '../run/metrics';
import type { TrainSession } from './openSession';
import { sampleCompletions, verifierInput } from './sampleCompletions';
import { mean } from './stepMetrics';

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
    return { ...answered, metrics: { ...answered.metrics, ...(await session.method.evaluate(session)) } };
  };
  return session.average === null ? measure() : session.average.applied(measure);
}

/** The rate of completions that are correct; what the verifier could not score counts as wrong. */
async function answerMetrics(session: TrainSession, evaluation: EvaluationSettings): Promise<Evaluation> {
  const { heldOut, scorer, settings, method, control, meter } = session;
  if (scorer === null || heldOut.length === 0) return { metrics: {}, answers: [] };
  const completions = await sampleCompletions(heldOut, {
    policy: session.policy,
    settings: {
      ...method.sampling,
      temperature: evaluation.temperature,
      maxNewTokens: evaluation.maxCompletionLength,
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
    const rewards = scored[index]?.rewards ?? {};
    // Of one reward function, before weighting: a bonus for form must not make a wrong answer right.
    const reward = rewards[evaluation.reward ?? ''] ?? null;
    return {
      itemId: prompt.item.id,
      sample: index - group * evaluation.generations,
      prompt: prompt.item.prompt,
      completion: generated.text,
      reward,
      rewards,
      correct: reward !== null && reward >= evaluation.threshold,
    };
  });
  const metrics = {
    ...answerRates(answers),
    // As TRL's: the weighted sum that training maximises.
    eval_reward: mean(scored.flatMap(({ reward }) => (reward === null ? [] : [reward]))),
    'eval_completions/mean_length': mean(completions.map(({ generated }) => generated.tokenIds.length)),
  };
  return { metrics, answers };
}
