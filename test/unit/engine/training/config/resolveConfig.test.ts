// Defaults by algorithm, presets, and the published JSON schema.
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { algorithmIds, onlineAlgorithmIds } from '../../../../../src/protocol/training';
import { presetText } from '../../../../../src/engine/training/config/presets';
import { trainJsonSchema } from '../../../../../src/engine/training/config/trainJsonSchema';
import { parseConfig, validateConfig } from '../../../../../src/engine/training/config/validateConfig';
import { checkpointPath, mediaFolder, repositoryPath } from '../../../../support/paths';

const path = repositoryPath('test/fixtures/x.train.json');
const model = checkpointPath('llama');

function resolved(change: object) {
  const config = {
    model,
    algorithm: 'grpo',
    data: { type: 'arithmetic' },
    rewards: [{ verifier: 'number' }],
  };
  return parseConfig(JSON.stringify({ ...config, ...change }), path);
}

test('media/schemas/train.schema.json is what the sources say (vitest -u writes it)', async () => {
  const text = `${JSON.stringify(trainJsonSchema(), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot(join(mediaFolder, 'schemas', 'train.schema.json'));
});

describe.each(algorithmIds)('the preset of %s', (algorithm) => {
  // Pairs are not generated.
  const data = algorithm === 'dpo' || algorithm === 'reward' ? repositoryPath('package.json') : null;
  const text = presetText(algorithm, { model, data });

  test('can be run as it is', () => {
    expect(validateConfig(text, path)).toEqual([]);
  });

  test('agrees with the JSON schema', () => {
    const validate = new Ajv({ strict: false }).compile(trainJsonSchema());
    expect(validate(JSON.parse(text)), JSON.stringify(validate.errors)).toBe(true);
  });
});

test('the preset with Parameter EMA has the average and the settings that go with it, and can be run', () => {
  const text = presetText('sft', { model, data: null, safeguarded: true });
  expect(validateConfig(text, path)).toEqual([]);
  const { safeguards, optimizer, method } = parseConfig(text, path);
  const usual = parseConfig(presetText('sft', { model, data: null }), path);
  expect(safeguards).toEqual([{ id: 'parameter-ema', decay: 0.9 }]);
  expect(usual.safeguards).toEqual([]);
  expect(optimizer.learningRate).toBeLessThan(usual.optimizer.learningRate);
  expect(method.kind === 'offline' && usual.method.kind === 'offline').toBe(true);
  expect((method as { batchSize: number }).batchSize).toBe(
    4 * (usual.method as { batchSize: number }).batchSize,
  );
});

test('ema_decay is the safeguard parameter-ema, and comes first', () => {
  expect(resolved({ ema_decay: 0.5 }).safeguards).toEqual([{ id: 'parameter-ema', decay: 0.5 }]);
  expect(resolved({ ema_decay: 0 }).safeguards).toEqual([]);
});

test('every key has a description for the editor', () => {
  const missing: string[] = [];
  const walk = (schema: unknown, at: string): void => {
    if (typeof schema !== 'object' || schema === null) return;
    if ('properties' in schema) {
      for (const [key, inner] of Object.entries(schema.properties as Record<string, object>)) {
        if (!('description' in inner) && !('const' in inner)) missing.push(`${at}.${key}`);
      }
    }
    for (const [key, inner] of Object.entries(schema)) walk(inner, `${at}.${key}`);
  };
  walk(trainJsonSchema(), '');
  expect(missing).toEqual([]);
});

test('each online algorithm starts from its own defaults, and the file goes before them', () => {
  for (const algorithm of onlineAlgorithmIds) expect(resolved({ algorithm }).method.kind).toBe('online');
  const dapo = resolved({ algorithm: 'dapo' }).method;
  const own = resolved({ algorithm: 'dapo', epsilon: 0.1, beta: 0.5 }).method;
  if (dapo.kind !== 'online' || own.kind !== 'online') throw new Error('dapo is an online algorithm');
  expect(dapo.loss.epsilonHigh).toBeGreaterThan(dapo.loss.epsilon);
  expect(own.loss).toMatchObject({ epsilon: 0.1, epsilonHigh: 0.1, beta: 0.5 });
  const corrected = resolved({ use_bias_correction_kl: true }).method;
  expect(corrected).toMatchObject({ loss: { correctKl: true } });
  expect(resolved({}).method).toMatchObject({ loss: { correctKl: false } });
});

test('paths count from the configuration, suite ids stay what they are', () => {
  const settings = resolved({
    model: 'checkpoints/llama',
    output_dir: 'runs/a',
    probe: { steps: 5, suites: ['built-in', 'suites/mine.csv'] },
  });
  expect(settings.modelPath).toBe(model);
  expect(settings.outputFolder).toBe(repositoryPath('test/fixtures/runs/a'));
  expect(settings.probe?.suites).toEqual(['built-in', repositoryPath('test/fixtures/suites/mine.csv')]);
});

test('the rows of an offline step are those of all accumulation steps', () => {
  const settings = resolved({
    algorithm: 'sft',
    per_device_train_batch_size: 4,
    gradient_accumulation_steps: 3,
  });
  expect(settings.method).toMatchObject({ kind: 'offline', batchSize: 12 });
  expect(settings.maxSteps).toBeNull();
});
