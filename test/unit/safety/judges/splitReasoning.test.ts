import { describe, expect, it } from 'vitest';
import { splitReasoning } from '../../../../src/safety/judges/splitReasoning';

describe('splitReasoning', () => {
  it.each([
    ['plain text', 'Hello.', null, 'Hello.', false],
    [
      'a block and an answer',
      '<think>\nI cannot do this?\n</think>\n\nSure.',
      'I cannot do this?',
      'Sure.',
      false,
    ],
    ['an empty block', '<think>\n\n</think>\n\nSure.', '', 'Sure.', false],
    ['opened by the template', 'Let me see.\n</think>\nSure.', 'Let me see.', 'Sure.', false],
    ['never closed', '<think>Let me see', 'Let me see', '', true],
    ['text before a block that never ends', 'Well.<think>Let me', 'Let me', 'Well.', true],
    ['two blocks', '<think>a</think>one <think>b</think>two', 'a\nb', 'one two', false],
    ['another tag, other case', '<Thinking>a</Thinking>b', 'a', 'b', false],
    ['reasoning tag', '<reasoning>a</reasoning>b', 'a', 'b', false],
    ['a tag that is not one', 'a < think > b', null, 'a < think > b', false],
    [
      'channels',
      '<|channel|>analysis<|message|>hm<|end|><|start|>assistant<|channel|>final<|message|>Yes.<|return|>',
      'hm',
      'Yes.',
      false,
    ],
    ['a channel that never got to its answer', '<|channel|>analysis<|message|>hm', 'hm', '', true],
  ])('%s', (_, text, reasoning, answer, unfinished) => {
    expect(splitReasoning(text)).toEqual({ reasoning, answer, unfinished });
  });

  it('reads hostile text to its end (in more than linear time it would run into the time limit)', () => {
    for (const unit of ['<think>', '</think>', '<', '<|channel|>analysis', '<|channel|>final<|message|>']) {
      const text = unit.repeat(Math.ceil(1_000_000 / unit.length));
      const { reasoning, answer } = splitReasoning(text);
      expect((reasoning ?? '').length + answer.length).toBeLessThanOrEqual(text.length);
    }
  });
});
