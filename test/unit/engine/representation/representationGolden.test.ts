// Refusal directions and changes of weights, against PyTorch and NumPy.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OpenCheckpoint } from '../../../../src/engine/checkpoints/checkpoint';
import { changesOf } from '../../../../src/engine/representation/analyseWeights';
import { addition, ablation } from '../../../../src/engine/representation/interventions';
import { lastStates } from '../../../../src/engine/representation/lastStates';
import { moduleName, parseModuleName } from '../../../../src/engine/checkpoints/projections';
import { cosine, differenceOfMeans } from '../../../../src/safety/representation/refusalDirection';
import { explainCases, openCase, openPair, required, type OpenPair } from '../tokens/explainFixtures';

const signal = new AbortController().signal;

describe.each(explainCases())('$name and its adapter', (example) => {
  const { golden, basePath, adapterPath } = example;
  let pair: OpenPair;
  beforeAll(async () => {
    pair = await openPair(example);
  });
  afterAll(() => pair.dispose());

  it.each(['base', 'tuned'] as const)(
    'have PyTorch’s directions in every layer (%s)',
    async (side) => {
      const local = required(pair[side].local);
      const done: number[] = [];
      const both = [...golden.harmful, ...golden.harmless];
      const states = await lastStates(local, both, { signal, onProgress: (count) => done.push(count) });
      expect(done.at(-1)).toBe(both.length);
      expect(states.length).toBe(golden.directions[side].length);
      for (const [layer, expected] of golden.directions[side].entries()) {
        const ofLayer = states[layer] ?? [];
        const direction = differenceOfMeans(
          ofLayer.slice(0, golden.harmful.length),
          ofLayer.slice(golden.harmful.length),
        );
        expect(cosine(direction, expected)).toBeGreaterThan(0.9999);
        expect(Math.hypot(...direction) / Math.hypot(...expected)).toBeCloseTo(1, 3);
      }
    },
    180_000,
  );

  it('have NumPy’s norms, ranks and subspaces in the modules', async () => {
    const base = await openCase(basePath);
    const tuned = await openCase(adapterPath, basePath);
    const wanted = new Map(Object.entries(golden.modules));
    // The spectra of 210 modules take minutes, and layers are independent.
    const layers = base.config.layers > 4 ? 1 : base.config.layers;
    const part = (checkpoint: OpenCheckpoint): OpenCheckpoint => ({
      ...checkpoint,
      config: { ...checkpoint.config, layers },
    });
    const { modules } = await changesOf(
      { base: part(base), tuned: part(tuned), other: part(tuned) },
      { directions: golden.subspace, signal, progress: () => undefined },
    );
    let checked = 0;
    for (const change of modules) {
      const place = required(parseModuleName(`model.layers.${change.layer}.self_attn.${change.projection}`));
      const expected = wanted.get(moduleName(place));
      if (expected === undefined) continue;
      checked++;
      expect(change.relativeNorm / expected.relativeNorm).toBeCloseTo(1, 3);
      expect(Math.abs((change.effectiveRank ?? NaN) / expected.effectiveRank - 1)).toBeLessThan(0.01);
      expect(Math.abs((change.withWeights?.overlap ?? NaN) - expected.overlap)).toBeLessThan(1e-3);
      expect(Math.abs((change.withWeights?.largestCosine ?? NaN) - expected.largestCosine)).toBeLessThan(
        1e-3,
      );
      expect(change.withOther?.overlap).toBeCloseTo(1, 4);
    }
    expect(checked).toBeGreaterThanOrEqual(2);
    await tuned.dispose();
    await base.dispose();
  });
});

describe('edits', () => {
  const [example] = explainCases();
  let pair: OpenPair;
  beforeAll(async () => {
    pair = await openPair(required(example));
  });
  afterAll(() => pair.dispose());

  it('take the direction out of every layer, and add it in one', async () => {
    const local = required(pair.base.local);
    const prompts = required(example).golden.harmful;
    const direction = Float64Array.from({ length: local.config.hiddenSize }, (_, i) => Math.sin(i));
    const norm = Math.hypot(...direction);
    const along = (state: Float32Array): number =>
      state.reduce((sum, value, i) => sum + (value * (direction[i] ?? 0)) / norm, 0);
    const ablated = required(local.withHooks({ edits: ablation(direction, local.config.layers) }).local);
    for (const ofLayer of await lastStates(ablated, prompts, { signal })) {
      for (const state of ofLayer) expect(Math.abs(along(state))).toBeLessThan(1e-3);
    }
    const added = required(local.withHooks({ edits: addition(direction, 0) }).local);
    const [[before], [after]] = [
      await lastStates(local, prompts, { signal }),
      await lastStates(added, prompts, { signal }),
    ];
    after?.forEach((state, index) => {
      expect(along(state) - along(before?.[index] ?? new Float32Array())).toBeCloseTo(norm, 3);
    });
    expect(ablation(new Float64Array(4), 3)).toEqual([]);
  });
});
