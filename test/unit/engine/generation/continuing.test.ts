// An answer that was cut and goes on is the one that a higher limit would have given from the start.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Generated, GenerationRow, RowSettings } from '../../../../src/engine/generation/generator';
import { logitRuleProcessors } from '../../../../src/engine/generation/logitRules';
import { noLogitRules } from '../../../../src/safety/settings/effectiveSettings';
import { plain, randomRows, tinyGenerator, type Tiny } from './tinyGenerator';

let tiny: Tiny;
beforeAll(async () => {
  tiny = await tinyGenerator([9, 21, 40]);
});
afterEach(() => tiny.generator.useHooks(null));
afterAll(async () => {
  await tiny.generator.dispose();
  await tiny.checkpoint.dispose();
});

const rows = randomRows(12, 5);

async function continued(settings: RowSettings, limits: readonly number[]): Promise<Map<number, Generated>> {
  const results = new Map<number, Generated>();
  let open: GenerationRow[] = [...rows];
  for (const maxNewTokens of limits) {
    for (const [id, generated] of await tiny.run(open, { ...settings, maxNewTokens }))
      results.set(id, generated);
    open = rows.flatMap((row) => {
      const begun = results.get(row.id);
      return begun?.finishReason === 'length' ? [{ ...row, begun }] : [];
    });
  }
  return results;
}

describe.each([
  ['greedy', plain],
  ['sampled', { ...plain, temperature: 1.2, topP: 0.95 }],
  ['one row at a time', { ...plain, temperature: 1, batchSize: 1 }],
  ['with a stop string', { ...plain, stop: ['e', ' t'] }],
])('%s', (_, settings) => {
  it.each([false, true])('with rules over the logits: %s', async (ruled) => {
    if (ruled) {
      const rules = { ...noLogitRules, repetitionPenalty: 1.2, noRepeatNgramSize: 3, minNewTokens: 6 };
      tiny.generator.useHooks({ logits: logitRuleProcessors(rules, { eosTokenIds: [9, 21, 40] }) });
    }
    const whole = await tiny.run(rows, { ...settings, maxNewTokens: 30 });
    const parts = await continued(settings, [4, 13, 30]);
    for (const { id } of rows) {
      const [once, later] = [whole.get(id), parts.get(id)];
      expect(later?.tokenIds).toEqual(once?.tokenIds);
      expect(later).toMatchObject({
        text: once?.text,
        finishReason: once?.finishReason,
        promptTokens: once?.promptTokens,
      });
      expect(later?.logprobs).toHaveLength(once?.logprobs.length ?? -1);
      later?.logprobs.forEach((logprob, index) =>
        expect(logprob).toBeCloseTo(once?.logprobs[index] ?? NaN, 4),
      );
    }
  });
});

it('an answer as long as the limit cannot go on', async () => {
  const [row] = rows;
  if (row === undefined) throw new Error('There are rows.');
  const begun = { tokenIds: [5, 6, 7], logprobs: [-1, -1, -1] };
  await expect(tiny.run([{ ...row, begun }], { ...plain, maxNewTokens: 3 })).rejects.toMatchObject({
    code: 'invalidRequest',
    message: expect.stringContaining('as many tokens as the limit allows') as string,
  });
});
