// Refusal directions of two models, or what the file of their comparison keeps of an earlier reading.
import type { ReadingResult, RepresentationReading } from '../../protocol/readings';
import type { EngineContext } from '../engineContext';
import { analyseRepresentation, type RepresentationRun } from '../representation/analyseRepresentation';
import { keepReading, keptReading, unkeptReading } from './keptReadings';

export interface RepresentationReadingRun extends RepresentationRun {
  /** Read them now, whatever the file keeps. */
  readonly anew: boolean;
}

/** @throws GuardrailError as `analyseRepresentation` */
export async function readRepresentation(
  context: EngineContext,
  { anew, ...run }: RepresentationReadingRun,
): Promise<ReadingResult<RepresentationReading>> {
  const { limit, intervene, layer, source } = run;
  const settings = { limit, intervene, layer };
  if ('spec' in source) return unkeptReading(context, settings, await analyseRepresentation(context, run));
  const kept = anew ? null : keptReading(source, 'representation', settings);
  if (kept !== null) return { ...kept, reused: true, notKept: null };
  const made = await analyseRepresentation(context, run);
  return keepReading(context, { place: source, kind: 'representation', settings }, made, null);
}
