// Patched checkpoints against what PEFT and PyTorch make of the same adapters (test/fixtures/python/mergeGolden.py).
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseModuleName, projections } from '../../../../../src/engine/checkpoints/projections';
import { openCheckpoint } from '../../../../../src/engine/checkpoints/openCheckpoint';
import type { OpenCheckpoint } from '../../../../../src/engine/checkpoints/checkpoint';
import { changesOf } from '../../../../../src/engine/representation/analyseWeights';
import { patchCheckpoint } from '../../../../../src/engine/safeguards/parameters/patchCheckpoint';
import { weightChange } from '../../../../../src/engine/safeguards/parameters/weightChanges';
import { loadGenerator } from '../../../../../src/engine/generation/loadGenerator';
import type { PatchRequest, PatchResult } from '../../../../../src/protocol/safeguards';
import { expectError, fixtures, optionsIn, temporaryFolder } from '../../checkpoints/tinyFolders';

interface Summary {
  readonly sum: number;
  readonly norm: number;
  readonly first: readonly number[];
}

interface Golden {
  readonly prompt: readonly number[];
  readonly density: number;
  readonly directions: number;
  readonly cases: readonly {
    readonly method: PatchRequest['method'];
    readonly weight: number;
    readonly changes: Readonly<Record<string, Summary>>;
    readonly logits: string;
  }[];
  readonly overlap: Readonly<
    Record<string, { readonly withWeights: readonly number[]; readonly withTask: readonly number[] | null }>
  >;
}

const golden = JSON.parse(readFileSync(join(fixtures, 'golden', 'merging.json'), 'utf8')) as Golden;
const fixture = (name: string) => join(fixtures, 'checkpoints', name);

function patch(folder: string, request: Partial<PatchRequest>): Promise<PatchResult> {
  return patchCheckpoint(
    { open: (ref, signal) => openCheckpoint(ref, { ...optionsIn(folder), ...(signal ? { signal } : {}) }) },
    {
      method: 'linear',
      task: { path: fixture('llama-lora') },
      base: null,
      safety: { path: fixture('llama-lora-rslora') },
      options: {},
      weights: [0.5],
      target: join(folder, 'patched'),
      dtype: 'float32',
      ...request,
    },
    { signal: new AbortController().signal, progress: () => undefined },
  );
}

async function logits(checkpoint: OpenCheckpoint): Promise<Float32Array> {
  const generator = await loadGenerator(checkpoint, { executionProvider: 'cpu' });
  try {
    const [row] = await generator.logits([golden.prompt]);
    return row ?? new Float32Array();
  } finally {
    await generator.dispose();
  }
}

function largestDifference(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(found.length).toBe(expected.length);
  let largest = 0;
  for (let i = 0; i < expected.length; i++) {
    largest = Math.max(largest, Math.abs((found[i] ?? NaN) - (expected[i] ?? NaN)));
  }
  return largest;
}

describe.each(golden.cases)(
  '$method with weight $weight',
  ({ method, weight, changes, logits: expected }) => {
    const options = method === 'ties' ? { density: golden.density } : {};

    test('has the changes and the logits of the reference', async () => {
      const folder = temporaryFolder();
      const { checkpoints } = await patch(folder, { method, weights: [weight], options });
      const [made] = checkpoints;
      expect(made).toEqual({
        path: join(folder, 'patched'),
        weight,
        format: method === 'ties' ? 'huggingface' : 'peft',
      });
      const base = await openCheckpoint({ path: fixture('llama') }, optionsIn(folder));
      const patched = await openCheckpoint({ path: made?.path ?? '' }, optionsIn(folder));
      for (const [module, { sum, norm, first }] of Object.entries(changes)) {
        const tensor = base.tensors.get(`${module}.weight`);
        if (tensor === undefined) throw new Error(module);
        const change = await weightChange(tensor, patched);
        // A sum of thousands of float32, and, of whole weights, the rounding of W + change.
        expect(change.reduce((total, x) => total + x, 0)).toBeCloseTo(sum, 3);
        expect(Math.hypot(...change)).toBeCloseTo(norm, 5);
        for (const [index, value] of first.entries()) expect(change[index]).toBeCloseTo(value, 6);
      }
      const decoded = Buffer.from(expected, 'base64');
      const reference = new Float32Array(decoded.buffer, decoded.byteOffset, decoded.length / 4);
      expect(largestDifference(await logits(patched), reference)).toBeLessThan(2e-4);
      await base.dispose();
      await patched.dispose();
    });
  },
);

