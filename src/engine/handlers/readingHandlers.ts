// Requests about what both models of a comparison say of its answers and prompts, kept in its file.
import type { KeptReadings, ReadingKind } from '../../protocol/readings';
import type { EngineContext } from '../engineContext';
import type { JobQueue } from '../jobQueue';
import { keptReading } from '../readings/keptReadings';
import { modelStates } from '../readings/modelStates';
import { allOfTuned, readDrift } from '../readings/readDrift';
import { readRepresentation } from '../readings/readRepresentation';
import type { ReadingShapes } from '../store/readingShapes';
import { readWeights } from '../readings/readWeights';
import type { Handlers } from '../rpc/answerRequests';
import { withStore } from '../tokens/comparedPair';

export function readingHandlers(
  context: () => EngineContext,
  jobs: Pick<JobQueue, 'run'>,
): Pick<Handlers, 'analyseDrift' | 'analyseRepresentation' | 'analyseWeights' | 'keptReadings'> {
  return {
    analyseDrift: (request, call) =>
      jobs.run(call.signal, (signal) =>
        readDrift(context(), { ...request, signal, progress: call.progress }),
      ),
    analyseRepresentation: (request, call) =>
      jobs.run(call.signal, (signal) =>
        readRepresentation(context(), { ...request, signal, progress: call.progress }),
      ),
    analyseWeights: (request, call) =>
      jobs.run(call.signal, (signal) =>
        readWeights(context(), { ...request, signal, progress: call.progress }),
      ),
    keptReadings: async ({ check, ...place }, call): Promise<KeptReadings> => {
      const { spec } = withStore(place, (store) => store.describe());
      const found = async <Kind extends ReadingKind>(
        kind: Kind,
        settings?: ReadingShapes[Kind]['settings'],
      ) => {
        const kept = keptReading(place, kind, settings);
        if (kept === null || !check) return kept;
        const models = await modelStates(context(), spec, kept.origin, call.signal);
        return { ...kept, state: { ...kept.state, ...models } };
      };
      return {
        drift: await found('drift', allOfTuned),
        representation: await found('representation'),
        weights: await found('weights'),
      };
    },
  };
}
