// Checkpoints rounded when they are opened: they compute with exactly the numbers that they were rounded to, say so, and leave
// nothing behind.
import { cpSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { CheckpointRef, Precision } from '../../../../../src/protocol/checkpoints';
import { weightsKey, type OpenCheckpoint } from '../../../../../src/engine/checkpoints/checkpoint';
import { openCheckpoint } from '../../../../../src/engine/checkpoints/openCheckpoint';
import { readFloats } from '../../../../../src/engine/checkpoints/safetensors/readFloats';
import { logitsOf, relativeError } from '../logitsOf';
import {
  expectError,
  fixtures,
  optionsIn,
  packTensors,
  temporaryFolder,
  writeFiles,
  type TinyTensor,
} from '../tinyFolders';
import { unpackMatrix } from './unpackBlocks';

const llama = join(fixtures, 'checkpoints/llama');
const adapter = join(fixtures, 'checkpoints/llama-lora');
/** The numbers that are computed with, as float32. */
async function tensorsOf(precision: Precision): Promise<Record<string, TinyTensor>> {
  const checkpoint = await openCheckpoint({ path: llama, precision }, optionsIn(temporaryFolder()));
  const tensors: Record<string, TinyTensor> = {};
  for (const tensor of checkpoint.tensors.values()) {
    tensors[tensor.name] = { shape: tensor.shape, data: await readFloats(tensor) };
  }
  for (const matrix of checkpoint.blocks?.values() ?? []) {
    tensors[matrix.name] = { shape: matrix.shape, data: Float32Array.from(unpackMatrix(matrix)) };
  }
  await checkpoint.dispose();
  return tensors;
}

/** The checkpoint with these tensors in its file. */
function llamaWith(tensors: Record<string, TinyTensor>): string {
  const folder = temporaryFolder();
  cpSync(llama, folder, { recursive: true });
  writeFiles(folder, { 'model.safetensors': packTensors(tensors) });
  return folder;
}

test.each([
  ['int8', 0.05],
  ['int4', 0.5],
] as const)(
  '%s: the logits are those of the rounded numbers, near those of the exact ones',
  async (precision, near) => {
    const { logits: found } = await logitsOf({ path: llama, precision });
    const { logits: rounded } = await logitsOf({ path: llamaWith(await tensorsOf(precision)) });
    const { logits: exact } = await logitsOf({ path: llama });
    expect(relativeError(found, rounded)).toBeLessThanOrEqual(5e-6);
    const error = relativeError(found, exact);
    expect(error).toBeGreaterThan(1e-5);
    expect(error).toBeLessThan(near);
  },
);

test('an adapter stays in 32 bits over rounded weights, and shares them with its base', async () => {
  const options = optionsIn(temporaryFolder());
  const open = (ref: CheckpointRef): Promise<OpenCheckpoint> => openCheckpoint(ref, options);
  const base = await open({ path: llama, precision: 'int8' });
  const tuned = await open({ path: adapter, basePath: llama, precision: 'int8' });
  const coarse = await open({ path: llama, precision: 'int4' });
  const exact = await open({ path: llama });
  expect(weightsKey(tuned)).toBe(weightsKey(base));
  expect(new Set([base, coarse, exact].map(weightsKey)).size).toBe(3);
  expect(readdirSync(options.scratchFolder)).toHaveLength(2);
  expect(await tuned.facts()).toMatchObject({ precision: 'int8', base: { precision: 'int8' } });
  expect(await base.facts()).toMatchObject({ precision: 'int8', quantization: null });
  expect(await exact.facts()).not.toHaveProperty('precision');
  // The fingerprint is that of the file: the same checkpoint, computed with otherwise.
  expect((await base.facts()).fingerprint).toBe((await exact.facts()).fingerprint);
  for (const checkpoint of [base, tuned, coarse, exact]) await checkpoint.dispose();
  expect(readdirSync(options.scratchFolder)).toEqual([]);
  const found = await logitsOf({ path: adapter, basePath: llama, precision: 'int8' });
  const rounded = await logitsOf({ path: adapter, basePath: llamaWith(await tensorsOf('int8')) });
  expect(relativeError(found.logits, rounded.logits)).toBeLessThanOrEqual(5e-6);
});

test('what is opened again soon is not rounded again; another one that is written takes its place', async () => {
  const options = { ...optionsIn(temporaryFolder()), keepScratchFor: 60_000 };
  const files = (): string[] => readdirSync(options.scratchFolder);
  const open = (precision: 'int4' | 'int8'): Promise<OpenCheckpoint> =>
    openCheckpoint({ path: llama, precision }, options);
  await (await open('int4')).dispose();
  const [kept] = files();
  const again = await open('int4');
  expect(files()).toEqual([kept]);
  // While it is lent it stays whatever else is written.
  const other = await open('int8');
  expect(files()).toContain(kept);
  await again.dispose();
  await other.dispose();
  expect(files()).toHaveLength(2);
  await (
    await openCheckpoint({ path: llama, precision: 'int8' }, { ...options, keepScratchFor: 0 })
  ).dispose();
  expect(files()).toEqual([kept]);
  const last = await openCheckpoint({ path: llama, precision: 'int8' }, { ...options, keepScratchFor: 1 });
  // Nobody had the first one when the last was written.
  expect(files()).not.toContain(kept);
  await last.dispose();
  await expect.poll(files).toEqual([]);
});

test('numbers that are not finite are found while they are rounded, and nothing is left', async () => {
  const tensors = await tensorsOf('exact');
  const name = 'model.layers.1.mlp.down_proj.weight';
  const bad = tensors[name];
  if (bad === undefined) throw new Error('no such matrix');
  bad.data[33] = NaN;
  const folder = llamaWith(tensors);
  const options = optionsIn(temporaryFolder());
  await expectError(
    openCheckpoint({ path: folder, precision: 'int4' }, options),
    'checkpointCorrupt',
    /finite/,
  );
  expect(existsSync(options.scratchFolder) ? readdirSync(options.scratchFolder) : []).toEqual([]);
});

test('a precision that does not apply is refused with what does', async () => {
  const options = optionsIn(temporaryFolder());
  await expectError(
    openCheckpoint({ path: llama, precision: 'fast' }, options),
    'invalidRequest',
    /no quantised weights/,
  );
  const gguf = join(fixtures, 'gguf/llama-Q4_0.gguf');
  await expectError(
    openCheckpoint({ path: gguf, precision: 'int4' }, options),
    'invalidRequest',
    /own number format/,
  );
  await expectError(
    openCheckpoint({ path: adapter, basePath: llama, merge: true, precision: 'int8' }, options),
    'invalidRequest',
    /merge/,
  );
  expect(existsSync(options.scratchFolder) ? readdirSync(options.scratchFolder) : []).toEqual([]);
});
