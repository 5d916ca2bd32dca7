// What an adapter promises: live matrices, names that are read as they are made, and a saved folder that opens as itself.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Adapter } from '../../../../src/engine/adapters/adapter';
import { newAdapter } from '../../../../src/engine/adapters/newAdapter';
import { parsePeftTensorName, peftTensorName } from '../../../../src/engine/adapters/peft/peftNames';
import { openCheckpoint } from '../../../../src/engine/checkpoints/openCheckpoint';
import { moduleName, parseModuleName, projections } from '../../../../src/engine/checkpoints/projections';
import { saveAdapter } from '../../../../src/engine/adapters/peft/saveAdapter';
import { checkpointPath } from '../../../support/paths';
import { scratchFolder } from '../../../support/scratch';
import { openFixture } from '../models/goldenFixtures';

const folder = scratchFolder();

test.each(projections)('names of %s are read as they are made', (projection) => {
  const place = { layer: 13, projection };
  expect(parseModuleName(moduleName(place))).toEqual(place);
  const name = peftTensorName(place, 'B');
  expect(parsePeftTensorName(name)).toEqual({ kind: 'half', module: moduleName(place), half: 'B' });
  // As PEFT keeps them in memory, and as modules_to_save wraps them.
  const kept = name.replace('.lora_B.', '.lora_B.default.');
  expect(parsePeftTensorName(kept)).toEqual(parsePeftTensorName(name));
});

test.each([
  ['base_model.model.lm_head.modules_to_save.default.weight', { kind: 'whole', name: 'lm_head.weight' }],
  [
    'base_model.model.model.layers.0.self_attn.q_proj.lora_magnitude_vector',
    { kind: 'magnitude', module: 'model.layers.0.self_attn.q_proj' },
  ],
  ['base_model.model.model.layers.0.self_attn.q_proj.lora_B.bias', { kind: 'other' }],
])('%s', (name, parsed) => {
  expect(parsePeftTensorName(name)).toEqual(parsed);
});

test.each(['model.layers.0.mlp.router', 'lm_head', 'model.layers.x.mlp.up_proj', 'model.layers.1.up_proj'])(
  '%s is no projection',
  (name) => {
    expect(parseModuleName(name)).toBeNull();
  },
);

async function trained(): Promise<Adapter> {
  const { config } = await openFixture('llama');
  const options = { rank: 3, alpha: 6, rslora: true, dropout: 0.1, seed: 4 };
  const adapter = newAdapter(config, { ...options, targets: ['down_proj', 'q_proj'] });
  adapter.trainables.forEach(({ data }, index) => {
    data.forEach((_, i) => (data[i] = Math.sin(i + index)));
  });
  return adapter;
}

test('a view shows what is trained, a copy what was', async () => {
  const { config } = await openFixture('llama');
  const adapter = newAdapter(config, {
    rank: 2,
    alpha: 4,
    targets: ['up_proj'],
    rslora: false,
    dropout: 0,
    seed: 1,
  });
  const [view, copy] = [adapter.view(), adapter.copy()];
  expect(view).not.toBe(adapter);
  expect(adapter.isZero()).toBe(true);
  adapter.trainables[1]?.data.fill(0.5);
  expect([adapter.isZero(), view.isZero(), copy.isZero()]).toEqual([false, false, true]);
  expect(view.at(0, 'up_proj')?.b[0]).toBe(0.5);
  // The adapter is off with these in place of its own, which stay.
  expect(adapter.neutral().map(({ name }) => name)).toEqual(
    adapter.trainables.filter((_, index) => index % 2 === 1).map(({ name }) => name),
  );
  expect(adapter.neutral().every(({ data }) => data.every((x) => x === 0))).toBe(true);
  expect(view.isZero()).toBe(false);
});

test('an adapter without any effect is zero by its scale too', async () => {
  const adapter = await trained();
  const off = adapter.modules.map((module) => ({ ...module, scale: 0 }));
  expect([adapter.isZero(), new Adapter(off, {}).isZero()]).toEqual([false, true]);
});

test('does not fit a decoder of other sizes', async () => {
  const adapter = await trained();
  const { config } = await openFixture('llama');
  expect(() => adapter.checkFit(config)).not.toThrow();
  expect(() => adapter.checkFit({ ...config, hiddenSize: config.hiddenSize + 1 })).toThrow(
    /layer 0 does not fit the model/,
  );
});

test('saved, it opens as the same adapter', async () => {
  const adapter = await trained();
  const path = join(folder, 'saved');
  await mkdir(path);
  await saveAdapter(path, adapter, checkpointPath('llama'));
  const opened = await openCheckpoint({ path }, { cacheFolder: folder, scratchFolder: folder });
  const byPlace = (modules: Adapter['modules']) =>
    new Map(modules.map((module) => [moduleName(module), { ...module, name: moduleName(module) }]));
  expect(byPlace(opened.adapter?.modules ?? [])).toEqual(byPlace(adapter.modules));
  // Trained further from there, it is saved with the configuration that it came with.
  expect(opened.adapter?.copy().peftConfig('/elsewhere')).toEqual(adapter.peftConfig('/elsewhere'));
  expect((await opened.facts()).adapter).toMatchObject({
    rank: 3,
    alpha: 6,
    rslora: true,
    targetModules: ['down_proj', 'q_proj'],
    baseModel: checkpointPath('llama'),
  });
});
