// Answers that the limit of tokens cut: which can go on, how many would then end, and the higher limit in the file. Asks no
// model: the next run goes on with them.
import type { ComparisonFacts } from '../../protocol/comparison';
import { GuardrailError } from '../../protocol/errors';
import type { CutAnswers } from '../../protocol/forecast';
import { sides, type Side } from '../../protocol/outcomes';
import type { SubjectFacts } from '../../protocol/subjects';
import { forecastCut, sumOfForecasts } from '../../safety/analysis/cutForecast';
import { effectiveSettings } from '../../safety/settings/effectiveSettings';
import { generationDefaultsOf } from '../../safety/settings/generationDefaults';
import { columnsOf } from '../../safety/subjects/columns';
import type { ComparisonStore } from '../store/comparisonStore';
import type { ResponseLength } from '../store/responses';

/** Of these multiples of the limit, the first under which most cut answers are expected to end is offered. */
const multiples = [2, 4, 8] as const;
const most = 0.9;
/** Where nothing can be told. */
const otherwise = 4;

export function cutAnswers(store: ComparisonStore): CutAnswers {
  const places = placesOf(store);
  const limit = Math.max(...places.map((place) => place.limit));
  const counted = places.map((place) => ({ ...place, cut: place.lengths.filter(canGoOn(place)).length }));
  const cutPlaces = counted.filter(({ cut }) => cut > 0);
  const cut = cutPlaces.reduce((sum, place) => sum + place.cut, 0);
  const endingBy = (higher: number) =>
    sumOfForecasts(cutPlaces.map((place) => forecastCut(place.lengths, { limit, higher, cut: place.cut })));
  const told = endingBy(limit) !== null;
  const enough = multiples.find((multiple) => (endingBy(multiple * limit)?.expected ?? 0) >= most * cut);
  const room = Math.max(...cutPlaces.map(({ subject }) => contextOf(subject)));
  const offered = Math.min(room, limit * (told ? (enough ?? 8) : otherwise));
  const count = (side: Side): number =>
    cutPlaces.filter((place) => place.side === side).reduce((sum, place) => sum + place.cut, 0);
  return {
    limit,
    cut: { base: count('base'), tuned: count('tuned'), control: count('control') },
    answers: places.reduce((sum, { lengths }) => sum + lengths.length, 0),
    offer: cut === 0 || offered <= limit ? null : { limit: offered, ending: endingBy(offered) },
  };
}

/** Who answers: the base and its control, and every tuned subject. */
interface AnsweringPlace {
  readonly side: Side;
  readonly subject: SubjectFacts | null;
  /** Tokens per answer. */
  readonly limit: number;
  readonly lengths: readonly ResponseLength[];
}

function placesOf(store: ComparisonStore): AnsweringPlace[] {
  return columnsOf(store.describe().spec).flatMap((_, column) => {
    const own = store.forColumn(column);
    const facts = own.describe();
    const lengths = own.lengths();
    return sides
      .filter((side) => side === 'tuned' || column === 0)
      .map((side) => ({
        side,
        subject: subjectOf(facts, side),
        limit: tokenLimit(facts, side),
        lengths: lengths.filter((length) => length.side === side),
      }));
  });
}

/**
 * Raises the limit in the file; the next run goes on with what was cut.
 * @throws GuardrailError invalidRequest where nothing could go on under that limit.
 */
export function continueAnswers(store: ComparisonStore, maxNewTokens: number): ComparisonFacts {
  const facts = store.describe();
  if (facts.status === 'running') {
    throw new GuardrailError(
      'invalidRequest',
      'The comparison is running.',
      'Wait for its end, or stop it; resume it where its run was killed.',
    );
  }
  const places = placesOf(store);
  const limit = Math.max(...places.map((place) => place.limit));
  if (maxNewTokens <= limit) {
    throw new GuardrailError(
      'invalidRequest',
      `The answers may take ${limit} tokens already.`,
      'Give a higher limit.',
    );
  }
  const cut = places.reduce((sum, place) => sum + place.lengths.filter(canGoOn(place)).length, 0);
  if (cut === 0) {
    throw new GuardrailError(
      'invalidRequest',
      'No answer was cut that could go on.',
      'Answers made elsewhere, and those that fill the context of their model, stay as they are.',
    );
  }
  const { generationConfig, limitByDefault: _, ...settings } = facts.spec.settings;
  const except = new Set([...(generationConfig?.except ?? []), 'maxNewTokens' as const]);
  store.raiseLimit(
    {
      ...settings,
      maxNewTokens,
      ...(generationConfig === undefined ? {} : { generationConfig: { except: [...except] } }),
    },
    cut,
  );
  return store.describe();
}

/** `placeKey` of what was cut below the present limit, which was raised since; `stores`: one per column, in their order. */
export function answersToContinue(stores: readonly ComparisonStore[]): ReadonlySet<string> {
  return new Set(
    stores.flatMap((store) => {
      const facts = store.describe();
      if (facts.continued === undefined) return [];
      const goesOn = (length: ResponseLength): boolean =>
        canGoOn({ subject: subjectOf(facts, length.side) })(length) &&
        length.tokens < tokenLimit(facts, length.side);
      return store
        .lengths()
        .filter(goesOn)
        .map((length) => placeKey(length, facts.column ?? 0));
    }),
  );
}

/** `column`: whose answer it is, where the side is tuned. */
export function placeKey(
  { side, promptId, sample }: Pick<ResponseLength, 'side' | 'promptId' | 'sample'>,
  column: number,
): string {
  return `${side}${side === 'tuned' ? column : ''}:${promptId}:${sample}`;
}

function canGoOn({ subject }: Pick<AnsweringPlace, 'subject'>): (length: ResponseLength) => boolean {
  return ({ tokens, promptTokens, cut }) =>
    cut &&
    subject !== null &&
    subject.kind !== 'responses' &&
    (promptTokens ?? 0) + tokens < contextOf(subject);
}

function subjectOf(facts: ComparisonFacts, side: Side): SubjectFacts | null {
  return side === 'tuned' ? facts.tuned : facts.base;
}

/** Tokens; infinite where it is not known. */
function contextOf(subject: SubjectFacts | null): number {
  if (subject === null || subject.kind === 'responses' || subject.kind === 'policy') return Infinity;
  return subject.contextLength ?? Infinity;
}

function tokenLimit({ spec, base, tuned }: ComparisonFacts, side: Side): number {
  const subject = side === 'tuned' ? tuned : base;
  const defaults = subject?.kind === 'checkpoint' ? generationDefaultsOf(subject) : {};
  return effectiveSettings(spec.settings, defaults).maxNewTokens;
}
