// Readings through the engine: made once, kept in the file, found again, and what has changed since.
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeAll, expect, it } from 'vitest';
import type { EngineClient } from '../../../../src/client/engineClient';
import { comparisonStores } from '../../../../src/engine/store/comparisonStores';
import { tinySpec } from '../../../support/comparison';
import { testClient } from '../../../support/engine';
import { checkpointPath } from '../../../support/paths';
import { scratchFolder } from '../../../support/scratch';

const folder = scratchFolder();
const path = join(folder, 'readings.glens');
const tuned = join(folder, 'adapter');
const all = { side: 'tuned', limit: null } as const;
const directions = { limit: 8, intervene: 0, layer: null } as const;

async function withClient<T>(use: (client: EngineClient) => Promise<T>): Promise<T> {
  const client = testClient();
  try {
    return await use(client);
  } finally {
    client.dispose();
  }
}

beforeAll(async () => {
  cpSync(checkpointPath('llama-lora'), tuned, { recursive: true });
  const { settings, base } = tinySpec();
  const spec = tinySpec({
    suites: ['glens-overrefusal', 'glens-cybercrime'],
    tuned: { kind: 'checkpoint', path: tuned, basePath: base.kind === 'checkpoint' ? base.path : '' },
    settings: { ...settings, temperature: 1 },
    limit: 8,
    control: false,
  });
  await withClient(async (client) => {
    await client.request('createComparison', { path, spec, apiKeys: {} });
    await client.request('runComparison', { path, apiKeys: {} });
  });
});

it('is made once, found when the file is opened again, and read again where that is asked for', async () => {
  const ask = { path, ...all, anew: false, apiKeys: {} };
  const [first, theory] = await withClient(async (client) => [
    await client.request('analyseDrift', ask),
    await client.request('analyseTheory', { path, audit: null, measureKl: false, apiKeys: {} }),
  ]);
  expect(first).toMatchObject({ reused: false, notKept: null, origin: { prompts: 16 } });
  expect(first.origin.tuned.fingerprint).toMatch(/^[0-9a-f]{64}$/);
  // What was read once counts for theory without being read again.
  expect(theory.drift).toEqual(first.value);
  const [kept, second, third] = await withClient(async (client) => [
    await client.request('keptReadings', { path, check: true }),
    await client.request('analyseDrift', ask),
    await client.request('analyseDrift', { ...ask, anew: true }),
  ]);
  const same = { base: 'same', tuned: 'same', answersChanged: false };
  expect(kept.drift).toEqual({
    settings: all,
    value: first.value,
    origin: first.origin,
    state: same,
  });
  expect(second).toMatchObject({ reused: true, value: first.value, origin: first.origin });
  expect(third.reused).toBe(false);
  expect(third.origin.at > first.origin.at).toBe(true);
  expect(third.value).toEqual(first.value);
});

it('of directions, too, each with its settings', async () => {
  await withClient(async (client) => {
    const ask = { source: { path }, ...directions, anew: false, apiKeys: {} };
    const first = await client.request('analyseRepresentation', ask);
    const other = await client.request('analyseRepresentation', { ...ask, limit: 6 });
    const again = await client.request('analyseRepresentation', ask);
    expect([first.reused, other.reused, again.reused]).toEqual([false, false, true]);
    expect(again.value).toEqual(first.value);
    expect(first.origin.prompts).toBe(16);
    const kept = await client.request('keptReadings', { path, check: false });
    expect(kept.representation).toMatchObject({
      settings: { limit: 6 },
      state: { base: 'unchecked', answersChanged: false },
    });
  });
});

it('of weights, unless another checkpoint is compared, too', async () => {
  await withClient(async (client) => {
    const { spec } = await client.request('describeComparison', { path });
    if (spec.base.kind !== 'checkpoint' || spec.tuned.kind !== 'checkpoint')
      throw new TypeError('checkpoints');
    const pair = { base: spec.base, tuned: spec.tuned, directions: 2 };
    const ask = { ...pair, other: null, comparison: { path }, anew: false };
    const beside = await client.request('analyseWeights', { ...ask, other: spec.tuned });
    expect(beside).toMatchObject({ reused: false, notKept: null });
    expect((await client.request('keptReadings', { path, check: false })).weights).toBeNull();
    const first = await client.request('analyseWeights', ask);
    const again = await client.request('analyseWeights', ask);
    expect([first.reused, again.reused]).toEqual([false, true]);
    expect(again.value).toEqual(first.value);
    expect(first.origin.tuned.fingerprint).toBe(beside.origin.tuned.fingerprint);
    const { weights } = await client.request('keptReadings', { path, check: true });
    expect(weights).toMatchObject({ settings: { directions: 2 }, state: { base: 'same', tuned: 'same' } });
  });
});

it('is given, with why it was not kept, where another engine writes the file', async () => {
  const store = comparisonStores.open(path, 'write');
  try {
    const found = await withClient((client) =>
      client.request('analyseDrift', { path, side: 'base', limit: 2, anew: false, apiKeys: {} }),
    );
    expect(found.value.answers).toBe(2);
    expect(found.notKept).toContain('is being written by');
  } finally {
    store.close();
  }
});

it('is out of date once an answer is another, and read anew without being told to', async () => {
  const database = new DatabaseSync(path);
  database.exec("UPDATE response_state SET tokens = tokens + 1 WHERE side = 'tuned'");
  database.close();
  const { kept, read } = await withClient(async (client) => ({
    kept: await client.request('keptReadings', { path, check: false }),
    read: await client.request('analyseTheory', { path, audit: null, measureKl: false, apiKeys: {} }),
  }));
  expect(kept.drift?.state.answersChanged).toBe(true);
  expect(read.klGap).toBe('notAsked');
});

it('says of each checkpoint whether it is still the one that was read', async () => {
  cpSync(
    join(checkpointPath('qwen3-lora'), 'adapter_model.safetensors'),
    join(tuned, 'adapter_model.safetensors'),
  );
  cpSync(join(checkpointPath('qwen3-lora'), 'adapter_config.json'), join(tuned, 'adapter_config.json'));
  const state = async () =>
    (await withClient((client) => client.request('keptReadings', { path, check: true }))).drift?.state;
  const changed = await state();
  expect(changed?.base).toBe('same');
  expect(['changed', 'missing']).toContain(changed?.tuned);
  rmSync(tuned, { recursive: true });
  expect((await state())?.tuned).toBe('missing');
});
