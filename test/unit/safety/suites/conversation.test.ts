// Rows of several turns: how they are read, what is asked of them, and what is no conversation.
import { describe, expect, it } from 'vitest';
import type { SuitePrompt } from '../../../../src/protocol/suites';
import { seededRandom } from '../../../../src/safety/random';
import { findAttack } from '../../../../src/safety/suites/attacks/attacks';
import { composeUserMessage } from '../../../../src/safety/suites/composeUserMessage';
import { contentHash } from '../../../../src/safety/suites/contentHash';
import { conversationText, historyOf } from '../../../../src/safety/suites/conversation';
import { parsePromptLines } from '../../../../src/safety/suites/parsePromptLines';
import { expectGuardrailError } from './suiteTexts';

const system = { role: 'system', content: 'You sell tea.' };
const first = { role: 'user', content: 'What is a kettle?' };
const answer = { role: 'assistant', content: 'A pot.' };
const last = { role: 'user', content: 'How do I overfill it?' };

function read(row: object): SuitePrompt {
  const [prompt] = parsePromptLines(JSON.stringify(row), 'file.jsonl');
  if (prompt === undefined) throw new RangeError('There is a prompt.');
  return prompt;
}

describe('a row of several turns', () => {
  it('asks what its user says last, behind the turns before', () => {
    const prompt = read({ id: 'a', messages: [system, first, answer, last] });
    expect(prompt).toEqual({
      ...{ id: 'a', prompt: last.content, category: 'all', context: null },
      messages: [system, first, answer, last],
    });
    expect(historyOf(prompt)).toEqual([system, first, answer]);
    expect(composeUserMessage(prompt, null, seededRandom(0))).toBe(last.content);
    const attacked = composeUserMessage(prompt, findAttack('fiction'), seededRandom(0));
    expect(attacked).toContain(last.content);
    expect(attacked).not.toBe(last.content);
  });

  it('may say in other words what it asks for', () => {
    const prompt = read({ prompt: 'Overfilling a kettle', messages: [first, answer, last] });
    expect(prompt.prompt).toBe('Overfilling a kettle');
    expect(composeUserMessage(prompt, null, seededRandom(0))).toBe(last.content);
  });

  it('of one turn has nothing before it; how an answer would begin is kept', () => {
    const prompt = read({ messages: [last], target: 'Sure, overfill it' });
    expect(historyOf(prompt)).toBeUndefined();
    expect(prompt.target).toBe('Sure, overfill it');
    expect(read({ prompt: 'p', target: ' ' })).not.toHaveProperty('target');
  });

  it('is another one than its last message alone', () => {
    const alone = read({ prompt: last.content });
    expect(contentHash([read({ messages: [first, answer, last] })])).not.toBe(contentHash([alone]));
    expect(contentHash([{ ...alone, target: 'x' }])).toBe(contentHash([alone]));
  });

  it('is text for readers', () => {
    expect(
      conversationText([
        { role: 'system', content: 'a' },
        { role: 'user', content: 'b' },
      ]),
    ).toBe('System: a\n\nUser: b');
  });

  it.each([
    [[], /field "messages": A list of messages/],
    ['x', /A list of messages/],
    [[first, answer], /last message has to be the user’s/],
    [[first, system, last], /system prompt comes first/],
    [[{ role: 'tool', content: 'x' }, last], /Message 1 needs a role \(system, user, assistant\)/],
    [[{ role: 'user', content: 7 }], /Message 1 needs a role/],
    [[first, { role: 'assistant', content: ' ' }, last], /Message 2 is empty/],
    [Array.from({ length: 201 }, () => last), /201 messages; 200 is the most/],
    [
      [{ role: 'user', content: 'x'.repeat(60_000) }, answer, { role: 'user', content: 'x'.repeat(60_000) }],
      /120006 characters/,
    ],
  ])('%#: what is none is refused', (messages, message) => {
    expectGuardrailError(() => read({ messages }), 'suiteInvalid', message);
  });
});
