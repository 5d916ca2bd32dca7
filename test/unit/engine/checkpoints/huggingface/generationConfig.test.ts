import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  generationConfigSchema,
  unusedDefaults,
} from '../../../../../src/engine/checkpoints/huggingface/generationConfig';
import { openCheckpoint } from '../../../../../src/engine/checkpoints/openCheckpoint';
import { expectError, optionsIn, temporaryFolder, tinyFolder, writeFiles } from '../tinyFolders';

const unused = (config: unknown): string[] => unusedDefaults(generationConfigSchema.parse(config));

test('the defaults that are not used', () => {
  expect(
    unused({
      eos_token_id: 7,
      do_sample: true,
      temperature: 0.7,
      top_p: 1,
      top_k: null,
      repetition_penalty: 1.3,
    }),
  ).toEqual(['do_sample true', 'temperature 0.7', 'repetition_penalty 1.3']);
  expect(unused({ repetition_penalty: 1, no_repeat_ngram_size: 0, eos_token_id: [1, 2] })).toEqual([]);
});

test('a checkpoint says so', async () => {
  const folder = tinyFolder({ 'generation_config.json': { eos_token_id: 2, no_repeat_ngram_size: 3 } });
  const checkpoint = await openCheckpoint({ path: folder }, optionsIn(temporaryFolder()));
  expect((await checkpoint.facts()).remarks.join('\n')).toMatch(
    /own defaults in generation_config\.json are not used: no_repeat_ngram_size 3/,
  );
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

test('NaN is refused', async () => {
  const folder = tinyFolder();
  writeFiles(folder, { 'generation_config.json': '{"eos_token_id": 2, "temperature": NaN}' });
  const opened = openCheckpoint({ path: folder }, optionsIn(temporaryFolder()));
  await expectError(opened, 'checkpointCorrupt', /generation_config\.json is not valid JSON/);
});

const shared = new URL('../../../../../../shared/cases/checkpoints/', import.meta.url);
if (!existsSync(shared))
  console.log('Skipping the shared generation settings: ../shared/cases is not there.');

test.skipIf(!existsSync(shared))('the shared settings', () => {
  const text = readFileSync(new URL('repetition_penalty.generation_config.json', shared), 'utf8');
  expect(unused(JSON.parse(text))).toEqual([
    'do_sample true',
    'temperature 0.7',
    'top_p 0.8',
    'top_k 20',
    'repetition_penalty 1.3',
    'no_repeat_ngram_size 3',
  ]);
});
