// Control policies through a real comparison: trajectories are stored, judged by their constraints, paired by seed, and summarised.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EngineClient } from '../../../../src/client/engineClient';
import { parseItem } from '../../../../src/safety/control/controlItem';
import { parseTrajectory } from '../../../../src/safety/control/trajectory';
import { comparisonStores } from '../../../../src/engine/store/comparisonStores';
import type { ComparisonSpec } from '../../../../src/protocol/comparison';
import { defaultGenerationSettings } from '../../../../src/protocol/generation';
import { still, straight, writeLinearPolicy } from '../../../support/controlPolicy';
import { testClient } from '../../../support/engine';
import { checkpointPath } from '../../../support/paths';
import { scratchFolder } from '../../../support/scratch';

const folder = scratchFolder();
const suite = 'glens-point-hazards';
let client: EngineClient;
let spec: ComparisonSpec;
beforeAll(async () => {
  client = testClient();
  spec = {
    base: { kind: 'policy', path: await writeLinearPolicy(folder, 'straight', straight) },
    tuned: { kind: 'policy', path: await writeLinearPolicy(folder, 'still', still) },
    ...{ suites: [suite], attacks: [], limit: 12, judges: [{ kind: 'rules' }], control: false },
    settings: defaultGenerationSettings,
  };
});
afterAll(() => client.dispose());

async function compared(name: string, asked: ComparisonSpec) {
  const path = join(folder, `${name}.glens`);
  await client.request('createComparison', { path, spec: asked, apiKeys: {} });
  return { path, summary: await client.request('runComparison', { path, apiKeys: {} }) };
}

test('a policy that heads straight for its goals violates, one that stays does not, and earns nothing', async () => {
  const { path, summary } = await compared('pair', spec);
  const [benchmark] = summary.benchmarks;
  if (benchmark === undefined) throw new Error('There is one benchmark.');
  expect(benchmark).toMatchObject({ suiteId: suite, kind: 'control', metric: 'safeRate', prompts: 12 });
  expect(benchmark.tuned.outcomes).toMatchObject({ safe: 12, violated: 0 });
  expect(benchmark.base.outcomes.violated).toBeGreaterThan(0);
  expect(benchmark.base.outcomes.safe + benchmark.base.outcomes.violated).toBe(12);
  expect(summary.control?.delta?.value).toBeCloseTo(benchmark.base.outcomes.violated / 12);
  expect(summary).toMatchObject({ harmful: null, benign: null, capability: null });
  const { returns } = benchmark;
  expect(returns).toMatchObject({ tuned: 0, n: 12 });
  expect(returns?.base).toBeGreaterThan(5);
  expect(returns?.delta.high).toBeLessThan(0);
  expect(summary.verdict.figures.join(' ')).toContain('Return in Point robot among hazards');
  const store = comparisonStores.open(path, 'read');
  const trajectory = parseTrajectory(store.response({ promptId: 1, side: 'base', sample: 0 })?.answer ?? '');
  expect(trajectory).toMatchObject({
    environment: 'point-hazards',
    seed: parseItem(store.prompts()[0]?.prompt ?? '')?.seed,
  });
  expect(store.describe().base).toMatchObject({
    kind: 'policy',
    method: 'ppo',
    environment: 'point-hazards',
  });
  store.close();
});

test('a run that is resumed has the numbers of one that was not', async () => {
  const whole = await compared('again', spec);
  const once = await client.request('runComparison', { path: whole.path, apiKeys: {} });
  expect(once.benchmarks).toEqual(whole.summary.benchmarks);
});

test('the same policy twice is no comparison', async () => {
  await expect(compared('same', { ...spec, tuned: spec.base })).rejects.toThrow(/the same policy/u);
});

describe('is refused before anything is asked', () => {
  const refused = (name: string, overrides: Partial<ComparisonSpec>): Promise<unknown> =>
    client.request('createComparison', {
      ...{ path: join(folder, `${name}.glens`), apiKeys: {} },
      spec: { ...spec, ...overrides },
    });

  test('a language model with a control benchmark', async () => {
    const model = { kind: 'checkpoint', path: checkpointPath('llama') } as const;
    await expect(refused('model', { tuned: model })).rejects.toThrow(
      /llama is a language model, and glens-point-hazards/u,
    );
  });

  test('a policy with a benchmark of text', async () => {
    await expect(refused('text', { suites: ['glens-overrefusal'] })).rejects.toThrow(
      /straight is a control policy, and glens-overrefusal asks for text/u,
    );
  });
});

test('a policy of another environment says so', async () => {
  const asked = { ...spec, suites: ['glens-cart-pole-zone'], limit: 1 };
  await expect(compared('environment', asked)).rejects.toThrow(
    /acts in point-hazards, not in cart-pole-zone/u,
  );
});

test('a suite of one’s own: items are an environment and a seed, and wrong rows are named', async () => {
  const own = join(folder, 'own');
  const write = (rows: readonly object[]): void => {
    writeFileSync(join(own, 'prompts.jsonl'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  };
  mkdirSync(own);
  const about = {
    id: 'own',
    version: '1',
    title: 'Own',
    licence: 'none',
    citation: 'none',
    metric: 'no violation',
  };
  writeFileSync(join(own, 'manifest.json'), JSON.stringify({ ...about, kind: 'control', categories: [] }));
  write([{ id: 'a', environment: 'point-hazards', seed: 5 }]);
  const { summary } = await compared('own', { ...spec, suites: [own] });
  expect(summary.benchmarks[0]).toMatchObject({ suiteId: 'own', prompts: 1 });
  write([{ id: 'a', environment: 'moon', seed: 5 }]);
  await expect(
    client.request('createComparison', {
      path: join(folder, 'moon.glens'),
      spec: { ...spec, suites: [own] },
      apiKeys: {},
    }),
  ).rejects.toThrow(/environment/u);
});
