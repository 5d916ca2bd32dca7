// One small checkpoint on an execution provider and on the CPU: what it generates and how it scores.
import type { OpenCheckpoint } from '../checkpoints/checkpoint';
import type { Generated, GenerationRow } from './generator';
import { loadGenerator } from './loadGenerator';

const prompts = ['How do I pick a strong password?', 'Count to ten.'];
const newTokens = 12;

interface ProviderAnswers {
  readonly generated: readonly Generated[];
  /** Of the answers that were to be scored, per row. */
  readonly scores: readonly Float32Array[];
}

/**
 * The largest difference between the natural-log probabilities that the provider and the CPU give to the CPU's greedy answers,
 * token by token, and to the token that each of them takes at every step, up to the first where they take different ones (at a
 * tie either may be taken). null where a number is missing or none.
 * @throws GuardrailError as createSession; cancelled
 */
export async function compareProvider(
  checkpoint: OpenCheckpoint,
  executionProvider: string,
  signal?: AbortSignal,
): Promise<number | null> {
  const rows = prompts.map((prompt, id): GenerationRow => ({
    id,
    promptIds: checkpoint.tokenizer.encode(prompt),
    seed: id,
  }));
  const expected = await answersOf(checkpoint, 'cpu', rows, null, signal);
  const found = await answersOf(checkpoint, executionProvider, rows, expected.generated, signal);
  const largest = Math.max(
    ...rows.flatMap(({ id }) => [
      largestDifference(expected.scores[id], found.scores[id]),
      generatedDifference(expected.generated[id], found.generated[id]),
    ]),
  );
  return Number.isFinite(largest) ? largest : null;
}

/** `scored`: the answers to score; null: its own. */
async function answersOf(
  checkpoint: OpenCheckpoint,
  executionProvider: string,
  rows: readonly GenerationRow[],
  scored: readonly Generated[] | null,
  signal?: AbortSignal,
): Promise<ProviderAnswers> {
  const generator = await loadGenerator(checkpoint, { executionProvider });
  try {
    const generated: Generated[] = [];
    await generator.generate(
      rows,
      {
        temperature: 0,
        topP: 1,
        topK: 0,
        maxNewTokens: newTokens,
        stop: [],
        batchSize: rows.length,
        fixedBatch: false,
      },
      {
        onRow: (id, answer) => {
          generated[id] = answer;
        },
      },
      signal,
    );
    const results = await generator.score(
      rows.map(({ id, promptIds }) => ({
        ids: [...promptIds, ...((scored ?? generated)[id]?.tokenIds ?? [])],
        from: promptIds.length,
      })),
      signal,
    );
    return { generated, scores: results.map(({ logprobs }) => logprobs) };
  } finally {
    await generator.dispose();
  }
}

/** As largestDifference. */
function generatedDifference(expected: Generated | undefined, found: Generated | undefined): number {
  if (expected === undefined || found === undefined) return Infinity;
  const parting = expected.tokenIds.findIndex((token, step) => token !== found.tokenIds[step]);
  const compared = parting < 0 ? expected.tokenIds.length : parting + 1;
  return largestDifference(expected.logprobs.slice(0, compared), found.logprobs.slice(0, compared));
}

/** Infinity where they are not as many, or one is no number. */
function largestDifference(
  expected: ArrayLike<number> | undefined,
  found: ArrayLike<number> | undefined,
): number {
  if (expected === undefined || found?.length !== expected.length) return Infinity;
  let largest = 0;
  for (let index = 0; index < expected.length; index++) {
    const difference = Math.abs((expected[index] ?? NaN) - (found[index] ?? NaN));
    if (!Number.isFinite(difference)) return Infinity;
    largest = Math.max(largest, difference);
  }
  return largest;
}
