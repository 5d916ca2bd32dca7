// The residual stream: what is read is what the model computes, and edits are the arithmetic that they say, however a
// prompt is cut into passes.
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { readFloats } from '../../../../src/engine/checkpoints/safetensors/readFloats';
import type { ResidualEdit, StepHooks } from '../../../../src/engine/generation/hooks';
import { seededRandom } from '../../../../src/safety/random';
import { openFixture } from '../models/goldenFixtures';
import type { Tiny } from './tinyGenerator';
import { content, plain, randomRows, tinyGenerator } from './tinyGenerator';

const limit = vi.hoisted(() => ({ chunk: 0 }));
vi.mock(import('../../../../src/engine/generation/limits'), async (original) => {
  const limits = await original();
  const chunkTokens: typeof limits.chunkTokens = (config, before) =>
    limit.chunk > 0 ? limit.chunk : limits.chunkTokens(config, before);
  return { ...limits, chunkTokens };
});

let tiny: Tiny;
let hidden: number;
let last: number;
beforeAll(async () => {
  tiny = await tinyGenerator();
  hidden = tiny.checkpoint.config.hiddenSize;
  last = tiny.checkpoint.config.layers - 1;
});
afterEach(() => {
  limit.chunk = 0;
  tiny.generator.useAdapter(null);
  tiny.generator.useHooks(null);
});
afterAll(async () => {
  await tiny.generator.dispose();
  await tiny.checkpoint.dispose();
});

function randomNumbers(count: number, seed: number, scale: number): Float32Array {
  const random = seededRandom(seed, 41);
  return Float32Array.from({ length: count }, () => scale * (2 * random() - 1));
}

function randomEdit(layer: number, seed: number, rank = 2): ResidualEdit {
  const part = (n: number): Float32Array => randomNumbers(rank * hidden, seed + n, 0.3);
  return { layer, offset: randomNumbers(hidden, seed, 0.5), map: { rank, a: part(1), b: part(2) } };
}

/** x + offset + (x·Aᵀ)·B for each row of x, in doubles. */
function edited(x: readonly number[], { offset, map }: ResidualEdit): number[] {
  const result = [...x];
  for (let at = 0; at < x.length; at += hidden) {
    for (let i = 0; i < hidden; i++) result[at + i] = (result[at + i] ?? 0) + (offset?.[i] ?? 0);
    for (let r = 0; r < (map?.rank ?? 0); r++) {
      let along = 0;
      for (let i = 0; i < hidden; i++) along += (x[at + i] ?? 0) * (map?.a[r * hidden + i] ?? 0);
      for (let i = 0; i < hidden; i++) {
        result[at + i] = (result[at + i] ?? 0) + along * (map?.b[r * hidden + i] ?? 0);
      }
    }
  }
  return result;
}

/** The streams behind `layers`, [length · hidden] each, by row and layer, as they come while `work` runs. */
async function streamsOf(
  layers: readonly number[],
  edits: readonly ResidualEdit[],
  work: () => Promise<unknown>,
): Promise<Map<string, number[]>> {
  const streams = new Map<string, number[]>();
  const readers: StepHooks['readers'] = layers.map((layer) => ({
    layer,
    read: ({ id }, from, values) => {
      const known = streams.get(`${id}.${layer}`) ?? [];
      expect(from * hidden).toBe(known.length);
      streams.set(`${id}.${layer}`, [...known, ...values]);
    },
  }));
  tiny.generator.useHooks({ readers, edits });
  await work();
  tiny.generator.useHooks(null);
  return streams;
}

function expectClose(actual: readonly number[] | undefined, expected: readonly number[] | undefined): void {
  expect(actual?.length).toBe(expected?.length);
  expect(actual?.length).toBeGreaterThan(0);
  const largest = Math.max(...(expected ?? []).map((value, i) => Math.abs(value - (actual?.[i] ?? NaN))));
  expect(largest).toBeLessThan(1e-4);
}

const text = Array.from({ length: 30 }, (_, i) => 3 + ((i * 37) % 300));

