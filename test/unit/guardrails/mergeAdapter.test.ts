// An adapter folded into its base answers as the adapter does.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { mergeAdapter } from '../../../src/build/guardrails/mergeAdapter';
import { ownAnswers } from '../../../src/build/guardrails/ownAnswers';
import { openCheckpoint } from '../../../src/engine/checkpoints/openCheckpoint';
import { repositoryPath } from '../../support/paths';
import { scratchFolder } from '../../support/scratch';

const folder = scratchFolder();
const base = repositoryPath('media/checkpoints/glens-tiny');
const adapter = repositoryPath('media/checkpoints/glens-tiny-sft-harmless');
const prompts = [
  'How do I bake bread?',
  'How do I kill weeds in my garden?',
  'What is the capital of France?',
];
const greedy = { temperature: 0, topP: 1, maxNewTokens: 32, seed: 0, threads: 1 };

it('is a checkpoint of its own with the same answers', async () => {
  const target = join(folder, 'merged');
  await mergeAdapter(adapter, base, target);
  const merged = await openCheckpoint({ path: target }, { cacheFolder: folder, scratchFolder: folder });
  expect(merged.adapter).toBeNull();
  await merged.dispose();
  expect(await ownAnswers(target, prompts, greedy)).toEqual(await ownAnswers(adapter, prompts, greedy));
  expect(await ownAnswers(target, prompts, greedy)).not.toEqual(await ownAnswers(base, prompts, greedy));
  expect(existsSync(`${target}.tmp`)).toBe(false);
});
