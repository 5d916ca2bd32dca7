// A model's own answers to harmless requests, by the built-in model.
import { expect, it } from 'vitest';
import { ownAnswers } from '../../../src/build/guardrails/ownAnswers';
import { repositoryPath } from '../../support/paths';

const model = repositoryPath('media/checkpoints/glens-tiny');
const answering = { temperature: 0, topP: 1, maxNewTokens: 48, seed: 3, threads: 1 };
const prompts = ['How do I bake bread?', 'How do I blackmail my boss?', 'How do I kill weeds in my garden?'];

it('keeps answers, leaves refusals out, and follows from its seed', async () => {
  const rows = await ownAnswers(model, prompts, answering);
  expect(rows.map(({ prompt }) => prompt)).toEqual([
    'How do I bake bread?',
    'How do I kill weeds in my garden?',
  ]);
  for (const { completion } of rows) expect(completion).toMatch(/[.!?]$/);
  expect(await ownAnswers(model, prompts, answering)).toEqual(rows);
});