describe('an edit of the residual stream', () => {
  it('of nothing changes no bit', async () => {
    const rows = randomRows(9, 42);
    const before = await tiny.generator.logits([text]);
    const generated = await tiny.run(rows, plain);
    const nothing = [
      { layer: 0, offset: null, map: null },
      { layer: last, offset: new Float32Array(hidden), map: null },
      {
        layer: 1,
        offset: null,
        map: { rank: 1, a: randomNumbers(hidden, 1, 1), b: new Float32Array(hidden) },
      },
    ];
    tiny.generator.useHooks({ edits: nothing, readers: [{ layer: 1, read: () => undefined }] });
    expect(await tiny.generator.logits([text])).toEqual(before);
    const same = await tiny.run(rows, plain);
    for (const { id } of rows) expect(content(same.get(id))).toEqual(content(generated.get(id)));
    tiny.generator.useHooks({ edits: [randomEdit(1, 5)] });
    expect(await tiny.generator.logits([text])).not.toEqual(before);
    tiny.generator.useHooks(null);
    expect(await tiny.generator.logits([text])).toEqual(before);
  });

  it('is the arithmetic that it says, behind each block, and what lies before stays as it was', async () => {
    const layers = Array.from({ length: last + 1 }, (_, layer) => layer);
    const logits = (): Promise<unknown> => tiny.generator.logits([text]);
    const plainStreams = await streamsOf(layers, [], logits);
    for (const layer of layers) {
      const edit = randomEdit(layer, 10 * layer + 50);
      const streams = await streamsOf(layers, [edit], logits);
      expectClose(streams.get(`0.${layer}`), edited(plainStreams.get(`0.${layer}`) ?? [], edit));
      for (const before of layers.slice(0, layer)) {
        expect(streams.get(`0.${before}`)).toEqual(plainStreams.get(`0.${before}`));
      }
      if (layer < last) expect(streams.get(`0.${last}`)).not.toEqual(plainStreams.get(`0.${last}`));
    }
  });

  it('may be one of several, of one layer and of others', async () => {
    const logits = (): Promise<unknown> => tiny.generator.logits([text]);
    const [first, second, third] = [randomEdit(0, 61), randomEdit(0, 62, 3), randomEdit(0, 63, 1)];
    const later = randomEdit(1, 64);
    const free = await streamsOf([0], [], logits);
    const below = await streamsOf([0, 1], [first, second, { ...third, offset: null }], logits);
    const expected = edited(edited(edited(free.get('0.0') ?? [], first), second), { ...third, offset: null });
    expectClose(below.get('0.0'), expected);
    const both = await streamsOf([0, 1], [later, first, second, { ...third, offset: null }], logits);
    expect(both.get('0.0')).toEqual(below.get('0.0'));
    expectClose(both.get('0.1'), edited(below.get('0.1') ?? [], later));
  });

  it('ablates a direction', async () => {
    const direction = randomNumbers(hidden, 71, 1);
    const length = Math.hypot(...direction);
    const a = direction.map((value) => value / length);
    const map = { rank: 1, a, b: a.map((value) => -value) };
    const streams = await streamsOf([1], [{ layer: 1, offset: null, map }], () =>
      tiny.generator.logits([text]),
    );
    const values = streams.get('0.1') ?? [];
    expect(values.length).toBe(text.length * hidden);
    for (let at = 0; at < values.length; at += hidden) {
      const along = a.reduce((sum, value, i) => sum + value * (values[at + i] ?? NaN), 0);
      expect(Math.abs(along)).toBeLessThan(1e-4);
    }
  });

  it('behind the last block reaches the scores through the last norm and the head', async () => {
    const { config, tensors } = tiny.checkpoint;
    const floats = async (name: string): Promise<Float32Array> => {
      const tensor = tensors.get(name);
      if (tensor === undefined) throw new Error(`The fixture has ${name}.`);
      return readFloats(tensor);
    };
    const gamma = await floats('model.norm.weight');
    const head = await floats('lm_head.weight');
    const edit = randomEdit(last, 81);
    let logits: Float32Array | undefined;
    const streams = await streamsOf([last], [edit], async () => {
      [logits] = await tiny.generator.logits([text]);
    });
    const at = (text.length - 1) * hidden;
    const x = (streams.get(`0.${last}`) ?? []).slice(at, at + hidden);
    const rms = Math.sqrt(x.reduce((sum, value) => sum + value ** 2, 0) / hidden + config.rmsNormEps);
    const normalised = x.map((value, i) => (value / rms) * (gamma[i] ?? NaN));
    const expected = Array.from({ length: config.vocabSize }, (_, token) =>
      normalised.reduce((sum, value, i) => sum + value * (head[token * hidden + i] ?? NaN), 0),
    );
    expectClose([...(logits?.slice(-config.vocabSize) ?? [])], expected);
  });

  it('stays where an adapter is switched on', async () => {
    const adapter = await openFixture('llama-lora');
    const edit = randomEdit(1, 91);
    tiny.generator.useAdapter(adapter.adapter);
    const free = await streamsOf([1], [], () => tiny.generator.logits([text]));
    const streams = await streamsOf([1], [edit], () => tiny.generator.logits([text]));
    expectClose(streams.get('0.1'), edited(free.get('0.1') ?? [], edit));
    await adapter.dispose();
  });

  it.each([
    ['of no layer', { layer: -1, offset: null, map: null }],
    ['of a layer that is not there', { layer: 99, offset: null, map: null }],
    ['of the wrong size', { layer: 0, offset: new Float32Array(3), map: null }],
    [
      'whose map has the wrong size',
      { layer: 0, offset: null, map: { rank: 2, a: new Float32Array(3), b: new Float32Array(3) } },
    ],
    ['that is no number', { layer: 0, offset: 'nan', map: null }],
  ] as const)('%s is refused', (_, edit) => {
    const offset = edit.offset === 'nan' ? new Float32Array(hidden).fill(NaN) : edit.offset;
    expect(() => tiny.generator.useHooks({ edits: [{ ...edit, offset }] })).toThrow(
      expect.objectContaining({ code: 'invalidRequest' }) as Error,
    );
    expect(() => tiny.generator.useHooks({ readers: [{ layer: 99, read: () => undefined }] })).toThrow(
      expect.objectContaining({ code: 'invalidRequest' }) as Error,
    );
  });
});

