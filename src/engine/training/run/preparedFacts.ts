// prepared.json in a run's folder: what media/python was asked to train. The trainers' own files say neither the algorithm nor
// the rewards' weights.
import { z } from 'zod';
import { preparedFormat } from '../../../protocol/cluster';
import { algorithmIds } from '../../../protocol/training';
import { readJsonFile } from '../../files/jsonFile';
import { ofRun } from './runFileKind';
import { runFiles } from './runFiles';

const preparedSchema = z.object({
  format: z.literal(preparedFormat),
  algorithm: z.enum(algorithmIds),
  rewards: z.array(z.object({ name: z.string(), weight: z.number() })),
  remarks: z.array(z.string()),
  /** Runs that were prepared by earlier versions do not say it. */
  accuracy_of: z.object({ reward: z.string(), threshold: z.number() }).nullable().default(null),
});

export type PreparedFacts = z.infer<typeof preparedSchema>;

/** null: another program's run. @throws GuardrailError storeInvalid where the file is broken. */
export async function readPreparedFacts(folder: string): Promise<PreparedFacts | null> {
  return readJsonFile(runFiles.prepared(folder), preparedSchema, ofRun(4_000_000));
}

/**
 * The weighted sum of a completion's rewards, as a run here has it: null where a function with a weight other than 0 gave none.
 * Columns of other functions (the overlong penalty of dapo) are no part of it.
 */
export function weightedReward(
  given: Readonly<Record<string, number | null>>,
  functions: PreparedFacts['rewards'],
): number | null {
  let sum = 0;
  for (const { name, weight } of functions) {
    if (weight === 0) continue;
    const reward = Object.hasOwn(given, name) ? given[name] : null;
    if (reward === null || reward === undefined) return null;
    sum += weight * reward;
  }
  return sum;
}