test('overlap of the patch: principal angles as PyTorch has them', async () => {
  const folder = temporaryFolder();
  const open = (name: string) => openCheckpoint({ path: fixture(name) }, optionsIn(folder));
  const [base, tuned, other] = [
    await open('llama'),
    await open('llama-lora-rslora'),
    await open('llama-lora'),
  ];
  const { modules } = await changesOf(
    { base, tuned, other },
    { directions: golden.directions, signal: new AbortController().signal, progress: () => undefined },
  );
  let compared = 0;
  for (const [module, { withWeights, withTask }] of Object.entries(golden.overlap)) {
    const place = parseModuleName(module);
    const found = modules.find(
      ({ layer, projection }) => layer === place?.layer && projection === place.projection,
    );
    for (const [overlap, cosines] of [
      [found?.withWeights, withWeights],
      [found?.withOther, withTask],
    ] as const) {
      if (cosines === null) {
        expect(overlap ?? null).toBeNull();
        continue;
      }
      compared++;
      const mean = cosines.reduce((sum, x) => sum + x * x, 0) / cosines.length;
      expect(overlap?.overlap).toBeCloseTo(mean, 5);
      expect(overlap?.largestCosine).toBeCloseTo(Math.max(...cosines), 5);
    }
  }
  expect(compared).toBeGreaterThan(4);
  for (const one of [base, tuned, other]) await one.dispose();
});

test('a refusal patch shows its overlap, and the patch itself says what it was made of', async () => {
  const folder = temporaryFolder();
  const { overlap, checkpoints } = await patch(folder, { method: 'refusal-patch', weights: [1] });
  expect(overlap?.modules.length).toBe(2 * projections.length);
  expect(overlap?.modules.some(({ withOther }) => withOther !== null)).toBe(true);
  const path = checkpoints[0]?.path ?? '';
  expect(readdirSync(path).sort()).toEqual([
    'adapter_config.json',
    'adapter_model.safetensors',
    'safeguard.json',
  ]);
  const origin = JSON.parse(readFileSync(join(path, 'safeguard.json'), 'utf8')) as Record<string, unknown>;
  expect(origin).toMatchObject({ safeguard: 'refusal-patch', options: { weight: 1 } });
  const patched = await openCheckpoint({ path }, optionsIn(folder));
  const facts = await patched.facts();
  expect(facts.adapter?.trainedOver).toBe(facts.base?.fingerprint);
  expect(facts.adapter?.rank).toBe(8);
  await patched.dispose();
});

test('a curve: one checkpoint per weight, whose ends are the two that were merged', async () => {
  const folder = temporaryFolder();
  const weights = [0, 0.5, 1];
  for (const method of ['linear', 'slerp'] as const) {
    const target = join(folder, method);
    const { checkpoints } = await patch(folder, { method, weights, target });
    expect(checkpoints.map(({ path }) => path)).toEqual(weights.map((w) => join(target, `weight-${w}`)));
    for (const [made, original] of [
      [checkpoints[0], 'llama-lora'],
      [checkpoints[2], 'llama-lora-rslora'],
    ] as const) {
      const [one, other] = [
        await openCheckpoint({ path: made?.path ?? '' }, optionsIn(folder)),
        await openCheckpoint({ path: fixture(original) }, optionsIn(folder)),
      ];
      expect(largestDifference(await logits(one), await logits(other))).toBeLessThan(1e-4);
      await one.dispose();
      await other.dispose();
    }
  }
});

test('an adapter merged with its base stays an adapter of its rank, with its change shrunk', async () => {
  const folder = temporaryFolder();
  const { checkpoints, notes } = await patch(folder, { safety: { path: fixture('llama') }, weights: [0.25] });
  expect([checkpoints[0]?.format, notes]).toEqual(['peft', []]);
  const [before, after] = [
    await openCheckpoint({ path: fixture('llama-lora') }, optionsIn(folder)),
    await openCheckpoint({ path: checkpoints[0]?.path ?? '' }, optionsIn(folder)),
  ];
  expect(after.adapter?.modules.every(({ rank }) => rank === 4)).toBe(true);
  const tensor = before.tensors.get('model.layers.1.mlp.down_proj.weight');
  if (tensor === undefined) throw new Error('not there');
  const [whole, shrunk] = [await weightChange(tensor, before), await weightChange(tensor, after)];
  expect(
    largestDifference(
      shrunk,
      whole.map((x) => 0.75 * x),
    ),
  ).toBeLessThan(1e-6);
  await before.dispose();
  await after.dispose();
});

