// Files of every architecture with a GGUF name against transformers on the same dequantised weights: logits and greedy
// continuations, as float32 and in blocks.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openGguf } from '../../../../../src/engine/checkpoints/gguf/openGguf';
import { withEndTokens } from '../../../../../src/engine/checkpoints/withEndTokens';
import type { Generator } from '../../../../../src/engine/generation/generator';
import { loadGenerator } from '../../../../../src/engine/generation/loadGenerator';
import type { Precision } from '../../../../../src/protocol/checkpoints';
import { fixtures, useTemporaryFolders } from './ggufTestFiles';

interface Golden {
  readonly prompt: readonly number[];
  /** [prompt, vocabulary], little-endian float32. */
  readonly logits: string;
  readonly greedy: readonly number[];
}

const folder = join(fixtures, 'architectures');
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.gguf'))
  .map((file) => file.replace(/\.gguf$/, ''));
const temporaryFolder = useTemporaryFolders();

/** The generator of a file for the time of `use`; answers go on where they would end. */
async function withGenerator(
  path: string,
  precision: Precision,
  use: (generator: Generator) => Promise<void>,
): Promise<void> {
  const scratch = temporaryFolder();
  const options = { cacheFolder: join(scratch, 'cache'), scratchFolder: join(scratch, 'scratch'), precision };
  const checkpoint = await openGguf(path, options);
  const generator = await loadGenerator(withEndTokens(checkpoint, []), { executionProvider: 'cpu' });
  try {
    await use(generator);
  } finally {
    await generator.dispose();
    await checkpoint.dispose();
  }
}

async function continuation(
  generator: Generator,
  promptIds: readonly number[],
  maxNewTokens: number,
): Promise<readonly number[]> {
  let tokens: readonly number[] = [];
  await generator.generate(
    [{ id: 0, promptIds, seed: 0 }],
    { temperature: 0, topP: 1, topK: 0, maxNewTokens, stop: [], batchSize: 1, fixedBatch: false },
    { onRow: (_, generated) => (tokens = generated.tokenIds) },
  );
  return tokens;
}

describe.each(names)('%s', (name) => {
  it.each(['exact', 'native'] as const)('computes what transformers computes (%s)', async (precision) => {
    const golden = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as Golden;
    await withGenerator(join(folder, `${name}.gguf`), precision, async (generator) => {
      const bytes = Buffer.from(golden.logits, 'base64');
      const [logits] = await generator.logits([golden.prompt]);
      expect(logits?.length).toBe(bytes.byteLength / 4);
      const differences = Array.from(logits ?? [], (x, i) => Math.abs(x - bytes.readFloatLE(4 * i)));
      expect(Math.max(...differences)).toBeLessThan(1e-3);
      expect(await continuation(generator, golden.prompt, golden.greedy.length)).toEqual(golden.greedy);
    });
  });
});

interface GreedyGolden {
  readonly prompt: readonly number[];
  readonly greedy: readonly number[];
}

const gemma3 = process.env['GLENS_GEMMA3_GGUF'];
if (gemma3 === undefined) console.log('Skipped: Gemma 3 270M (GLENS_GEMMA3_GGUF is not set).');

describe.skipIf(gemma3 === undefined)('Gemma 3 270M (Q4_K_M)', () => {
  it.each(['exact', 'native'] as const)('goes on as transformers does (%s)', async (precision) => {
    const golden = JSON.parse(readFileSync(join(fixtures, 'gemma3-270m.json'), 'utf8')) as GreedyGolden[];
    await withGenerator(gemma3 ?? '', precision, async (generator) => {
      for (const { prompt, greedy } of golden) {
        expect(await continuation(generator, prompt, greedy.length)).toEqual(greedy);
      }
    });
  });
});
