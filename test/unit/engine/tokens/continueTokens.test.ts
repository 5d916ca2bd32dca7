// Going on with an answer from any token of it: where nothing is different, nothing else comes.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ContinuationProgress, ContinuationSpec } from '../../../../src/protocol/tokens';
import { tinySpec } from '../../../support/comparison';
import { testClient } from '../../../support/engine';
import { scratchFolder } from '../../../support/scratch';

const path = join(scratchFolder(), 'greedy.glens');
const client = testClient();
afterAll(() => client.dispose());

const answerTokens = 16;

beforeAll(async () => {
  await client.request('createComparison', {
    path,
    spec: tinySpec({ limit: 2, control: false }),
    apiKeys: {},
  });
  await client.request('runComparison', { path, apiKeys: {} });
});

const wanted: ContinuationSpec = {
  ...{ promptId: 2, response: { kind: 'tuned', sample: 0 }, keep: 0, side: 'tuned' },
  ...{ temperature: 0, seed: 0, maxNewTokens: answerTokens },
};

function go(
  part: Partial<ContinuationSpec>,
  onProgress: (progress: ContinuationProgress) => void = () => undefined,
) {
  return client.request('continueTokens', { path, ...wanted, ...part, apiKeys: {} }, { onProgress });
}

describe('continueTokens', () => {
  it.each([
    ['tuned', 0],
    ['tuned', 5],
    ['tuned', answerTokens - 1],
    ['base', 3],
  ] as const)('%s says the same again behind its first %i tokens, greedy', async (side, keep) => {
    const response = { kind: side, sample: 0 };
    const found = await go({ response, side, keep, maxNewTokens: answerTokens - keep });
    expect(found.text).toBe(found.original);
    expect(found).toMatchObject({ tokens: answerTokens - keep, finishReason: 'length' });
    expect(found.kept === '').toBe(keep === 0);
  });

  it('the other model begins with the token that it finds likeliest there', async () => {
    const keep = 4;
    const { tokens } = await client.request('analyseTokens', { path, ...wanted, apiKeys: {} });
    const found = await go({ side: 'base', keep, maxNewTokens: 1 });
    expect(found.text).toBe(tokens[keep]?.base?.top[0]?.text);
    expect(found.tokens).toBe(1);
  });

  it('samples follow their seed', async () => {
    const sampled = (seed: number) => go({ keep: 2, temperature: 1, seed, maxNewTokens: 8 });
    const first = await sampled(3);
    expect(await sampled(3)).toEqual(first);
    expect((await sampled(4)).text).not.toBe(first.text);
  });

  it('goes on behind the whole of a text of one’s own', async () => {
    const text = 'Sure, here is';
    const { tokens } = await client.request('analyseTokens', {
      ...{ path, ...wanted, apiKeys: {} },
      response: { kind: 'text', text },
    });
    const found = await go({ response: { kind: 'text', text }, keep: tokens.length, maxNewTokens: 3 });
    expect(found).toMatchObject({ kept: text, original: '', tokens: 3 });
  });

  it('says how far it is', async () => {
    const seen: ContinuationProgress[] = [];
    const { tokens } = await go({ keep: 6, maxNewTokens: 5 }, (progress) => seen.push(progress));
    expect(seen[0]?.phase).toBe('opening');
    expect(seen.at(-1)).toEqual({ phase: 'generating', done: tokens, total: 5 });
  });

  it.each([-1, 1.5, answerTokens + 1])('%d is no place in the answer', async (keep) => {
    await expect(go({ keep })).rejects.toMatchObject({ code: 'invalidRequest' });
  });
});