test('whole checkpoints, and adapters with whole tensors, make a Hugging Face folder', async () => {
  const folder = temporaryFolder();
  const first = await patch(folder, {
    safety: { path: fixture('llama-lora-saved') },
    target: join(folder, 'a'),
  });
  expect(first.checkpoints[0]?.format).toBe('huggingface');
  expect(first.notes.join()).toContain('Whole weights were written');
  // A whole checkpoint as the task, and an adapter as the patch.
  const whole = first.checkpoints[0]?.path ?? '';
  const second = await patch(folder, {
    method: 'refusal-patch',
    task: { path: whole },
    base: { path: fixture('llama') },
    safety: { path: fixture('llama-lora') },
    weights: [1],
    target: join(folder, 'b'),
    dtype: 'bfloat16',
  });
  const path = second.checkpoints[0]?.path ?? '';
  const [before, patched] = [
    await openCheckpoint({ path: whole }, optionsIn(folder)),
    await openCheckpoint({ path }, optionsIn(folder)),
  ];
  expect((await patched.facts()).dtype).toBe('BF16');
  const name = 'model.layers.0.self_attn.q_proj.weight';
  const tensor = before.tensors.get(name);
  const safety = await openCheckpoint({ path: fixture('llama-lora') }, optionsIn(folder));
  const base = await openCheckpoint({ path: fixture('llama') }, optionsIn(folder));
  const ofBase = base.tensors.get(name);
  if (tensor === undefined || ofBase === undefined) throw new Error(name);
  const [added, wanted] = [await weightChange(tensor, patched), await weightChange(ofBase, safety)];
  // bfloat16 keeps 8 bits of W + change.
  expect(largestDifference(added, wanted)).toBeLessThan(2e-2);
  expect(Math.hypot(...wanted)).toBeGreaterThan(1);
  for (const one of [before, patched, safety, base]) await one.dispose();
});

test('a chat template that the task adapter brings goes along', async () => {
  const folder = temporaryFolder();
  const own = join(folder, 'own');
  cpSync(fixture('llama-lora'), own, { recursive: true });
  for (const name of ['tokenizer.json', 'tokenizer_config.json']) {
    cpSync(join(fixture('llama'), name), join(own, name));
  }
  const { checkpoints } = await patch(folder, { task: { path: own }, base: { path: fixture('llama') } });
  expect(existsSync(join(checkpoints[0]?.path ?? '', 'tokenizer.json'))).toBe(true);
});

describe('refused', () => {
  test.each([
    [{ weights: [] }, 'invalidRequest', /1 to 100 different weights/],
    [{ weights: [0.5, 0.5] }, 'invalidRequest', /different weights/],
    [{ weights: [1.5] }, 'configInvalid', /safeguard linear are wrong: weight/],
    [{ method: 'refusal-patch', weights: [0] }, 'configInvalid', /weight/],
    [{ options: { density: 0.5 } }, 'configInvalid', /density/],
    [{ method: 'ties', options: { density: 0 } }, 'configInvalid', /density/],
    [{ task: { path: fixture('llama') } }, 'invalidRequest', /does not say what it was trained from/],
    [{ base: { path: fixture('llama-lora') } }, 'invalidRequest', /itself an adapter/],
    [{ safety: { path: fixture('qwen3') } }, 'incomparable', /another shape than the base/],
    [{ safety: { path: join(fixtures, 'nowhere') } }, 'checkpointNotFound', /nowhere/],
  ] as const)('%j', async (request, code, message) => {
    const folder = temporaryFolder();
    await expectError(patch(folder, request), code, message);
    expect(existsSync(join(folder, 'patched'))).toBe(false);
    expect(existsSync(join(folder, 'patched.tmp'))).toBe(false);
  });

  test('a target that is there', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'patched'));
    writeFileSync(join(folder, 'patched', 'mine'), '');
    await expectError(patch(folder, {}), 'invalidRequest', /is there already/);
    expect(readdirSync(join(folder, 'patched'))).toEqual(['mine']);
  });

  test('cancelled: nothing is left', async () => {
    const folder = temporaryFolder();
    const controller = new AbortController();
    const made = patchCheckpoint(
      { open: (ref) => openCheckpoint(ref, optionsIn(folder)) },
      {
        method: 'ties',
        task: { path: fixture('llama-lora') },
        base: null,
        safety: { path: fixture('llama-lora-rslora') },
        options: {},
        weights: [0.5],
        target: join(folder, 'patched'),
        dtype: 'float32',
      },
      {
        signal: controller.signal,
        progress: ({ phase, done }) => {
          if (phase === 'writing' && done === 3) controller.abort();
        },
      },
    );
    await expectError(made, 'cancelled', /Cancelled/);
    expect(readdirSync(folder).filter((name) => name.startsWith('patched'))).toEqual([]);
  });
});
