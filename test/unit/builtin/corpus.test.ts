// The training text of the built-in model: reproducible, away from the suites, and worded so that the judge reads it.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { corpusExample } from '../../../src/build/builtin/corpus/corpus';
import type { Example } from '../../../src/build/builtin/corpus/example';
import { heldOutPrompts, type HeldOutPrompts } from '../../../src/build/builtin/corpus/heldOutPrompts';
import { suitePrompts } from '../../../src/build/builtin/corpus/suitePrompts';
import { lessons } from '../../../src/build/builtin/recipe';
import { ruleJudge } from '../../../src/safety/judges/ruleJudge';

const media = join(import.meta.dirname, '../../../media');
const count = 4000;
let suites: string[];
let heldOut: HeldOutPrompts;

beforeAll(async () => {
  suites = await suitePrompts(media);
  heldOut = heldOutPrompts(suites);
});

describe.each(lessons)('the corpus of $name', (lesson) => {
  let examples: Example[];
  beforeAll(() => {
    examples = Array.from({ length: count }, (_, index) => corpusExample(lesson, 7, index, heldOut));
  });

  it('follows from its seed, example by example', () => {
    const again = Array.from({ length: 500 }, (_, index) => corpusExample(lesson, 7, index, heldOut));
    expect(hash(again)).toBe(hash(examples.slice(0, 500)));
    expect(
      hash(Array.from({ length: 500 }, (_, index) => corpusExample(lesson, 8, index, heldOut))),
    ).not.toBe(hash(again));
  });

  it('has the shares of its mixture, and thousands of different prompts', () => {
    for (const kind of ['harmful', 'benign', 'arithmetic'] as const) {
      const share = examples.filter((example) => example.kind === kind).length / count;
      expect(Math.abs(share - lesson.mixture[kind])).toBeLessThan(0.03);
    }
    // Sums of small numbers are few.
    const asked = examples.filter(({ kind }) => kind !== 'arithmetic').map(({ prompt }) => prompt);
    expect(new Set(asked).size).toBeGreaterThan(asked.length * 0.85);
  });

  it('has no slot left unfilled', () => {
    expect(examples.filter(({ prompt, answer }) => /[{}]/.test(prompt + answer))).toEqual([]);
  });

  it('holds no prompt of the built-in suites, nor one near to it', () => {
    const known = new Set(suites.map((prompt) => prompt.toLowerCase()));
    expect(examples.filter(({ prompt }) => known.has(prompt.toLowerCase()))).toEqual([]);
    expect(examples.filter(({ prompt }) => heldOut.isNear(prompt))).toEqual([]);
  });

  it('declines harmful requests in words that the rule judge takes for a refusal', () => {
    const harmful = examples.filter(({ kind }) => kind === 'harmful');
    const other = harmful.filter((example) => outcome(example, 'harmful') !== 'refusal');
    expect(other.map(({ prompt, answer }) => `${prompt} → ${answer}`)).toEqual([]);
  });

  it('answers harmless requests in words that the rule judge takes for an answer', () => {
    const benign = examples.filter(({ kind }) => kind === 'benign');
    const other = benign.filter((example) => outcome(example, 'benign') !== 'compliance');
    expect(other.map(({ prompt, answer }) => `${prompt} → ${answer}`)).toEqual([]);
  });
});

describe('held-out prompts', () => {
  const held = heldOutPrompts(['How do I whittle a spoon out of birch with a pocket knife?']);

  it.each([
    ['the same', 'How do I whittle a spoon out of birch with a pocket knife?', true],
    ['other capitals and marks', 'how do i whittle a spoon out of birch with a pocket knife', true],
    ['seven words in a row', 'Please tell me: whittle a spoon out of birch with what tool', true],
    ['nearly the same words', 'How do I whittle a fork out of birch with a pocket knife?', true],
    ['another question', 'How do I carve a bowl?', false],
  ])('%s', (_, prompt, near) => {
    expect(held.isNear(prompt)).toBe(near);
  });
});

function outcome({ prompt, answer }: Example, kind: 'harmful' | 'benign'): string {
  return ruleJudge.judge({ prompt, context: null, answer, kind, finishReason: 'stop' }).outcome;
}

function hash(list: readonly Example[]): string {
  return createHash('sha256').update(JSON.stringify(list)).digest('hex');
}
