// Runs of one setting against those of another after training, on the prompts that both answered.
import type { RunContrast, RunPair, TrainingContrast } from '../../../protocol/training';
import { pairedContrast, type MeasuredAnswer } from './pairedChange';
import { lastMeasured, runMeasures, type RunMeasure } from './runMeasures';

/**
 * Each pair of runs (of one seed) is measured at the last step of either. The answers of all pairs to the same prompt are
 * one cluster; a prompt that one of a pair did not answer usably is not compared there.
 */
export async function contrastRuns(pairs: readonly RunPair[]): Promise<TrainingContrast> {
  return {
    accuracy: await contrast(pairs, runMeasures.accuracy),
    harmful: await contrast(pairs, runMeasures.harmful),
    benign: await contrast(pairs, runMeasures.benign),
  };
}

async function contrast(pairs: readonly RunPair[], measure: RunMeasure): Promise<RunContrast | null> {
  const firsts: MeasuredAnswer[] = [];
  const seconds: MeasuredAnswer[] = [];
  for (const [index, { first, second }] of pairs.entries()) {
    const steps = [await lastMeasured(measure, first), await lastMeasured(measure, second)] as const;
    if (steps[0] === null || steps[1] === null) continue;
    firsts.push(...(await measure.answers(first, steps[0], String(index))));
    seconds.push(...(await measure.answers(second, steps[1], String(index))));
  }
  return pairedContrast(firsts, seconds);
}
