import { expect, it } from 'vitest';
import { splitAnswer } from '../../../../src/engine/respondents/splitAnswer';

it.each([
  ['plain text', null, ' Yes. ', null, null, 'Yes.'],
  ['a block in the text', null, '<think>hm</think>Yes.', null, 'hm', 'Yes.'],
  [
    'a block that the prompt opened',
    '<|im_start|>assistant\n<think>\n',
    'hm</think>Yes.',
    null,
    'hm',
    'Yes.',
  ],
  ['a block that never ends', 'assistant\n<think>\n', 'I cannot', null, 'I cannot', ''],
  ['a prompt that speaks of <think> elsewhere', '<think> is a tag.\nassistant\n', 'Yes.', null, null, 'Yes.'],
  [
    'a block in brackets that the prompt opened',
    '[INST]x[/INST][THINK]',
    'hm[/THINK]Yes.',
    null,
    'hm',
    'Yes.',
  ],
  [
    'a block that the prompt opened and began',
    'assistant\n<think>\nOkay,',
    ' hm</think>Yes.',
    null,
    'Okay, hm',
    'Yes.',
  ],
  ['a block that the prompt closed', '<think>\n\n</think>\n\n', 'Yes.', null, null, 'Yes.'],
  [
    'a channel that the prompt opened',
    '<|start|>assistant<|channel|>analysis<|message|>',
    'hm<|end|><|start|>assistant<|channel|>final<|message|>Yes.',
    null,
    'hm',
    'Yes.',
  ],
  [
    'a channel for the answer that the prompt opened',
    '<|start|>assistant<|channel|>final<|message|>',
    'Yes.',
    null,
    null,
    'Yes.',
  ],
  [
    'a user who speaks of <think>',
    '<|user|>\nWhat is <think><|end|>\n<|assistant|>\n',
    'A tag.',
    null,
    null,
    'A tag.',
  ],
  ['reasoning apart', null, 'Yes.', ' hm ', 'hm', 'Yes.'],
  ['reasoning apart from an opened prompt', 'assistant\n<think>\n', 'Yes.', 'hm', 'hm', 'Yes.'],
  ['reasoning apart and no text yet', null, '', 'hm', 'hm', ''],
  ['empty reasoning apart', null, '<think>a</think>b', '', 'a', 'b'],
])('%s', (_, prompt, text, apart, reasoning, answer) => {
  expect(splitAnswer({ prompt, text, reasoning: apart })).toEqual({ text, reasoning, answer });
});
