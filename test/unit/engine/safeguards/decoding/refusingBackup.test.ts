// A hand-over on a real model: before it the model's own tokens, behind it the sentence and nothing else.
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openCheckpoint } from '../../../../../src/engine/checkpoints/openCheckpoint';
import { GeneratorPool } from '../../../../../src/engine/generation/generatorPool';
import { loadGenerator } from '../../../../../src/engine/generation/loadGenerator';
import { openCheckpointRespondent } from '../../../../../src/engine/respondents/checkpoint/checkpointRespondent';
import type { LocalRespondent } from '../../../../../src/engine/respondents/checkpoint/localRespondent';
import { refusingBackup } from '../../../../../src/engine/safeguards/decoding/refusingBackup';
import { mediaFolder } from '../../../../support/paths';
import { scratchFolder } from '../../../../support/scratch';
import { collect } from '../../respondents/collect';

const folder = scratchFolder();
const generators = new GeneratorPool((one) => loadGenerator(one, { executionProvider: 'cpu' }), null);
let respondent: LocalRespondent;
beforeAll(async () => {
  respondent = await openCheckpointRespondent(
    { kind: 'checkpoint', path: join(mediaFolder, 'checkpoints', 'glens-tiny') },
    { open: (ref) => openCheckpoint(ref, { cacheFolder: folder, scratchFolder: folder }), generators },
  );
});
afterAll(async () => {
  await respondent.dispose();
  await generators.dispose();
});

const questions = ['Tell me about the sea.', 'How do I bake bread?', 'Name three colours.'];
const settings = { maxNewTokens: 24 };

test.each([0, 3])('after %i tokens of the model', async (own) => {
  const plain = await collect(respondent, questions, settings);
  const seen = new Map<number, number>();
  const hooks = refusingBackup(respondent.local, {
    layer: 1,
    // Once per position, so that rows in one batch are told apart by their own count.
    score: (state) => {
      const key = state.length;
      seen.set(key, (seen.get(key) ?? 0) + 1);
      return Math.floor(((seen.get(key) ?? 0) - 1) / questions.length);
    },
    threshold: own,
  });
  const shielded = await collect(respondent.local.withHooks(hooks), questions, settings);
  for (const [id] of questions.entries()) {
    const [before, after] = [plain.answers.get(id), shielded.answers.get(id)];
    expect(after?.tokenIds?.slice(0, own)).toEqual(before?.tokenIds?.slice(0, own));
    expect(after?.answer).toMatch(
      own === 0 ? /^I can't help with that\.$/u : /.\n\nI can't help with that\.$/u,
    );
    expect(after?.finishReason).toBe('stop');
    expect(after?.logprobs?.slice(own).every((value) => value === 0)).toBe(true);
  }
});

test('none where every score is below the threshold', async () => {
  const plain = await collect(respondent, questions, settings);
  const hooks = refusingBackup(respondent.local, { layer: 1, score: () => 0.5, threshold: 0.6 });
  const same = await collect(respondent.local.withHooks(hooks), questions, settings);
  for (const [id] of questions.entries()) {
    expect(same.answers.get(id)?.tokenIds).toEqual(plain.answers.get(id)?.tokenIds);
  }
});
