// Chat templates: in this process, where an error that is none of Python's is a defect, and as the product renders them.
import { Template } from '../../../src/engine/checkpoints/jinja/template';
import { PyError } from '../../../src/engine/checkpoints/jinja/values';
import { runTemplate } from '../../../src/engine/checkpoints/tokenizer/templateRunner';
import { readPromptTemplate } from '../../../src/engine/respondents/endpoint/readPromptTemplate';
import { OutOfTime, withinTime } from '../../../src/engine/checkpoints/tokenizer/withinTime';
import type { FuzzTarget } from '../fuzzTarget';
import { mutateText } from '../mutate/mutateText';
import { fileIn } from './fixtureFiles';

const templates: readonly string[] = [
  "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m.content | trim }}<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}",
  "{%- set ns = namespace(first=true, count=0) -%}{%- for m in messages -%}{%- if loop.first and m.role == 'system' -%}[{{ m.content }}]{%- set ns.first = false -%}{%- elif m.role in ['user', 'tool'] and loop.index0 % 2 == 1 -%}{{ '%s:%05.2f' | format(m.role, 3.14159) }}{{ m.content.split('</a>')[-1].lstrip('\\n') }}{%- else -%}{{ raise_exception('no') if ns.count > 9 else m.content | tojson(indent=2) }}{%- endif -%}{%- set ns.count = ns.count + 1 -%}{%- endfor -%}",
  "{% macro show(x, deep=2) %}{{ x | upper }}{% if deep > 0 %}{{ show(x[1:-1:1], deep=deep - 1) }}{% endif %}{% endmacro %}{{ show('abcdef') }}{{ range(3) | list }}{{ {'a': 1, 'b': [1, 2.5, none]} | items | list }}{{ messages | map(attribute='role') | unique | join(', ') }}{{ (messages | selectattr('role', 'equalto', 'user') | first).content.replace('a', 'b') }}",
  "{{ '{:>8.3f}|{!r}'.format(2 ** 0.5, 'x') }}{{ 7 // 2 }}{{ -7 % 3 }}{{ 10 ** 3 }}{{ [3, 1, 2] | sort(reverse=true) }}{{ 'a,b'.split(',') | last | center(10) }}{{ strftime_now('%d %b %Y') | length }}{{ bos_token is defined and bos_token is string }}{{ 'x' ~ 1 ~ none ~ true }}{% filter indent(2) %}a\nb{% endfilter %}",
];
const chat = [
  { role: 'system', content: 'Be kind.' },
  { role: 'user', content: 'Hello </a> "you"\n' },
  { role: 'assistant', content: 'ä \u{1F600}' },
] as const;
const samples = templates.map((text) => Buffer.from(text));
const variables = { tools: null, documents: null, bos_token: '<s>', add_generation_prompt: true };

/** Milliseconds; a template that runs for ever is one that the product ends. */
const limitMs = 500;

const jinja: FuzzTarget = {
  name: 'jinja',
  mutate: mutateText,
  codes: [],
  refuses: (error) => error instanceof PyError || error instanceof OutOfTime || isTooDeep(error),
  open: () => ({
    samples,
    read: (input) => {
      const text = Buffer.from(input).toString('utf8');
      return withinTime(limitMs, () => new Template(text).render({ ...variables, messages: chat })).length;
    },
  }),
};

/** What ends the template's own process, or fills it. */
function isTooDeep(error: unknown): boolean {
  return error instanceof RangeError && /call stack|string length|array length|BigInt/iu.test(error.message);
}

const chatTemplate: FuzzTarget = {
  name: 'chat-template',
  mutate: mutateText,
  codes: ['templateInvalid'],
  open: () => ({
    samples,
    read: (input) =>
      runTemplate({
        template: Buffer.from(input).toString('utf8'),
        chats: [chat],
        variables,
        timeLimitMs: limitMs,
      }),
  }),
};

const promptTemplate: FuzzTarget = {
  name: 'prompt-template',
  mutate: mutateText,
  codes: ['templateInvalid', 'tokenizerInvalid', 'checkpointCorrupt'],
  open: (folder) => {
    const file = fileIn(folder, 'prompt.jinja');
    return {
      samples,
      read: async (input) => (await readPromptTemplate(file.write(input))).hash,
    };
  },
};

export const templateTargets: readonly FuzzTarget[] = [jinja, chatTemplate, promptTemplate];
