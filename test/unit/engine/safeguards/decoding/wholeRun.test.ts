// Every fitted safeguard on the built-in model: fitted by the engine, a column of a comparison, refused elsewhere.
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultGenerationSettings } from '../../../../../src/protocol/generation';
import {
  fittedSafeguardIds,
  type FitRequest,
  type FitResult,
  type FittedSafeguardId,
} from '../../../../../src/protocol/safeguards';
import type { SubjectRef } from '../../../../../src/protocol/subjects';
import { tinySpec } from '../../../../support/comparison';
import { testClient } from '../../../../support/engine';
import { checkpointPath, mediaFolder } from '../../../../support/paths';
import { scratchFolder } from '../../../../support/scratch';

const folder = scratchFolder();
const client = testClient();
afterAll(() => client.dispose());

const builtIn = (name: string): string => join(mediaFolder, 'checkpoints', name);
const path = builtIn('glens-tiny-sft-harmless');
const settings = { ...defaultGenerationSettings, temperature: 1, maxNewTokens: 24 };

function fit(method: FittedSafeguardId, more: Partial<FitRequest> = {}): Promise<FitResult> {
  return client.request('fitSafeguard', {
    method,
    checkpoint: { path },
    suites: ['built-in'],
    limit: 4,
    settings,
    options: {},
    target: join(folder, 'none'),
    ...more,
  });
}

/** What each is fitted on is small: it is to run, not to help. */
const fits: Readonly<Record<FittedSafeguardId, FitRequest['options']>> = {
  usl: { width: 4 },
  shield: { axes: 3, points: 40 },
  'saffron-1': { epochs: 1 },
  upsafe: { layers: 1, rank: 2, epochs: 1 },
};
const options: Readonly<Record<FittedSafeguardId, FitRequest['options']>> = {
  usl: { delta: 0.1, eta: 1, steps: 4 },
  shield: { delta: 0.4 },
  'saffron-1': { budget: 2 },
  upsafe: { tau: 0.9 },
};

describe.each(fittedSafeguardIds)('%s', (id) => {
  const target = join(folder, id);
  const on = (checkpoint: string): SubjectRef => ({
    kind: 'checkpoint',
    path: checkpoint,
    safeguard: { id, options: { folder: target, ...options[id] } },
  });
  let made: FitResult;
  beforeAll(async () => {
    made = await fit(id, { options: fits[id], target });
  });

  test('is fitted to answers of both kinds, and says to what', () => {
    expect(made.answers).toBeGreaterThan(made.unsafe);
    expect(made.unsafe).toBeGreaterThan(0);
    expect(made.measures.length).toBeGreaterThan(0);
    const file = JSON.parse(readFileSync(join(target, 'safeguard.json'), 'utf8')) as object;
    expect(file).toMatchObject({ safeguard: id, checkpoint: { name: 'glens-tiny-sft-harmless' } });
  });

  test('is a column of a comparison, with what it costs', async () => {
    const file = join(folder, `${id}.glens`);
    const plain: SubjectRef = { kind: 'checkpoint', path };
    const spec = tinySpec({
      base: { kind: 'checkpoint', path: builtIn('glens-tiny') },
      tuned: plain,
      columns: [
        { name: 'plain', tuned: plain },
        { name: id, tuned: on(path) },
      ],
      suites: ['glens-cybercrime'],
      limit: 3,
      control: false,
    });
    await client.request('createComparison', { path: file, spec, apiKeys: {} });
    await client.request('runComparison', { path: file, apiKeys: {} });
    const { columns, costs } = await client.request('summarizeMatrix', { path: file });
    expect(columns.map(({ name }) => name)).toEqual(['plain', id]);
    expect(costs?.columns.map((cost) => cost?.answers)).toEqual([3, 3]);
  });

  test('acts in no other checkpoint', async () => {
    const asked = { prompts: ['Hello'], settings, apiKeys: {} };
    await expect(
      client.request('generate', { ref: on(builtIn('glens-tiny-sft')), ...asked }),
    ).rejects.toMatchObject({
      code: 'incomparable',
      message: expect.stringContaining(
        'was fitted to glens-tiny-sft-harmless, and glens-tiny-sft has other weights',
      ) as string,
    });
  });

  test.each([
    ['one kind of prompts', { suites: ['glens-cybercrime'] }, 'None of the prompts is benign'],
    ['an option that it has not', { options: { size: 1 } }, 'size'],
    ['a place that is taken', { target: folder }, 'is there already'],
  ])('is not fitted with %s', async (_, more, message) => {
    await expect(fit(id, more)).rejects.toThrow(message);
  });
});

