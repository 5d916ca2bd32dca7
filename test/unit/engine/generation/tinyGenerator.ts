// The llama fixture as a generator. Support for tests; holds no test itself.
import type { Generated } from '../../../../src/engine/generation/generator';
import type { OpenCheckpoint } from '../../../../src/engine/checkpoints/checkpoint';
import type {
  GenerationRow,
  Generator,
  LoadOptions,
  RowSettings,
} from '../../../../src/engine/generation/generator';
import { withEndTokens } from '../../../../src/engine/checkpoints/withEndTokens';
import { loadGenerator } from '../../../../src/engine/generation/loadGenerator';
import { seededRandom } from '../../../../src/safety/random';
import { openFixture } from '../models/goldenFixtures';

export const plain: RowSettings = {
  temperature: 0,
  topP: 1,
  topK: 0,
  maxNewTokens: 24,
  stop: [],
  batchSize: 8,
  fixedBatch: false,
};

export interface Tiny {
  readonly checkpoint: OpenCheckpoint;
  readonly generator: Generator;
  run(rows: readonly GenerationRow[], settings: RowSettings): Promise<Map<number, Generated>>;
}

export async function tinyGenerator(
  eosTokenIds: readonly number[] = [],
  options: Partial<LoadOptions> = {},
): Promise<Tiny> {
  const checkpoint = withEndTokens(await openFixture('llama'), eosTokenIds);
  const generator = await loadGenerator(checkpoint, { executionProvider: 'cpu', ...options });
  return {
    checkpoint,
    generator,
    run: async (rows, settings) => {
      const results = new Map<number, Generated>();
      await generator.generate(rows, settings, {
        onRow: (id, generated) => {
          if (results.has(id)) throw new Error(`Row ${id} was reported twice.`);
          results.set(id, generated);
        },
      });
      return results;
    },
  };
}

/** Prompts of 1 to 40 tokens, the same for the same seed. */
export function randomRows(count: number, seed: number): GenerationRow[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, id) => ({
    id,
    promptIds: Array.from({ length: 1 + Math.floor(random() * 40) }, () => Math.floor(3 + random() * 317)),
    seed: id,
  }));
}

/** What must not differ between two runs: everything but the time. */
export function content(generated: Generated | undefined): unknown {
  if (generated === undefined) return undefined;
  const { text, tokenIds, logprobs, finishReason, promptTokens } = generated;
  return { text, tokenIds, logprobs, finishReason, promptTokens };
}

/** Log-probabilities of the 320 tokens from the logits at a position, [length, 320], in doubles. */
export function logSoftmax(logits: Float32Array, position: number): number[] {
  const values = [...logits.subarray(320 * position, 320 * (position + 1))];
  const largest = Math.max(...values);
  const total = values.reduce((sum, value) => sum + Math.exp(value - largest), 0);
  return values.map((value) => value - largest - Math.log(total));
}
