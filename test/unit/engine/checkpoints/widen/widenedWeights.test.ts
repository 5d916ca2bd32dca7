// Half-precision weights that are widened before they are loaded: the same numbers, the same logits, one file.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { OpenCheckpoint } from '../../../../../src/engine/checkpoints/checkpoint';
import { openCheckpoint } from '../../../../../src/engine/checkpoints/openCheckpoint';
import { readFloats } from '../../../../../src/engine/checkpoints/safetensors/readFloats';
import { borrowWidened, widenedTensors } from '../../../../../src/engine/checkpoints/widen/widenedWeights';
import { KvCache } from '../../../../../src/engine/generation/kvCache';
import { encodeModel } from '../../../../../src/engine/graph/encodeModel';
import { GraphBuilder } from '../../../../../src/engine/graph/graphBuilder';
import { DecoderModel } from '../../../../../src/engine/models/decoderModel';
import { linear } from '../../../../../src/engine/models/linear';
import { Weights } from '../../../../../src/engine/models/weights';
import { createSession, float32Data, float32Tensor } from '../../../../../src/engine/runtime/session';
import { checkpointPath } from '../../../../support/paths';
import { scratchFolder } from '../../../../support/scratch';

const folder = scratchFolder();
const open = (name: string): Promise<OpenCheckpoint> =>
  openCheckpoint({ path: checkpointPath(name) }, { cacheFolder: folder, scratchFolder: folder });

async function logitsOf(checkpoint: Parameters<typeof DecoderModel.load>[0]): Promise<Float32Array> {
  const model = await DecoderModel.load(checkpoint, { executionProvider: 'cpu' });
  try {
    const ids = BigInt64Array.from([5, 17, 200, 31], BigInt);
    const { logits } = await model.run({
      ids,
      positions: BigInt64Array.from(ids, (_, place) => BigInt(place)),
      sequence: ids.length,
      cache: new KvCache(model.config, 1, 0),
      select: BigInt64Array.of(1n, 3n),
      want: 'logits',
    });
    return logits ?? new Float32Array();
  } finally {
    await model.dispose();
  }
}

it.each([
  // Its embeddings are the head too.
  ['llama-tied-bf16', true],
  ['qwen3', null],
])('%s: the same numbers and logits to the last bit', async (name, embeddings) => {
  const checkpoint = await open(name);
  const scratch = join(folder, `${name} scratch`);
  const half = [...checkpoint.tensors.values()].filter(
    ({ dtype, shape }) => dtype !== 'F32' && shape.length === 2,
  );
  expect(half.length).toBeGreaterThan(0);
  const widened = await borrowWidened(checkpoint, { scratchFolder: scratch, least: 1 });
  const again = await borrowWidened(checkpoint, { scratchFolder: scratch, least: 1 });
  expect(again.tensors).toBe(widened.tensors);
  const [file = ''] = readdirSync(scratch);
  const { bytes } = widenedTensors(checkpoint, 1);
  expect(readFileSync(join(scratch, file)).byteLength).toBeGreaterThanOrEqual(bytes);
  if (embeddings !== null) expect(widened.tensors.has('model.embed_tokens.weight')).toBe(embeddings);
  for (const [tensor, source] of widened.tensors) {
    const original = checkpoint.tensors.get(tensor);
    if (original === undefined) throw new Error(tensor);
    expect(source.dtype).toBe('F32');
    expect(await readFloats(source)).toEqual(await readFloats(original));
  }
  expect(await logitsOf({ ...checkpoint, widened: widened.tensors })).toEqual(await logitsOf(checkpoint));
  await widened.giveBack();
  expect(existsSync(join(scratch, file))).toBe(true);
  await again.giveBack();
  expect(readdirSync(scratch)).toEqual([]);
  await checkpoint.dispose();
});

it('a large head is a product of parts, and gives what it gives whole', async () => {
  const checkpoint = await open('llama-tied-bf16');
  const widened = await borrowWidened(checkpoint, { scratchFolder: join(folder, 'parts'), least: 1 });
  const name = 'model.embed_tokens.weight';
  const [rows = 0, columns = 0] = widened.tensors.get(name)?.shape ?? [];
  const products = await Promise.all(
    // Whole, and in parts of 100 rows with a shorter one at the end.
    [undefined, 4 * columns * 100].map(async (partBytes) => {
      const g = new GraphBuilder();
      const weights = new Weights(g, checkpoint.tensors, new Map(), widened.tensors, partBytes);
      const x = g.input('x', 'float32', ['batch', columns]);
      expect(weights.parts(name, [rows, columns])).toHaveLength(
        partBytes === undefined ? 1 : Math.ceil(rows / 100),
      );
      const other = new GraphBuilder();
      const own = new Weights(other, checkpoint.tensors, new Map(), widened.tensors, partBytes);
      const input = other.input(x.name, 'float32', x.shape);
      other.output(linear({ g: other, weights: own }, input, { names: [name], rows: [rows], columns }, 'y'));
      const session = await createSession(encodeModel(other.build()), {
        executionProvider: 'cpu',
        externalFolder: own.folder,
      });
      const data = Float32Array.from({ length: 3 * columns }, (_, i) => Math.sin(i + 1));
      const outputs = await session.run({ x: float32Tensor(data, [3, columns]) }, ['y']);
      await session.dispose();
      return float32Data(outputs, 'y');
    }),
  );
  const [whole = new Float32Array(), inParts = new Float32Array()] = products;
  expect(inParts.length).toBe(3 * rows);
  inParts.forEach((value, i) => expect(Math.abs(value - (whole[i] ?? NaN))).toBeLessThan(1e-5));
  await widened.giveBack();
  await checkpoint.dispose();
});

it('small weights are loaded as they are, and so are those that no disk has room for', async () => {
  const checkpoint = await open('llama-tied-bf16');
  const small = await borrowWidened(checkpoint, { scratchFolder: join(folder, 'unused') });
  expect(small.tensors.size).toBe(0);
  expect(existsSync(join(folder, 'unused'))).toBe(false);
  const blocked = join(folder, 'a file');
  writeFileSync(blocked, '');
  const without = await borrowWidened(checkpoint, { scratchFolder: blocked, least: 1 });
  expect(without.tensors.size).toBe(0);
  await checkpoint.dispose();
});

it('float32 weights are not written again', async () => {
  const checkpoint = await open('llama');
  expect(widenedTensors(checkpoint, 1)).toEqual({ sources: [], bytes: 0 });
  await checkpoint.dispose();
});