describe('a reward model over a guard', () => {
  const guard = join(folder, 'guard');
  const fitOver = (over: string, target: string) =>
    fit('saffron-1', { options: { epochs: 1, guard: over }, target: join(folder, target) });
  const asked = { prompts: ['Hello'], settings, apiKeys: {} };
  const searched = (target: string): SubjectRef => ({
    kind: 'checkpoint',
    path,
    safeguard: { id: 'saffron-1', options: { folder: join(folder, target), budget: 2 } },
  });
  beforeAll(async () => {
    // Whole weights with the tokenizer of the built-in model, and not those of either side.
    await client.request('patchCheckpoint', {
      ...{ method: 'ties', task: { path }, base: null, safety: { path: builtIn('glens-tiny-sft') } },
      ...{ options: {}, weights: [0.5], target: guard, dtype: 'float32' },
    });
  });

  test('with the same tokenizer leads the search', async () => {
    await fitOver(guard, 'guarded');
    const config = JSON.parse(readFileSync(join(folder, 'guarded', 'adapter_config.json'), 'utf8')) as object;
    expect(config).toMatchObject({ base_model_name_or_path: guard });
    const { answers } = await client.request('generate', { ref: searched('guarded'), ...asked });
    expect(answers).toHaveLength(1);
  });

  test('is refused where it is no longer the same', async () => {
    const moved = join(folder, 'moved');
    cpSync(guard, moved, { recursive: true });
    await fitOver(moved, 'over-moved');
    cpSync(join(builtIn('glens-tiny'), 'model.safetensors'), join(moved, 'model.safetensors'));
    await expect(client.request('generate', { ref: searched('over-moved'), ...asked })).rejects.toThrow(
      /other weights lie there now/u,
    );
  });

  test.each([
    ['another tokenizer', checkpointPath('llama'), 'has another tokenizer than the checkpoint'],
    ['an adapter of its own', builtIn('glens-tiny-sft'), 'is an adapter, and the reward model is one itself'],
  ])('with %s is refused, and why', async (_, over, message) => {
    await expect(fitOver(over, 'never')).rejects.toThrow(message);
  });
});

test('a fit is of one safeguard', async () => {
  const safeguard = { id: 'usl', options: { folder: join(folder, 'shield') } } as const;
  const ref: SubjectRef = { kind: 'checkpoint', path, safeguard };
  await expect(
    client.request('generate', { ref, prompts: ['Hello'], settings, apiKeys: {} }),
  ).rejects.toThrow('was fitted for the safeguard shield, not for usl');
});

test('where nothing was fitted it is said how to', async () => {
  const safeguard = { id: 'usl', options: { folder: join(folder, 'nothing') } } as const;
  const ref: SubjectRef = { kind: 'checkpoint', path, safeguard };
  await expect(
    client.request('generate', { ref, prompts: ['Hello'], settings, apiKeys: {} }),
  ).rejects.toThrow('There is no fit of a safeguard');
});

test('a checkpoint that breaks no rule teaches nothing', async () => {
  await expect(
    fit('usl', {
      checkpoint: { path: checkpointPath('llama') },
      limit: 1,
      settings: { ...settings, maxNewTokens: 2 },
    }),
  ).rejects.toThrow(/did what a harmful prompt asks for: at least 4 have to/u);
});
