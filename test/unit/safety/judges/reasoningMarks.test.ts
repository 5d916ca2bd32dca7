import { expect, it } from 'vitest';
import { isMark, keptTokens, marksOfCheckpoint } from '../../../../src/safety/judges/reasoningMarks';

it.each([
  ['nothing', [], null, []],
  ['known tags', ['<think>', '</think>'], "{{ '<think>' }}", []],
  ['tokens in pairs', ['<ponder>', '</ponder>', '<tool>', '</tool>'], null, [['<ponder>', '</ponder>']]],
  [
    'tokens that begin and end',
    ['<|pondering_start|>', '<|pondering_end|>'],
    null,
    [['<|pondering_start|>', '<|pondering_end|>']],
  ],
  ['tokens that the template does not write', ['<ponder>', '</ponder>'], '{{ messages }}', []],
  [
    'what a template writes around the reasoning',
    [],
    "{{ '<muse>\\n' + message.reasoning_content.strip('\\n') + '\\n</muse>\\n\\n' + content }}",
    [['<muse>', '</muse>']],
  ],
  [
    'what a template cuts off',
    [],
    "{% if '<muse>' in content %}{% set content = content.split('</muse>')[-1] %}{% endif %}",
    [['<muse>', '</muse>']],
  ],
  ['what a template cuts off otherwise', [], "{{ content.split('\\n')[-1] }}", []],
])('%s', (_, tokens, template, pairs) => {
  expect(marksOfCheckpoint(tokens, template).map(({ open, close }) => [open, close])).toEqual(pairs);
});

it('keeps the tokens that tell reasoning from the answer', () => {
  const tokens = ['<s>', '<think>', '</think>', '[THINK]', '<tool_call>', '<|end|>'];
  expect(keptTokens(tokens, [])).toEqual(['<think>', '</think>', '[THINK]']);
  expect(keptTokens([...tokens, '<|channel|>', '<|message|>'], [])).toContain('<|end|>');
  expect(keptTokens(['<ponder>', '</ponder>'], [{ open: '<ponder>', close: '</ponder>' }])).toHaveLength(2);
  expect(isMark('<think> ')).toBe(false);
});
