// Quantised weights in their own blocks against the same file as float32: logits, adapters over them, what is said of them.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { CheckpointRef, Precision } from '../../../../../src/protocol/checkpoints';
import { weightsKey } from '../../../../../src/engine/checkpoints/checkpoint';
import { openCheckpoint } from '../../../../../src/engine/checkpoints/openCheckpoint';
import { moduleName, projections, projectionShape } from '../../../../../src/engine/checkpoints/projections';
import { weightBytes } from '../../../../../src/engine/generation/limits';
import { logitsOf, relativeError } from '../logitsOf';
import {
  expectError,
  fixtures,
  optionsIn,
  packTensors,
  randomTensor,
  temporaryFolder,
  writeFiles,
  type TinyTensor,
} from '../tinyFolders';

const gguf = (name: string): string => join(fixtures, `gguf/${name}.gguf`);
/** Logits; all fifteen matrices of a file are in blocks, or none. */
async function logitsIn(ref: CheckpointRef, precision: Precision): Promise<number[]> {
  const { logits, blocks } = await logitsOf({ ...ref, precision });
  expect(blocks).toBe(precision === 'exact' ? 0 : 15);
  return logits;
}

/** A LoRA adapter on every projection, large enough to change every answer. */
async function adapterOver(base: string, saved: Readonly<Record<string, TinyTensor>> = {}): Promise<string> {
  const checkpoint = await openCheckpoint({ path: base }, optionsIn(temporaryFolder()));
  const { config } = checkpoint;
  await checkpoint.dispose();
  const tensors: Record<string, TinyTensor> = { ...saved };
  for (let layer = 0; layer < config.layers; layer++) {
    for (const projection of projections) {
      const [out, inputs] = projectionShape(config, projection);
      const module = `base_model.model.${moduleName({ layer, projection })}`;
      tensors[`${module}.lora_A.weight`] = randomTensor([2, inputs], layer + 1);
      tensors[`${module}.lora_B.weight`] = randomTensor([out, 2], layer + 11);
    }
  }
  const folder = temporaryFolder();
  writeFiles(folder, {
    'adapter_config.json': {
      peft_type: 'LORA',
      r: 2,
      lora_alpha: 2,
      target_modules: [...projections],
      ...(Object.keys(saved).length === 0 ? {} : { modules_to_save: ['lm_head'] }),
    },
    'adapter_model.safetensors': packTensors(tensors),
  });
  return folder;
}

test.each(['llama-Q4_0', 'llama-Q4_1', 'llama-Q5_0', 'llama-Q5_1', 'llama-Q8_0', 'qwen2-Q5_0', 'qwen3-Q8_0'])(
  '%s: the logits are those of the float32 weights but for rounding',
  async (name) => {
    const exact = await logitsIn({ path: gguf(name) }, 'exact');
    const native = await logitsIn({ path: gguf(name) }, 'native');
    // A few times the rounding of one product (4e-7): two layers and the head.
    expect(relativeError(native, exact)).toBeLessThanOrEqual(5e-6);
  },
);

test('with activations in 8 bits the logits are near, are not the same, and have a session of their own', async () => {
  const path = gguf('llama-Q4_0');
  const native = await logitsIn({ path }, 'native');
  const fast = await logitsIn({ path }, 'fast');
  const error = relativeError(fast, native);
  expect(error).toBeGreaterThan(1e-4);
  expect(error).toBeLessThan(0.05);
  const options = optionsIn(temporaryFolder());
  const [one, other] = [
    await openCheckpoint({ path, precision: 'native' }, options),
    await openCheckpoint({ path, precision: 'fast' }, options),
  ];
  expect(weightsKey(one)).not.toBe(weightsKey(other));
  // The blocks themselves are the same.
  expect(readdirSync(options.scratchFolder)).toHaveLength(1);
  expect(await other.facts()).toMatchObject({ precision: 'fast' });
  for (const checkpoint of [one, other]) await checkpoint.dispose();
  expect(readdirSync(options.scratchFolder)).toEqual([]);
});

test('an adapter stays in 32 bits over weights in blocks', async () => {
  const base = gguf('llama-Q4_1');
  const path = await adapterOver(base);
  const plain = await logitsIn({ path: base }, 'exact');
  const exact = await logitsIn({ path, basePath: base }, 'exact');
  const native = await logitsIn({ path, basePath: base }, 'native');
  expect(relativeError(exact, plain)).toBeGreaterThan(0.1);
  expect(relativeError(native, exact)).toBeLessThanOrEqual(5e-6);
});

test('base and adapter share the blocks, which are removed with the last of them', async () => {
  const path = await adapterOver(gguf('llama-Q4_1'));
  const options = optionsIn(temporaryFolder());
  const base = await openCheckpoint({ path: gguf('llama-Q4_1'), precision: 'native' }, options);
  const beside = await openCheckpoint({ path, basePath: gguf('llama-Q4_1'), precision: 'native' }, options);
  const exact = await openCheckpoint({ path: gguf('llama-Q4_1') }, options);
  expect(weightsKey(beside)).toBe(weightsKey(base));
  expect(weightsKey(exact)).not.toBe(weightsKey(base));
  expect(weightBytes(base)).toBeLessThan(0.25 * weightBytes(exact));
  expect(await base.facts()).toMatchObject({ quantization: 'Q4_1', precision: 'native' });
  expect(await beside.facts()).toMatchObject({ precision: 'native', base: { precision: 'native' } });
  expect(await exact.facts()).not.toHaveProperty('precision');
  expect((await base.facts()).fingerprint).toBe((await exact.facts()).fingerprint);
  for (const checkpoint of [base, beside, exact]) await checkpoint.dispose();
  expect(readdirSync(options.scratchFolder)).toEqual([]);
});

test('a head that the adapter saved takes the place of one in blocks', async () => {
  const base = gguf('llama-Q4_1');
  const opened = await openCheckpoint({ path: base }, optionsIn(temporaryFolder()));
  const { vocabSize, hiddenSize } = opened.config;
  await opened.dispose();
  const path = await adapterOver(base, {
    'base_model.model.lm_head.weight': randomTensor([vocabSize, hiddenSize], 21),
  });
  const checkpoint = await openCheckpoint(
    { path, basePath: base, precision: 'native' },
    optionsIn(temporaryFolder()),
  );
  expect(checkpoint.config.tiedEmbeddings).toBe(false);
  expect(checkpoint.blocks?.has('lm_head.weight')).toBe(false);
  expect(checkpoint.blocks?.has('model.embed_tokens.weight')).toBe(true);
  await checkpoint.dispose();
  const exact = await logitsIn({ path, basePath: base }, 'exact');
  const native = await logitsIn({ path, basePath: base }, 'native');
  expect(relativeError(native, exact)).toBeLessThanOrEqual(5e-6);
});

test('merging into blocks is refused, and leaves nothing behind', async () => {
  const path = await adapterOver(gguf('llama-Q4_1'));
  const options = optionsIn(temporaryFolder());
  await expectError(
    openCheckpoint({ path, basePath: gguf('llama-Q4_1'), merge: true, precision: 'native' }, options),
    'invalidRequest',
    /--precision native/,
  );
  expect(readdirSync(options.scratchFolder)).toEqual([]);
});

test('weights that are not quantised are exact either way', async () => {
  const options = optionsIn(temporaryFolder());
  const checkpoint = await openCheckpoint({ path: gguf('llama-F16'), precision: 'native' }, options);
  expect(checkpoint.blocks?.size).toBe(0);
  expect(await checkpoint.facts()).not.toHaveProperty('precision');
  await checkpoint.dispose();
});
