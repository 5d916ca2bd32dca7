// Scores of a sequence-classification checkpoint against transformers, and what is no reward model.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { ChatMessage } from '../../../../../src/protocol/generation';
import { rewardModelVerifier } from '../../../../../src/engine/training/verifiers/rewardModelVerifier';
import { openRewardModel } from '../../../../../src/engine/training/model/rewardModel';

const fixtures = fileURLToPath(new URL('../../../../fixtures/', import.meta.url));
const golden = JSON.parse(readFileSync(`${fixtures}golden/rewardModel.json`, 'utf8')) as {
  readonly chats: readonly { readonly messages: readonly ChatMessage[]; readonly score: number }[];
  readonly rows: readonly { readonly ids: readonly number[]; readonly score: number }[];
};
const options = { executionProvider: 'cpu', microBatchTokens: 8, threads: 1 };

function expectScores(own: Float32Array, rows: readonly { readonly score: number }[]): void {
  expect(own.length).toBe(rows.length);
  rows.forEach(({ score }, index) => {
    expect(Math.abs((own[index] ?? NaN) - score)).toBeLessThan(1e-4);
  });
}

describe('a reward model', () => {
  it('is a reward function over prompt and completion', async () => {
    const [first] = golden.chats;
    const [user, assistant] = first?.messages ?? [];
    const verifier = rewardModelVerifier(
      { verifier: 'reward_model', model: `${fixtures}checkpoints/llama-reward`, weight: 1 },
      options,
    );
    const [result] = await verifier.check([
      {
        item: {
          id: '0',
          context: [],
          prompt: user?.content ?? '',
          columns: {},
          completion: null,
          preference: null,
        },
        answer: '',
        raw: assistant?.content ?? '',
        tokens: 1,
        truncated: false,
      },
    ]);
    expect(Math.abs((result?.reward ?? NaN) - (first?.score ?? NaN))).toBeLessThan(1e-4);
    await verifier.dispose();
  });

  it('scores as transformers does, whatever goes through it together', async () => {
    for (const microBatchTokens of [1, 8, 4096]) {
      const model = await openRewardModel(`${fixtures}checkpoints/llama-reward`, {
        ...options,
        microBatchTokens,
      });
      expectScores(await model.scoreIds(golden.rows.map(({ ids }) => ids)), golden.rows);
      expectScores(await model.scoreChats(golden.chats.map(({ messages }) => messages)), golden.chats);
      await model.dispose();
    }
  });

  it('has a head', async () => {
    await expect(openRewardModel(`${fixtures}checkpoints/llama`, options)).rejects.toMatchObject({
      code: 'checkpointUnsupported',
    });
    await expect(openRewardModel(`${fixtures}checkpoints`, options)).rejects.toMatchObject({
      code: 'checkpointNotFound',
    });
  });
});
