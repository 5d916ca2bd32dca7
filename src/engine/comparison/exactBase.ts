// Whether the base of a comparison in a rounding precision is also asked exactly computed, and what both forms of it say of its
// answers. Knows respondents, no weights.
import type { ComparisonSpec, ExactBase } from '../../protocol/comparison';
import type { PrecisionKl } from '../../protocol/summary';
import { distributionComparer } from '../../safety/drift/distributionDistance';
import { roundingPrecision } from '../../safety/subjects/exactBase';
import type { LocalAccess, Respondent } from '../respondents/respondent';
import type { ComparisonStore } from '../store/comparisonStore';
import { answerIds, promptIds } from '../tokens/comparisonTexts';
import { weightsBudget } from '../weightsBudget';
import { finite, visitPairs, type PairSequence } from '../tokens/visitPairs';

/** Answers that are read for the KL, one of each prompt; their tokens are many more. */
const mostRead = 64;

/** The specification with the decision in it; without, where nothing is rounded. */
export function withExactBase(
  { exactBase, ...spec }: ComparisonSpec,
  base: Pick<Respondent, 'local'>,
  memoryLimit: number | null,
): ComparisonSpec {
  const { local } = base;
  if (roundingPrecision(spec.base) === null || local === null) return spec;
  return { ...spec, exactBase: exactBase === 'declined' ? exactBase : whetherItFits(local, memoryLimit) };
}

/** Side by side: the weights of both forms are needed in turns. */
function whetherItFits(
  { weightBytes, exactWeightBytes }: Pick<LocalAccess, 'weightBytes' | 'exactWeightBytes'>,
  memoryLimit: number | null,
): ExactBase {
  return weightBytes + exactWeightBytes <= weightsBudget(memoryLimit) ? 'asked' : 'tooLarge';
}

/**
 * Both forms of the base read its first answers to prompts spread evenly over the comparison.
 * @returns null where it has no answer with a token
 * @throws GuardrailError cancelled, checkpointCorrupt for NaN
 */
export async function readPrecisionKl(
  store: ComparisonStore,
  { base, exact }: { readonly base: LocalAccess; readonly exact: LocalAccess },
  signal: AbortSignal,
): Promise<PrecisionKl | null> {
  const sequences = await answersOf(store, base);
  const compare = distributionComparer(base.config.vocabSize);
  let sum = 0;
  let tokens = 0;
  await visitPairs(sequences, {
    base,
    tuned: exact,
    signal,
    onPosition: ({ base: rounded, tuned: whole }) => {
      sum += finite(compare(whole, rounded).kl);
      tokens++;
    },
  });
  return tokens === 0 ? null : { perToken: sum / tokens, tokens, answers: sequences.length };
}

async function answersOf(store: ComparisonStore, base: LocalAccess): Promise<PairSequence[]> {
  const prompts = store.prompts();
  const { settings } = store.describe().spec;
  const step = Math.max(1, prompts.length / mostRead);
  const sequences: PairSequence[] = [];
  for (let index = 0; index < prompts.length; index += step) {
    const prompt = prompts[Math.floor(index)];
    if (prompt === undefined) continue;
    const stored = store.responses(prompt.id);
    const answer = stored.find(({ side }) => side === 'base');
    if (answer === undefined) continue;
    const ids = answerIds(base, answer);
    if (ids.length === 0) continue;
    const asked = await promptIds(base, 'base', { prompt, stored, settings });
    sequences.push({ basePrompt: asked, tunedPrompt: asked, ids });
  }
  return sequences;
}
