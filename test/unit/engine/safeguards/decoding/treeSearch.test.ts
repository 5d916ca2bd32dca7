// Search in trees that are written down: against every path, and against what must not be explored.
import { expect, test } from 'vitest';
import {
  children,
  treeSearch,
  type Judged,
  type SearchSettings,
} from '../../../../../src/engine/safeguards/decoding/treeSearch';
import { seededRandom } from '../../../../../src/safety/random';

const end = 0;
const vocabulary = 4;
const settings: SearchSettings = { budget: 100, topP: 1, temperature: 1, maxNewTokens: 4, endTokens: [end] };

/** Fixed numbers of each text. */
function judgedOf(ids: readonly number[]): Judged {
  const random = seededRandom(17, ...ids);
  const draw = (): Float32Array => Float32Array.from({ length: vocabulary }, () => 4 * random() - 2);
  return { logits: draw(), rewards: draw() };
}

const judge = (texts: readonly (readonly number[])[]): Promise<Judged[]> =>
  Promise.resolve(texts.map(judgedOf));

test('with room for all it finds the best answer that ends', async () => {
  const prompt = [3, 1];
  let best = { reward: -Infinity, tokens: [] as number[] };
  const walk = (tokens: readonly number[]): void => {
    if (tokens.length === settings.maxNewTokens) return;
    const { rewards } = judgedOf([...prompt, ...tokens]);
    for (let token = 0; token < vocabulary; token++) {
      const reward = rewards[token] ?? NaN;
      if (token !== end) walk([...tokens, token]);
      else if (reward > best.reward) best = { reward, tokens: [...tokens, token] };
    }
  };
  walk([]);
  const found = await treeSearch(prompt, { ...settings, budget: 1000 }, judge);
  expect(found).toEqual({ ...best, ended: true });
});

test('keeps as many texts as the budget says, those of the highest reward, and asks for each step at once', async () => {
  const calls: (readonly number[])[][] = [];
  await treeSearch([3], { ...settings, budget: 2 }, (texts) => {
    calls.push([...texts]);
    return judge(texts);
  });
  expect(calls[0]).toEqual([[3]]);
  expect(calls.every((texts) => texts.length <= 2)).toBe(true);
  const { rewards } = judgedOf([3]);
  const order = [...rewards.keys()].sort((a, b) => (rewards[b] ?? 0) - (rewards[a] ?? 0)).slice(0, 2);
  expect(calls[1]?.map((ids) => ids[1])).toEqual(order.filter((token) => token !== end));
});

test('children are the nucleus without tokens that were never seen; the likeliest stands in where none was', () => {
  const logits = Float32Array.from([0.5, 0.3, 0.15, 0.05], Math.log);
  const of = (rewards: readonly number[], topP: number): unknown =>
    children({ logits, rewards: Float32Array.from(rewards) }, { topP, temperature: 1 });
  expect(of([1, 2, 3, 4], 0.8)).toEqual([
    { token: 0, reward: 1 },
    { token: 1, reward: 2 },
  ]);
  expect(of([1, 2, 3, 4], 0.81)).toHaveLength(3);
  expect(of([-Infinity, 2, 3, 4], 0.8)).toEqual([{ token: 1, reward: 2 }]);
  expect(of([-Infinity, -Infinity, 3, 4], 0.8)).toEqual([{ token: 0, reward: null }]);
});

test('an answer that never ends is the best of those that were cut', async () => {
  const found = await treeSearch([3], { ...settings, budget: 1, maxNewTokens: 2, endTokens: [] }, judge);
  expect(found.ended).toBe(false);
  expect(found.tokens).toHaveLength(2);
  expect(found.reward).toBe(Math.max(...judgedOf([3, found.tokens[0] ?? 0]).rewards));
});
