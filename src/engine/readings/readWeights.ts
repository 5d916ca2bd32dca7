// How the weights of two checkpoints differ, or what the file of their comparison keeps of an earlier reading.
import type { ReadingResult, WeightsReading } from '../../protocol/readings';
import type { EngineContext } from '../engineContext';
import { analyseWeights, type WeightsRun } from '../representation/analyseWeights';
import { withStore, type PairPlace } from '../tokens/comparedPair';
import { keepReading, keptReading, unkeptReading } from './keptReadings';

export interface WeightsReadingRun extends Omit<WeightsRun, 'known'> {
  /** Whose pair the two are; null: no comparison's. */
  readonly comparison: PairPlace | null;
  /** Read them now, whatever the file keeps. */
  readonly anew: boolean;
}

/** Beside another checkpoint, which is no part of the comparison, nothing is kept. @throws GuardrailError as `analyseWeights` */
export async function readWeights(
  context: EngineContext,
  { comparison, anew, ...run }: WeightsReadingRun,
): Promise<ReadingResult<WeightsReading>> {
  const settings = { directions: run.directions };
  const place = run.other === null ? comparison : null;
  const kept = place === null || anew ? null : keptReading(place, 'weights', settings);
  if (kept !== null) return { ...kept, reused: true, notKept: null };
  const known = comparison === null ? null : withStore(comparison, (store) => store.describe());
  const made = await analyseWeights(context, { ...run, known });
  return place === null
    ? unkeptReading(context, settings, made)
    : keepReading(context, { place, kind: 'weights', settings }, made, null);
}
