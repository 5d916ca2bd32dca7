import { expect, test } from 'vitest';
import { parseTemplateValue, templateValueText } from '../../../src/protocol/templateVariables';

test.each([
  ['False', false],
  ['false', false],
  ['True', true],
  ['None', null],
  ['null', null],
  ['3', 3],
  ['-0.5', -0.5],
  ['007', '007'],
  ['0x10', '0x10'],
  ['12345678901234567890', '12345678901234567890'],
  ['', ''],
  ['high', 'high'],
  ['"False"', 'False'],
  ['[1, {"a": null}]', [1, { a: null }]],
])('%s', (text, value) => {
  expect(parseTemplateValue(text)).toEqual(value);
  // What a report says can be given again.
  expect(parseTemplateValue(templateValueText(value))).toEqual(value);
});

test.each(['True', 'null', '12', '[x', '"', '{'])('the text %s is written so that it stays text', (text) => {
  expect(parseTemplateValue(templateValueText(text))).toBe(text);
});

test('a value that begins as JSON and is none is no text by accident', () => {
  expect(() => parseTemplateValue("{'a': 1}")).toThrow(SyntaxError);
});
