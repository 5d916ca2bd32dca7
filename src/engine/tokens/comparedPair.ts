// Both models of a comparison, opened again to be looked into, with what its file holds.
import type { ApiKeys } from '../../protocol/contracts';
import type { ComparisonFacts, PromptRecord, ResponseRecord } from '../../protocol/comparison';
import { GuardrailError } from '../../protocol/errors';
import { requireSameSubject } from '../comparison/sameSubject';
import type { EngineContext } from '../engineContext';
import type { Respondent } from '../respondents/respondent';
import { comparisonStores } from '../store/comparisonStores';

export interface ComparedPair {
  readonly facts: ComparisonFacts;
  readonly base: Respondent;
  readonly tuned: Respondent;
}

export interface PairRequest {
  readonly path: string;
  readonly apiKeys: ApiKeys;
  readonly signal: AbortSignal;
}

/**
 * The models are the ones that the comparison was made with (fingerprints).
 * @throws GuardrailError incomparable where one has changed since, and what opening throws
 */
export async function withComparedPair<T>(
  context: EngineContext,
  { path, apiKeys, signal }: PairRequest,
  use: (pair: ComparedPair) => Promise<T>,
): Promise<T> {
  const facts = withStore(path, (store) => store.describe());
  const open = context.opener(apiKeys);
  const base = await open(facts.spec.base, signal);
  try {
    const tuned = await open(facts.spec.tuned, signal);
    try {
      requireSameSubject(facts.base, await base.facts(signal));
      requireSameSubject(facts.tuned, await tuned.facts(signal));
      return await use({ facts, base, tuned });
    } finally {
      await tuned.dispose();
    }
  } finally {
    await base.dispose();
  }
}

/** One prompt with all answers to it. @throws GuardrailError invalidRequest where the comparison has no such prompt */
export function readPrompt(
  path: string,
  promptId: number,
): { readonly prompt: PromptRecord; readonly stored: readonly ResponseRecord[] } {
  return withStore(path, (store) => {
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

export function readPrompts(path: string): readonly PromptRecord[] {
  return withStore(path, (store) => store.prompts());
}

function withStore<T>(path: string, use: (store: ReturnType<typeof comparisonStores.open>) => T): T {
  const store = comparisonStores.open(path, 'read');
  try {
    return use(store);
  } finally {
    store.close();
  }
}
