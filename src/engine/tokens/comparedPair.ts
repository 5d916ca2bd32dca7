// Both models of a comparison, opened again to be looked into, with what its file holds.
import type { ApiKeys } from '../../protocol/contracts';
import type { ComparisonFacts, PromptRecord, ResponseRecord } from '../../protocol/comparison';
import { GuardrailError } from '../../protocol/errors';
import type { SubjectFacts } from '../../protocol/subjects';
import { requireSameSubject } from '../comparison/sameSubject';
import type { EngineContext } from '../engineContext';
import type { Respondent } from '../respondents/respondent';
import type { ComparisonStore } from '../store/comparisonStore';
import { comparisonStores } from '../store/comparisonStores';

export interface ComparedPair {
  readonly facts: ComparisonFacts;
  readonly base: Respondent;
  readonly tuned: Respondent;
  /** What the two are now. */
  readonly models: Readonly<Record<'base' | 'tuned', SubjectFacts>>;
}

/** A file, and which of its tuned subjects. */
export type PairPlace = Pick<PairRequest, 'path' | 'column'>;

export interface PairRequest {
  readonly path: string;
  /** Which of several tuned subjects, 0-based; absent: the first. */
  readonly column?: number;
  readonly apiKeys: ApiKeys;
  readonly signal: AbortSignal;
}

/**
 * The models are the ones that the comparison was made with (fingerprints).
 * @throws GuardrailError incomparable where one has changed since, and what opening throws
 */
export async function withComparedPair<T>(
  context: EngineContext,
  { apiKeys, signal, ...place }: PairRequest,
  use: (pair: ComparedPair) => Promise<T>,
): Promise<T> {
  const facts = withStore(place, (store) => store.describe());
  const open = context.opener(apiKeys);
  const base = await open(facts.spec.base, signal);
  try {
    const tuned = await open(facts.spec.tuned, signal);
    try {
      const models = { base: await base.facts(signal), tuned: await tuned.facts(signal) };
      requireSameSubject(facts.base, models.base);
      requireSameSubject(facts.tuned, models.tuned);
      return await use({ facts, base, tuned, models });
    } finally {
      await tuned.dispose();
    }
  } finally {
    await base.dispose();
  }
}

/** One prompt with all answers to it. @throws GuardrailError invalidRequest where the comparison has no such prompt */
export function readPrompt(
  place: PairPlace,
  promptId: number,
): { readonly prompt: PromptRecord; readonly stored: readonly ResponseRecord[] } {
  return withStore(place, (store) => {
    const prompts = store.prompts();
    const prompt = prompts.find(({ id }) => id === promptId);
    if (prompt !== undefined) return { prompt, stored: store.responses(promptId) };
    throw new GuardrailError(
      'invalidRequest',
      `The comparison has no prompt ${promptId}.`,
      `Its prompts are numbered from 1 to ${prompts.length}, as in the Responses tab.`,
    );
  });
}

export function readPrompts(place: PairPlace): readonly PromptRecord[] {
  return withStore(place, (store) => store.prompts());
}

/** The file is read as the comparison of one tuned subject with the base, and closed again. */
export function withStore<T>({ path, column = 0 }: PairPlace, use: (store: ComparisonStore) => T): T {
  const store = comparisonStores.open(path, 'read');
  try {
    return use(store.forColumn(column));
  } finally {
    store.close();
  }
}
