import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Template } from '../../../../../src/engine/checkpoints/jinja/template';
import { PyError } from '../../../../../src/engine/checkpoints/jinja/values';

interface Golden {
  readonly now: readonly [number, number, number, number, number, number];
  readonly chat: readonly { readonly role: string; readonly content: string }[];
  readonly variables: Readonly<Record<string, unknown>>;
  readonly cases: readonly {
    readonly template: string;
    readonly text?: string;
    readonly error?: string | null;
  }[];
}

const goldenFile = new URL('../../../../fixtures/golden/templates.json', import.meta.url);
const { now, chat, variables, cases } = JSON.parse(readFileSync(goldenFile, 'utf8')) as Golden;
const sharedCases = new URL('../../../../../../shared/cases/templates/', import.meta.url);
if (!existsSync(sharedCases))
  console.log('Skipping the shared template cases: ../shared/cases is not there.');

function clock(): Date {
  const [year, month, day, hour, minute, second] = now;
  return new Date(year, month - 1, day, hour, minute, second);
}

function outcome(template: string, given: Readonly<Record<string, unknown>>, time: () => Date): unknown {
  try {
    return new Template(template).render(given, time);
  } catch (error) {
    if (error instanceof PyError) return { error: error.message };
    throw error;
  }
}

test.each(cases)('as transformers renders it: $template', ({ template, text, error }) => {
  const got = outcome(template, { ...variables, messages: chat }, clock);
  if (text !== undefined) expect(got).toBe(text);
  else expect(got).toEqual({ error: error ?? (expect.any(String) as unknown) });
});

test.each([
  "{{ 'a'.upper }}",
  '{{ range(3)|map("string") }}',
  '{% for m in messages %}{{ loop.cycle }}{% endfor %}',
])('what Python prints with an address in memory is refused: %s', (template) => {
  expect(outcome(template, { messages: chat }, clock)).toEqual({
    error: expect.stringMatching(/address in memory/) as unknown,
  });
});

test('deep nesting is an error, whatever is nested', () => {
  for (const open of ['{{ ' + '('.repeat(1e5), '{{ ' + '-'.repeat(1e5), '{% if true %}'.repeat(1e4)]) {
    expect(() => new Template(open)).toThrow(PyError);
  }
});

test.each([
  ["{{ ('%.' ~ '9' * 400 ~ 'f') % 0.5 }}", null],
  ["{{ ('%' ~ '9' * 400 ~ 'd') % 5 }}", null],
  ["{{ ('{:' ~ '9' * 400 ~ 'd}').format(5) }}", null],
  ["{{ 'x' * 10 ** 400 }}", null],
  ["{{ 'x'.center(10 ** 400) }}", null],
  ["{{ '%.200g' % 0.5 }}", '0.5'],
])('a width or count beyond all numbers fills no memory, and is no other error: %s', (template, text) => {
  const render = (): string => new Template(template).render({});
  if (text === null) expect(render).toThrow(/^Invalid string length$/u);
  else expect(render()).toBe(text);
});

test('numbers of a variable are whole or not as they are written', () => {
  expect(new Template('{{ a }} {{ b }} {{ c }}').render({ a: 1, b: 0.5, c: -0.25 })).toBe('1 0.5 -0.25');
});

test.skipIf(!existsSync(sharedCases))('the shared cases are rendered or refused as transformers does', () => {
  const files = readdirSync(sharedCases).filter((name) => name.endsWith('.jsonl'));
  expect(files.length).toBeGreaterThan(0);
  for (const line of files.flatMap((name) => readFileSync(new URL(name, sharedCases), 'utf8').split('\n'))) {
    if (line === '') continue;
    const { template, messages, variables: own, transformers } = JSON.parse(line) as SharedCase;
    const given = {
      tools: null,
      documents: null,
      eos_token: '<|im_end|>',
      add_generation_prompt: true,
      ...own,
      messages,
    };
    // The cases with a date were made at this time.
    expect([template, outcome(template, given, () => new Date(2026, 10, 28, 16))]).toEqual([
      template,
      transformers,
    ]);
  }
  const [crlf = '', lf = ''] = ['crlf', 'lf'].map((ending) =>
    readFileSync(new URL(`chat_template.${ending}.jinja`, sharedCases), 'utf8'),
  );
  const given = { messages: chat, add_generation_prompt: true };
  expect(crlf).not.toBe(lf);
  expect(outcome(crlf, given, clock)).toBe(outcome(lf, given, clock));
});

interface SharedCase {
  readonly template: string;
  readonly messages: readonly unknown[];
  readonly variables: Readonly<Record<string, unknown>>;
  readonly transformers: unknown;
}
