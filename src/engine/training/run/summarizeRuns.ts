// What runs changed, from the answers in their folders: held-out accuracy and safety, last measurement against step 0.
import type { SuiteKind } from '../../../protocol/outcomes';
import type { TrainingSummary } from '../../../protocol/training';
import { readProbeAnswers } from '../probe/probeAnswers';
import { answeredWell } from '../probe/safetyProbe';
import { readEvaluationAnswers } from './evaluationAnswers';
import { pairedChange, type MeasuredAnswer } from './pairedChange';
import { evaluationSteps, probeSteps } from './runFiles';

type Measure = (folder: string, step: number) => Promise<MeasuredAnswer[]>;

/** Several folders (seeds of one setting) are pooled: their answers to the same prompt are one cluster. */
export async function summarizeRuns(folders: readonly string[]): Promise<TrainingSummary> {
  return {
    accuracy: await change(folders, evaluationSteps, evaluated),
    harmful: await change(folders, probeSteps, probed('harmful')),
    benign: await change(folders, probeSteps, probed('benign')),
  };
}

async function change(
  folders: readonly string[],
  stepsOf: (folder: string) => Promise<number[]>,
  measure: Measure,
) {
  const before: MeasuredAnswer[] = [];
  const after: MeasuredAnswer[] = [];
  for (const folder of folders) {
    const last = (await stepsOf(folder)).at(-1);
    if (last === undefined || last === 0) continue;
    before.push(...(await measure(folder, 0)));
    after.push(...(await measure(folder, last)));
  }
  return pairedChange(before, after);
}

async function evaluated(folder: string, step: number): Promise<MeasuredAnswer[]> {
  const answers = (await readEvaluationAnswers(folder, step)) ?? [];
  return answers.map(({ itemId, prompt, sample, correct }) => {
    return { prompt: `${itemId}\u0000${prompt}`, key: `${folder}\u0000${sample}`, good: correct };
  });
}

function probed(kind: SuiteKind): Measure {
  return async (folder, step) => {
    const answers = (await readProbeAnswers(folder, step)) ?? [];
    return answers
      .filter((answer) => answer.kind === kind)
      .flatMap((answer) => {
        const good = answeredWell(answer);
        return good === null
          ? []
          : [{ prompt: `${answer.suiteId}\u0000${answer.itemId}`, key: folder, good }];
      });
  };
}