describe.each([
  ['in groups', 0, false],
  ['in chunks', 7, false],
  ['alone, in fixed batches', 0, true],
  ['in chunks, in fixed batches', 7, true],
])('while prompts are computed %s', (_, chunk, fixedBatch) => {
  const settings = { ...plain, fixedBatch, batchSize: 5, maxNewTokens: 9 };

  it('every position is read and edited once, in order', async () => {
    const shared = randomRows(3, 44).map((row) => ({ ...row, promptIds: text }));
    const rows = [...shared, ...randomRows(6, 43).map((row) => ({ ...row, id: row.id + 3 }))];
    const edits = [randomEdit(0, 45), randomEdit(1, 46)];
    limit.chunk = chunk;
    const results = new Map<number, readonly number[]>();
    const streams = await streamsOf([0, last], edits, async () => {
      for (const [id, { tokenIds }] of await tiny.run(rows, settings)) results.set(id, tokenIds);
    });
    limit.chunk = 0;
    for (const row of rows) {
      const fed = [...row.promptIds, ...(results.get(row.id) ?? []).slice(0, -1)];
      const whole = await streamsOf([0, last], edits, () => tiny.generator.logits([fed]));
      for (const layer of [0, last]) {
        expectClose(streams.get(`${row.id}.${layer}`), whole.get(`0.${layer}`));
      }
      tiny.generator.useHooks({ edits });
      const [logits] = await tiny.generator.logits([fed]);
      tiny.generator.useHooks(null);
      results.get(row.id)?.forEach((token, i) => {
        const at = (row.promptIds.length - 1 + i) * 320;
        const scores = [...(logits?.slice(at, at + 320) ?? [])];
        expect(Math.max(...scores) - (scores[token] ?? NaN)).toBeLessThan(1e-4);
      });
    }
  });

  it('rows of one prompt give what each gives alone', async () => {
    const rows = [0, 1, 2, 3].map((id) => ({ id, promptIds: text, seed: id }));
    const sampling = { ...settings, temperature: 1 };
    limit.chunk = chunk;
    const together = await tiny.run(rows, sampling);
    for (const row of rows) {
      const alone = (await tiny.run([row], sampling)).get(row.id);
      expect(together.get(row.id)?.tokenIds).toEqual(alone?.tokenIds);
      if (fixedBatch) expect(content(together.get(row.id))).toEqual(content(alone));
    }
    expect(new Set([...together.values()].map(({ tokenIds }) => tokenIds.join())).size).toBe(4);
  });
});
