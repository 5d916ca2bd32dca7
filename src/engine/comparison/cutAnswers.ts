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
import type { ComparisonStore } from '../store/comparisonStore';
import type { ResponseLength } from '../store/responses';

/** Of these multiples of the limit, the first under which most cut answers are expected to end is offered. */
const multiples = [2, 4, 8] as const;
const most = 0.9;
/** Where nothing can be told. */
const otherwise = 4;

export function cutAnswers(store: ComparisonStore): CutAnswers {
  const facts = store.describe();
  const limit = Math.max(...sides.map((side) => tokenLimit(facts, side)));
  const lengths = store.lengths();
  const cut = lengths.filter((length) => canGoOn(facts, length));
  const bySide = sides
    .map((side) => ({
      side,
      lengths: lengths.filter((length) => length.side === side),
      cut: cut.filter((length) => length.side === side).length,
    }))
    .filter((one) => one.cut > 0);
  const endingBy = (higher: number) =>
    sumOfForecasts(bySide.map((one) => forecastCut(one.lengths, { limit, higher, cut: one.cut })));
  const told = endingBy(limit) !== null;
  const enough = multiples.find(
    (multiple) => (endingBy(multiple * limit)?.expected ?? 0) >= most * cut.length,
  );
  const room = Math.max(...bySide.map(({ side }) => contextOf(subjectOf(facts, side))));
  const offered = Math.min(room, limit * (told ? (enough ?? 8) : otherwise));
  const count = (side: Side): number => bySide.find((one) => one.side === side)?.cut ?? 0;
  return {
    limit,
    cut: { base: count('base'), tuned: count('tuned'), control: count('control') },
    answers: lengths.length,
    offer: cut.length === 0 || offered <= limit ? null : { limit: offered, ending: endingBy(offered) },
  };
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
  const limit = Math.max(...sides.map((side) => tokenLimit(facts, side)));
  if (maxNewTokens <= limit) {
    throw new GuardrailError(
      'invalidRequest',
      `The answers may take ${limit} tokens already.`,
      'Give a higher limit.',
    );
  }
  const cut = store.lengths().filter((length) => canGoOn(facts, length));
  if (cut.length === 0) {
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
    cut.length,
  );
  return store.describe();
}

/** `placeKey` of what was cut below the present limit, which was raised since. */
export function answersToContinue(store: ComparisonStore): ReadonlySet<string> {
  const facts = store.describe();
  if (facts.continued === undefined) return new Set();
  return new Set(
    store
      .lengths()
      .filter((length) => canGoOn(facts, length) && length.tokens < tokenLimit(facts, length.side))
      .map(placeKey),
  );
}

export function placeKey({
  side,
  promptId,
  sample,
}: Pick<ResponseLength, 'side' | 'promptId' | 'sample'>): string {
  return `${side}:${promptId}:${sample}`;
}

function canGoOn(facts: ComparisonFacts, { side, tokens, promptTokens, cut }: ResponseLength): boolean {
  const subject = subjectOf(facts, side);
  if (!cut || subject === null || subject.kind === 'responses') return false;
  return (promptTokens ?? 0) + tokens < contextOf(subject);
}

function subjectOf(facts: ComparisonFacts, side: Side): SubjectFacts | null {
  return side === 'tuned' ? facts.tuned : facts.base;
}

/** Tokens; infinite where it is not known. */
function contextOf(subject: SubjectFacts | null): number {
  if (subject === null || subject.kind === 'responses') return Infinity;
  return subject.contextLength ?? Infinity;
}

function tokenLimit({ spec, base, tuned }: ComparisonFacts, side: Side): number {
  const subject = side === 'tuned' ? tuned : base;
  const defaults = subject?.kind === 'checkpoint' ? generationDefaultsOf(subject) : {};
  return effectiveSettings(spec.settings, defaults).maxNewTokens;
}
