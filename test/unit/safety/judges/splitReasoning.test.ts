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
    ['a namespaced tag', '<seed:think>a</seed:think>b', 'a', 'b', false],
    ['thoughts', '<thoughts>a</thoughts>b', 'a', 'b', false],
    ['an analysis at the start', '<analysis>a</analysis>b', 'a', 'b', false],
    [
      'an analysis that is part of the answer',
      'Fill this in: <analysis>your words</analysis> Done.',
      null,
      'Fill this in: <analysis>your words</analysis> Done.',
      false,
    ],
    [
      'a placeholder in a letter',
      'I left for this [thought]. Yours',
      null,
      'I left for this [thought]. Yours',
      false,
    ],
    ['square brackets', '[THINK]a[/THINK]b', 'a', 'b', false],
    ['square brackets opened by the template', 'a[/THINK]b', 'a', 'b', false],
    ['wedges', '◁think▷a◁/think▷b', 'a', 'b', false],
    ['escaped tags', '&lt;think&gt;a&lt;/think&gt;b', 'a', 'b', false],
    [
      'thought and solution',
      '<|begin_of_thought|>\na\n<|end_of_thought|>\n<|begin_of_solution|>\nb\n<|end_of_solution|>',
      'a',
      'b',
      false,
    ],
    [
      'marks in capitals around both parts',
      '<|START_THINKING|>a<|END_THINKING|><|START_RESPONSE|>b<|END_RESPONSE|>',
      'a',
      'b',
      false,
    ],
    ['pipes', '<|think_start|>a<|think_end|>b', 'a', 'b', false],
    ['a prefix and a suffix', '<|inner_prefix|>a<|inner_suffix|>b', 'a', 'b', false],
    ['a thought channel', '<|channel>thought\na<channel|>b', 'a', 'b', false],
    ['an unused token for thoughts', '<unused94>thought\na<unused95>b', 'a', 'b', false],
    [
      'a tag that the thoughts speak of',
      '<think>I write </think> now. a</think>b',
      'I write\nnow. a',
      'b',
      false,
    ],
    ['a closing tag after the answer', '<think>a</think>b</think>', 'a', 'b', false],
    [
      'channels without their tokens',
      'analysisThe user asks.assistantfinalYes.',
      'The user asks.',
      'Yes.',
      false,
    ],
    ['an unfinished channel without its tokens', 'analysisThe user', 'The user', '', true],
    ['an answer that begins with such a word', 'analysis of the text', null, 'analysis of the text', false],
    ['words that announce both', 'Here is my thought process: a\nHere is my response: b', 'a', 'b', false],
    ['what a tool prints', 'Thinking...\na\n...done thinking.\n\nb', 'a', 'b', false],
    ['a channel that never got to its answer', '<|channel|>analysis<|message|>hm', 'hm', '', true],
  ])('%s', (_, text, reasoning, answer, unfinished) => {
    expect(splitReasoning(text)).toEqual({ reasoning, answer, unfinished });
  });

  it('knows the marks that a checkpoint names itself', () => {
    const own = [{ open: '<ponder>', close: '</ponder>' }];
    expect(splitReasoning('<ponder>a</ponder>b', own)).toMatchObject({ reasoning: 'a', answer: 'b' });
    expect(splitReasoning('a</ponder>b', own)).toMatchObject({ reasoning: 'a', answer: 'b' });
    expect(splitReasoning('<ponder>a</ponder>b').reasoning).toBeNull();
  });

  it('reads hostile text to its end (in more than linear time it would run into the time limit)', () => {
    for (const unit of [
      '<think>',
      '</think>',
      '<',
      '<|channel|>analysis',
      '<|channel|>final<|message|>',
      '[THINK]',
      '&lt;think',
      'analysisA',
      '<|channel>',
      '<analysis>a',
    ]) {
      const text = unit.repeat(Math.ceil(1_000_000 / unit.length));
      const { reasoning, answer } = splitReasoning(text);
      expect((reasoning ?? '').length + answer.length).toBeLessThanOrEqual(text.length);
    }
  });
});
