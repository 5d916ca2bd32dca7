// The answers of a comparison read by both of its models, or what its file keeps of an earlier reading.
import type { DriftReading, ReadingResult } from '../../protocol/readings';
import type { DriftSettings } from '../../protocol/tokens';
import type { EngineContext } from '../engineContext';
import { analyseDrift, type DriftRequest } from '../tokens/analyseDrift';
import { withStore } from '../tokens/comparedPair';
import { keepReading, keptReading } from './keptReadings';

/** What front ends show of a comparison. */
export const allOfTuned: DriftSettings = { side: 'tuned', limit: null };

export interface DriftReadingRequest extends DriftRequest {
  /** Read them now, whatever the file keeps. */
  readonly anew: boolean;
}

/** What the file keeps serves as long as the answers are those that were read. @throws GuardrailError as `analyseDrift` */
export async function readDrift(
  context: EngineContext,
  { anew, ...request }: DriftReadingRequest,
): Promise<ReadingResult<DriftReading>> {
  const { side, limit } = request;
  const settings = { side, limit };
  const kept = anew ? null : keptReading(request, 'drift', settings);
  if (kept !== null && !kept.state.answersChanged) return { ...kept, reused: true, notKept: null };
  // Answers that come in the meantime make it a reading of before.
  const answers = withStore(request, (store) => store.answersState(side));
  const made = await analyseDrift(context, request);
  return keepReading(context, { place: request, kind: 'drift', settings }, made, answers);
}
