// Evaluations and safety probes of a run: when they are due, and how they get into its folder.
import type { ProbePoint } from '../../../protocol/training';
import { throwIfCancelled } from '../../cancellation';
import { readProbeAnswers, writeProbeAnswers } from '../probe/probeAnswers';
import { answerProbe, probePoints } from '../probe/safetyProbe';
import type { EvaluationSettings } from '../config/runSettings';
import { readEvaluationAnswers, writeEvaluationAnswers } from '../run/evaluationAnswers';
import { changeMetrics } from '../run/evaluationMetrics';
import type { Metrics } from '../run/metrics';
import { evaluate } from './evaluate';
import type { TrainSession } from './openSession';
import type { RunJournal } from './runJournal';

/** At the start, every so many steps, and at the end. */
export function isDue(step: number, every: number, maxSteps: number): boolean {
  return step % every === 0 || step === maxSteps;
}

/**
 * Makes the evaluation and the probe that are due at this step and not made yet.
 * @returns whether the evaluation is the best so far
 * @throws GuardrailError cancelled: a resumed run makes them then.
 */
export async function measure(session: TrainSession, journal: RunJournal): Promise<boolean> {
  const { settings, maxSteps, meter } = session;
  const { step } = journal.state;
  let best = false;
  const { evaluation, probe } = settings;
  if (evaluation !== null && isDue(step, evaluation.steps, maxSteps) && !journal.has(step, 'eval_')) {
    meter.enter('evaluation');
    const metrics = await takeEvaluation(session, journal, evaluation);
    best = isBest(metrics, journal);
    meter.enter('evaluation', await journal.log(metrics));
  }
  if (probe !== null && isDue(step, probe.steps, maxSteps) && !journal.hasProbe(step)) {
    meter.enter('probe');
    await journal.probed(await takeProbe(session, journal, probe.maxNewTokens));
  }
  return best;
}

async function takeEvaluation(
  session: TrainSession,
  journal: RunJournal,
  evaluation: EvaluationSettings,
): Promise<Metrics> {
  const { step } = journal.state;
  const { metrics, answers } = await evaluate(session, evaluation);
  if (answers.length === 0) return metrics;
  const start = step === 0 ? null : await readEvaluationAnswers(journal.folder, 0);
  await writeEvaluationAnswers(journal.folder, step, answers);
  return start === null ? metrics : { ...metrics, ...changeMetrics(start, answers) };
}

async function takeProbe(
  session: TrainSession,
  journal: RunJournal,
  maxNewTokens: number,
): Promise<ProbePoint[]> {
  const { step } = journal.state;
  const { average, policy, safeguards, control, settings } = session;
  const { templateVariables } = settings;
  const asked = safeguards.around(policy) ?? policy;
  const answer = () =>
    answerProbe(session.probePrompts, asked, { maxNewTokens, templateVariables }, control.signal);
  const answers = await (average === null ? answer() : average.applied(answer));
  throwIfCancelled(control.signal);
  const start = step === 0 ? null : await readProbeAnswers(journal.folder, 0);
  await writeProbeAnswers(journal.folder, step, answers);
  return probePoints(step, answers, start);
}

/** Accuracy where answers are scored, else the loss. The untrained model counts: a run may make it worse. */
function isBest(metrics: Readonly<Metrics>, journal: RunJournal): boolean {
  const { bestMetric } = journal.state;
  const higher = metrics['eval_accuracy'] ?? metrics['eval_rewards/accuracies'];
  const lower = metrics['eval_loss'];
  const value = higher ?? lower;
  if (value === undefined) return false;
  const better = bestMetric === null || (higher === undefined ? value < bestMetric : value > bestMetric);
  if (better) journal.markBest(value);
  return better;
}
