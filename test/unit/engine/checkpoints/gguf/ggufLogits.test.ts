// Each type and architecture against PyTorch on the same dequantised weights, and in its own blocks against itself as float32:
// logits, and greedy continuations.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openGguf } from '../../../../../src/engine/checkpoints/gguf/openGguf';
import { precisions, type Precision } from '../../../../../src/protocol/checkpoints';
import type { Generator, RowSettings } from '../../../../../src/engine/generation/generator';
import { withEndTokens } from '../../../../../src/engine/checkpoints/withEndTokens';
import { loadGenerator } from '../../../../../src/engine/generation/loadGenerator';
import { fixtures, useTemporaryFolders } from './ggufTestFiles';

const models = [
  'llama-F32',
  'llama-F16',
  'llama-BF16',
  'llama-Q4_0',
  'llama-Q4_1',
  'llama-Q5_0',
  'llama-Q5_1',
  'llama-Q8_0',
  'llama-Q4_K',
  'llama-Q5_K',
  'llama-Q6_K',
  'llama-llama3',
  'llama-llama3-odd',
  'llama-linear',
  'llama-bias',
  'qwen2-Q5_0',
  'qwen2-F16',
  'qwen3-Q8_0',
  'qwen3-BF16',
];

interface GoldenRow {
  readonly prompt: readonly number[];
  readonly continuation: readonly number[];
}

const greedy: RowSettings = {
  temperature: 0,
  topP: 1,
  topK: 0,
  maxNewTokens: 64,
  stop: [],
  batchSize: 8,
  fixedBatch: false,
};

const temporaryFolder = useTemporaryFolders();

/** Those with weights in blocks. */
const quantised = models.filter((name) => /Q\d_|linear|llama3/.test(name));

/** The generator of the GGUF file at `path`, for the time of `use`. */
async function withGenerator(
  path: string,
  precision: Precision,
  use: (generator: Generator) => Promise<void>,
): Promise<void> {
  const folder = temporaryFolder();
  const options = { cacheFolder: join(folder, 'cache'), scratchFolder: join(folder, 'scratch'), precision };
  const checkpoint = await openGguf(path, options);
  // Goldens go on where a response would end.
  const endless = withEndTokens(checkpoint, []);
  try {
    const generator = await loadGenerator(endless, { executionProvider: 'cpu' });
    try {
      await use(generator);
    } finally {
      await generator.dispose();
    }
  } finally {
    await checkpoint.dispose();
  }
}

async function continuations(
  generator: Generator,
  prompts: readonly (readonly number[])[],
): Promise<(readonly number[])[]> {
  const tokens: (readonly number[])[] = [];
  await generator.generate(
    prompts.map((promptIds, id) => ({ id, promptIds, seed: id })),
    greedy,
    {
      onRow: (id, generated) => {
        tokens[id] = generated.tokenIds;
      },
    },
  );
  return tokens;
}

const cases = [
  ...models.map((name) => ({ name, precision: 'exact' }) as const),
  ...quantised.map((name) => ({ name, precision: 'native' }) as const),
];

describe('GGUF models agree with PyTorch', () => {
  it.each(cases)('$name, $precision', async ({ name, precision }) => {
    const golden = JSON.parse(readFileSync(join(fixtures, `${name}.json`), 'utf8')) as {
      rows: readonly GoldenRow[];
    };
    const expected = new Float32Array(
      new Uint8Array(readFileSync(join(fixtures, `${name}.logits.f32`))).buffer,
    );
    await withGenerator(join(fixtures, `${name}.gguf`), precision, async (generator) => {
      const [first] = golden.rows;
      if (first === undefined) throw new Error('no golden rows');
      const [logits] = await generator.logits([first.prompt]);
      expect(logits).toHaveLength(expected.length);
      let worst = 0;
      for (const [i, value] of expected.entries()) {
        const difference = Math.abs(value - (logits?.[i] ?? NaN));
        if (!(difference <= worst)) worst = difference;
      }
      expect(worst).toBeLessThanOrEqual(1e-3);
      expect(await continuations(generator, [first.prompt])).toEqual([first.continuation]);
      expect(golden.rows).toHaveLength(8);
      expect(
        await continuations(
          generator,
          golden.rows.map(({ prompt }) => prompt),
        ),
      ).toEqual(golden.rows.map(({ continuation }) => continuation));
    });
  });
});

interface ChatGolden {
  readonly message: string;
  readonly prompt: string;
  readonly promptIds: readonly number[];
  readonly top: readonly (readonly [id: number, logit: number])[];
  readonly continuation: readonly number[];
  readonly text: string;
}

const smollm2 = process.env['GLENS_SMOLLM2_GGUF'];
if (smollm2 === undefined) console.log('Skipped: SmolLM2 logits (GLENS_SMOLLM2_GGUF is not set).');

describe.skipIf(smollm2 === undefined)('SmolLM2-135M-Instruct (Q4_1)', () => {
  it.each(precisions)('renders, scores and continues chats as transformers does (%s)', async (precision) => {
    const path = smollm2 ?? '';
    const cases = JSON.parse(readFileSync(join(fixtures, 'smollm2.json'), 'utf8')) as ChatGolden[];
    const folder = temporaryFolder();
    const checkpoint = await openGguf(path, {
      cacheFolder: join(folder, 'cache'),
      scratchFolder: join(folder, 'scratch'),
      precision,
    });
    const generator = await loadGenerator(checkpoint, { executionProvider: 'cpu' });
    try {
      const { tokenizer, config } = checkpoint;
      const prompts = await tokenizer.renderChats(
        cases.map(({ message }) => [{ role: 'user', content: message }]),
      );
      expect(prompts).toEqual(cases.map(({ prompt }) => prompt));
      expect(prompts.map((prompt) => tokenizer.encode(prompt))).toEqual(
        cases.map(({ promptIds }) => promptIds),
      );
      const logits = await generator.logits(cases.map(({ promptIds }) => promptIds));
      for (const [i, { top }] of cases.entries()) {
        const last = logits[i]?.subarray(-config.vocabSize);
        const worst = Math.max(...top.map(([id, value]) => Math.abs((last?.[id] ?? NaN) - value)));
        expect(worst).toBeLessThanOrEqual(1e-3);
      }
      // A final end token ends a row; whether it is kept is the generator's business.
      const generated = await continuations(
        generator,
        cases.map(({ promptIds }) => promptIds),
      );
      const withoutEnd = (ids: readonly number[]): number[] => ids.filter((id) => id !== 2);
      expect(generated.map(withoutEnd)).toEqual(cases.map(({ continuation }) => withoutEnd(continuation)));
      expect(generated.map((ids) => tokenizer.decode(ids))).toEqual(cases.map(({ text }) => text));
    } finally {
      await generator.dispose();
      await checkpoint.dispose();
    }
  });
});
