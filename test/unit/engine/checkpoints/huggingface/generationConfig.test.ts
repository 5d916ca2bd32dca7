import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  defaultsOf,
  generationConfigSchema,
} from '../../../../../src/engine/checkpoints/huggingface/generationConfig';
import type { GenerationDefaults } from '../../../../../src/protocol/checkpoints';
import { defaultGenerationSettings } from '../../../../../src/protocol/generation';
import { effectiveSettings } from '../../../../../src/safety/settings/effectiveSettings';
import { openCheckpoint } from '../../../../../src/engine/checkpoints/openCheckpoint';
import { expectError, optionsIn, temporaryFolder, tinyFolder, writeFiles } from '../tinyFolders';

const defaults = (config: unknown): unknown => defaultsOf(generationConfigSchema.parse(config));

test('the defaults that change answers', () => {
  expect(
    defaults({
      eos_token_id: 7,
      do_sample: true,
      temperature: 0.7,
      top_p: 1,
      top_k: null,
      repetition_penalty: 1.3,
    }),
  ).toEqual({ do_sample: true, temperature: 0.7, repetition_penalty: 1.3 });
  expect(
    defaults({ repetition_penalty: 1, no_repeat_ngram_size: 0, eos_token_id: [1, 2], top_k: 0 }),
  ).toEqual({});
  // Without it, transformers would have 50.
  expect(defaults({ do_sample: true, top_k: 0 })).toEqual({ do_sample: true, top_k: 0 });
});

test('a checkpoint says so', async () => {
  const folder = tinyFolder({ 'generation_config.json': { eos_token_id: 2, no_repeat_ngram_size: 3 } });
  const checkpoint = await openCheckpoint({ path: folder }, optionsIn(temporaryFolder()));
  const facts = await checkpoint.facts();
  expect(facts.remarks.join('\n')).toMatch(/sets defaults of its own.*: no_repeat_ngram_size 3/);
  expect(facts.generationDefaults).toEqual({ no_repeat_ngram_size: 3 });
  expect(checkpoint.generationDefaults).toEqual({ no_repeat_ngram_size: 3 });
});

test.each([
  ['a text for a number', { temperature: '0.7' }, /temperature/],
  ['a list for a number', { repetition_penalty: [1.3] }, /repetition_penalty/],
  ['a penalty below zero', { repetition_penalty: -1 }, /repetition_penalty/],
  ['a fraction of a token', { eos_token_id: 1.5 }, /eos_token_id/],
  ['a text for yes', { do_sample: 'yes' }, /do_sample/],
  ['a list', [], /generation_config\.json/],
])('%s is refused', async (_, config, message) => {
  const folder = tinyFolder({ 'generation_config.json': config });
  await expectError(
    openCheckpoint({ path: folder }, optionsIn(temporaryFolder())),
    'checkpointCorrupt',
    message,
  );
});

/** The defaults of a checkpoint whose generation_config.json has this text. */
async function written(text: string): Promise<GenerationDefaults | undefined> {
  const folder = tinyFolder();
  writeFiles(folder, { 'generation_config.json': text });
  return (await openCheckpoint({ path: folder }, optionsIn(temporaryFolder()))).generationDefaults;
}

const { temperature, topP, topK, maxNewTokens } = defaultGenerationSettings;

test.each(['{"eos_token_id": 2, "temperature": NaN}', '{"top_p": -Infinity, "bos_token": "NaN"}'])(
  'what Python writes for no number harms nothing until it is applied: %s',
  async (text) => {
    const found = await written(text);
    const run = { temperature, topP, topK, maxNewTokens };
    expect(effectiveSettings(run, found ?? {})).toMatchObject({ temperature, topP });
    expect(() => effectiveSettings({ ...run, generationConfig: { except: [] } }, found ?? {})).toThrow(
      /generation_config\.json/,
    );
  },
);

test('an end token that is no number is refused', async () => {
  await expectError(written('{"eos_token_id": NaN}'), 'checkpointCorrupt', /eos_token_id/);
});

const shared = new URL('../../../../../../shared/cases/checkpoints/', import.meta.url);
if (!existsSync(shared))
  console.log('Skipping the shared generation settings: ../shared/cases is not there.');

test.skipIf(!existsSync(shared))('the shared settings that are no number', async () => {
  const text = readFileSync(new URL('gen_nan.generation_config.json', shared), 'utf8');
  expect(await written(text)).toEqual({ temperature: 'NaN' });
});

test.skipIf(!existsSync(shared))('the shared settings', () => {
  const text = readFileSync(new URL('repetition_penalty.generation_config.json', shared), 'utf8');
  expect(defaults(JSON.parse(text))).toEqual({
    do_sample: true,
    temperature: 0.7,
    top_p: 0.8,
    top_k: 20,
    repetition_penalty: 1.3,
    no_repeat_ngram_size: 3,
  });
});
