// Readings in a comparison's file: found there with what has changed since, and put there. Opens no model.
import { GuardrailError } from '../../protocol/errors';
import type { AnswersState, Reading, ReadingKind, ReadingResult } from '../../protocol/readings';
import type { EngineContext } from '../engineContext';
import type { ReadingShapes } from '../store/readingShapes';
import { comparisonStores } from '../store/comparisonStores';
import { withStore, type PairPlace } from '../tokens/comparedPair';
import type { Made } from '../tokens/made';

type SettingsOf<Kind extends ReadingKind> = ReadingShapes[Kind]['settings'];
type ReadingOf<Kind extends ReadingKind> = Reading<SettingsOf<Kind>, ReadingShapes[Kind]['value']>;

/** The newest, or that of the settings; null: none. Whether its models are still there is not looked at. */
export function keptReading<Kind extends ReadingKind>(
  place: PairPlace,
  kind: Kind,
  settings?: SettingsOf<Kind>,
): ReadingOf<Kind> | null {
  return withStore(place, (store) => {
    const found = store.reading(kind, settings);
    if (found === null) return null;
    const then = found.origin.answers;
    const now = then === null || !('side' in found.settings) ? null : store.answersState(found.settings.side);
    const answersChanged = then?.count !== now?.count || then?.tokens !== now?.tokens;
    return { ...found, state: { base: 'unchecked', tuned: 'unchecked', answersChanged } };
  });
}

/** Into the file. `answers`: as they were before they were read; null: none was. */
export function keepReading<Kind extends ReadingKind>(
  context: Pick<EngineContext, 'versions'>,
  to: { readonly place: PairPlace; readonly kind: Kind; readonly settings: SettingsOf<Kind> },
  made: Made<ReadingShapes[Kind]['value']>,
  answers: AnswersState | null,
): ReadingResult<ReadingOf<Kind>> {
  const reading = newReading(context, to.settings, made, answers);
  const { settings, value, origin } = reading;
  const notKept = whyNotKept(to.place, (store) => store.setReading(to.kind, { settings, value, origin }));
  return { ...reading, reused: false, notKept };
}

/** Of models that are no comparison's pair. */
export function unkeptReading<Settings, Value>(
  context: Pick<EngineContext, 'versions'>,
  settings: Settings,
  made: Made<Value>,
): ReadingResult<Reading<Settings, Value>> {
  return { ...newReading(context, settings, made, null), reused: false, notKept: null };
}

function newReading<Settings, Value>(
  { versions }: Pick<EngineContext, 'versions'>,
  settings: Settings,
  { value, base, tuned, prompts }: Made<Value>,
  answers: AnswersState | null,
): Reading<Settings, Value> {
  const version = versions['guardrail-lens'] ?? 'unknown';
  return {
    ...{ settings, value },
    origin: { at: new Date().toISOString(), version, base, tuned, prompts, answers },
    state: { base: 'same', tuned: 'same', answersChanged: false },
  };
}

/** What was read in minutes is not lost because the file cannot be written now. null: it is in the file. */
function whyNotKept(
  { path, column = 0 }: PairPlace,
  write: (store: ReturnType<typeof comparisonStores.open>) => void,
): string | null {
  try {
    const store = comparisonStores.open(path, 'write');
    try {
      write(store.forColumn(column));
    } finally {
      store.close();
    }
    return null;
  } catch (error) {
    if (
      error instanceof GuardrailError &&
      (error.code === 'storeBusy' || error.code === 'storeWriteFailed')
    ) {
      return error.message;
    }
    throw error;
  }
}
