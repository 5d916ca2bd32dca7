// Held-out evaluation: accuracy of answers with its interval, and what the method measures besides.
import { throwIfCancelled } from '../../cancellation';
import type { EvaluationSettings } from '../config/runSettings';
import type { EvaluationAnswer } from '../run/evaluationAnswers';
import { answerRates } from '../run/evaluationMetrics';
import type { Metrics } from '../run/metrics';
import { heldOutAnswers } from './heldOutAnswers';
import type { TrainSession } from './openSession';
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
  const { heldOut, scorer, control } = session;
  if (scorer === null || heldOut.length === 0) return { metrics: {}, answers: [] };
  const inputs = await heldOutAnswers(session, evaluation);
  const scored = await scorer.score(inputs, control.signal);
  throwIfCancelled(control.signal);
  const answers = inputs.map(({ item, said }, index): EvaluationAnswer => {
    const rewards = scored[index]?.rewards ?? {};
    // Of one reward function, before weighting: a bonus for form must not make a wrong answer right.
    const reward = rewards[evaluation.reward ?? ''] ?? null;
    return {
      itemId: item.id,
      sample: index % evaluation.generations,
      prompt: item.prompt,
      completion: said,
      reward,
      rewards,
      correct: reward !== null && reward >= evaluation.threshold,
    };
  });
  const metrics = {
    ...answerRates(answers),
    // As TRL's: the weighted sum that training maximises.
    eval_reward: mean(scored.flatMap(({ reward }) => (reward === null ? [] : [reward]))),
    'eval_completions/mean_length': mean(inputs.map(({ tokens }) => tokens)),
  };
  return { metrics, answers };
}
