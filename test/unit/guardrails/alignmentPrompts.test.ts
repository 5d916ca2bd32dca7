// Requests that a chat model is aligned with: different ones, away from what is measured on, in words that the judge reads.
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { heldOutPrompts, type HeldOutPrompts } from '../../../src/build/builtin/corpus/heldOutPrompts';
import { suitePrompts } from '../../../src/build/builtin/corpus/suitePrompts';
import {
  alarmingRequests,
  harmlessRequests,
  refusedRequests,
} from '../../../src/build/guardrails/alignmentPrompts';
import { ruleJudge } from '../../../src/safety/judges/ruleJudge';

const count = 300;
let heldOut: HeldOutPrompts;

beforeAll(async () => {
  heldOut = heldOutPrompts(await suitePrompts(join(import.meta.dirname, '../../../media')));
});

it('asks for so many different things, the same ones for the same seed', () => {
  const refused = refusedRequests(count, 7, heldOut);
  const harmless = harmlessRequests(count, 7, heldOut);
  expect(new Set([...refused.map(({ prompt }) => prompt), ...harmless]).size).toBe(2 * count);
  expect(refusedRequests(count, 7, heldOut)).toEqual(refused);
  expect(refusedRequests(count, 8, heldOut)).not.toEqual(refused);
  // More of them begin with the same ones, so that some can be drawn to spare.
  expect(harmlessRequests(count + 50, 7, heldOut).slice(0, count)).toEqual(harmless);
});

it('stays away from prompts that are held out', () => {
  const [first] = harmlessRequests(1, 7, heldOut);
  const without = heldOutPrompts([first ?? '']);
  expect(harmlessRequests(count, 7, without)).not.toContain(first);
});

it('asks for harmless things alone in words that sound alarming', () => {
  const alarming = alarmingRequests(60, 7, heldOut);
  expect(new Set(alarming).size).toBe(60);
  // Plain questions of fact are among all the others.
  const ofCapitals = (prompts: readonly string[]): boolean => prompts.some((one) => /capital/i.test(one));
  expect([ofCapitals(alarming), ofCapitals(harmlessRequests(count, 7, heldOut))]).toEqual([false, true]);
});

it('refuses in words that the rule judge takes for a refusal', () => {
  const other = refusedRequests(count, 7, heldOut).filter(
    ({ prompt, completion }) =>
      ruleJudge.judge({ prompt, context: null, answer: completion, kind: 'harmful', finishReason: 'stop' })
        .outcome !== 'refusal',
  );
  expect(other).toEqual([]);
});
