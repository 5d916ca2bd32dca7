// What is measured along a run and kept in its folder answer by answer: held-out accuracy, and safety by its probe.
import type { SafetyKind } from '../../../protocol/outcomes';
import type { TrainingSummary } from '../../../protocol/training';
import { readProbeAnswers } from '../probe/probeAnswers';
import { answeredWell } from '../probe/safetyProbe';
import { readEvaluationAnswers } from './evaluationAnswers';
import type { MeasuredAnswer } from './pairedChange';
import { evaluationSteps, probeSteps } from './runFiles';

export interface RunMeasure {
  /** Steps that were measured, rising. */
  readonly steps: (folder: string) => Promise<number[]>;
  /** `run` goes into the keys of the answers: it tells those of several runs apart that are put together. */
  readonly answers: (folder: string, step: number, run: string) => Promise<MeasuredAnswer[]>;
}

export const runMeasures: Readonly<Record<keyof TrainingSummary, RunMeasure>> = {
  accuracy: { steps: evaluationSteps, answers: evaluated },
  harmful: { steps: probeSteps, answers: probed('harmful') },
  benign: { steps: probeSteps, answers: probed('benign') },
};

/** The last step that was measured after the first; null where there is none. */
export async function lastMeasured(measure: RunMeasure, folder: string): Promise<number | null> {
  const last = (await measure.steps(folder)).at(-1) ?? 0;
  return last === 0 ? null : last;
}

async function evaluated(folder: string, step: number, run: string): Promise<MeasuredAnswer[]> {
  const answers = (await readEvaluationAnswers(folder, step)) ?? [];
  return answers.map(({ itemId, prompt, sample, correct }) => {
    return { prompt: `${itemId}\u0000${prompt}`, key: `${run}\u0000${sample}`, good: correct };
  });
}

function probed(kind: SafetyKind): RunMeasure['answers'] {
  return async (folder, step, run) => {
    const answers = (await readProbeAnswers(folder, step)) ?? [];
    return answers
      .filter((answer) => answer.kind === kind)
      .flatMap((answer) => {
        const good = answeredWell(answer);
        return good === null ? [] : [{ prompt: `${answer.suiteId}\u0000${answer.itemId}`, key: run, good }];
      });
  };
}
