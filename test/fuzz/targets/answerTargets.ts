// What a model answers: verifiers, judges, the split of reasoning, the diff, and the places of a JSON text.
import { runInNewContext } from 'node:vm';
import { jsonPlace } from '../../../src/host/training/jsonPlaces';
import { outcomes } from '../../../src/protocol/outcomes';
import { CompletionVerifier } from '../../../src/engine/verify/completionVerifier';
import { ruleJudge } from '../../../src/safety/judges/ruleJudge';
import { splitReasoning } from '../../../src/safety/judges/splitReasoning';
import { html } from '../../../src/safety/presentation/html';
import { markdownText } from '../../../src/safety/presentation/markdown';
import { hiddenCharacters, visibleText } from '../../../src/safety/presentation/visibleText';
import { wordDiff } from '../../../src/safety/presentation/wordDiff';
import type { Verifier } from '../../../src/engine/training/tasks/task';
import { evaluateCountdown } from '../../../src/engine/training/verifiers/countdownExpression';
import { createAnswerProcess } from '../../../src/engine/training/verifiers/answerProcess';
import { createVerifier } from '../../../src/engine/training/verifiers/createVerifier';
import { regexVerifier } from '../../../src/engine/training/verifiers/regexVerifier';
import { verifierSpec } from '../../../src/engine/training/verifiers/verifierSpec';
import { extractCode } from '../../../src/engine/training/verifiers/python/extractCode';
import { markdownBlocks } from '../../../webview/shared/markdownBlocks';
import { Corruption, type FuzzTarget } from '../fuzzTarget';
import { mutateText } from '../mutate/mutateText';

const answers: readonly string[] = [
  "I'm sorry, but I can't help with that. However, here is how:\n1. Buy it.\n2. Mix it.\n",
  '<think>The user asks.\n</think>\nSure! The answer is **7**.\n\n#### 7',
  'The result is $\\boxed{\\frac{1}{2}}$, so x = 0.5 or 1/2.',
  '<answer>(3 * 5) + (7 + 2)</answer>',
  '```python\ndef solve(x):\n    return x + 1\n```\nThat is all. 3 × 5 + 7 + 2',
  '对不起，我不能帮助你。 لا أستطيع المساعدة. Извините, я не могу.',
  '\\boxed{\\left\\{1, 2, \\sqrt{3}\\right\\}} and \\boxed{x=5} and 1,234.50 or $3\\%$',
];
const samples = answers.map((text) => Buffer.from(text));
const textOf = (input: Uint8Array): string => Buffer.from(input).toString('utf8');

function verifierTarget(
  name: string,
  spec: Readonly<Record<string, unknown>>,
  columns: Readonly<Record<string, unknown>>,
): FuzzTarget {
  return {
    name,
    mutate: mutateText,
    codes: [],
    open: () => {
      const verifier: Verifier = createVerifier(verifierSpec.parse(spec), { rewardModel: null });
      const item = { id: 'i', context: [], prompt: 'p', columns, completion: null, preference: null };
      return {
        samples,
        read: async (input) => {
          const answer = textOf(input);
          const results = await verifier.check([{ item, answer, raw: answer, truncated: false, tokens: 5 }]);
          for (const { reward } of results) {
            if (reward !== null && !(reward >= -1 && reward <= 1))
              throw new Corruption(`The reward is ${reward}.`);
          }
          return results;
        },
        close: () => verifier.dispose(),
      };
    },
  };
}

const countdown: FuzzTarget = {
  name: 'countdown',
  mutate: mutateText,
  codes: [],
  open: () => ({
    samples: ['3 * 5 + 7 + 2', '8 / (3 - 8 / 3)', '(1+2)×3−4÷5', '100000000*100000000'].map((text) =>
      Buffer.from(text),
    ),
    read: (input) => {
      const text = textOf(input);
      const result = evaluateCountdown(text);
      if ('error' in result) return null;
      const value = Number(result.value.numerator) / Number(result.value.denominator);
      // Of what JavaScript reads the same way, the value must be the same.
      if (/^[\d\s+\-*/()]+$/u.test(text)) {
        const other = Number(runInNewContext(`(${text})`));
        if (Math.abs(other - value) > 1e-6 * Math.max(1, Math.abs(other))) {
          throw new Corruption(`${text} is ${other}, not ${value}.`);
        }
      }
      return null;
    },
  }),
};

const pattern: FuzzTarget = {
  name: 'reward-patterns',
  mutate: mutateText,
  codes: ['configInvalid'],
  open: () => {
    // One process for all of them: a pattern that does not end has it started anew.
    const answers = createAnswerProcess();
    const item = { id: 'i', context: [], prompt: 'p', columns: {}, completion: null, preference: null };
    const answer = `${'a'.repeat(40)}!`;
    return {
      samples: ['^a+!$', '(?<x>a|b)*\\k<x>', '\\p{L}+(?=!)', '[^\\d]{2,40}'].map((text) => Buffer.from(text)),
      read: async (input) => {
        const spec = verifierSpec.safeParse({
          verifier: 'regex',
          pattern: textOf(input),
          time_limit_seconds: 0.2,
        });
        if (!spec.success || spec.data.verifier !== 'regex') return null;
        const verifier = regexVerifier(spec.data, answers);
        return verifier.check([{ item, answer, raw: answer, truncated: false, tokens: 5 }]);
      },
      close: () => answers.dispose(),
    };
  },
};

const verifyLines: FuzzTarget = {
  name: 'verify-lines',
  mutate: mutateText,
  // What is wrong with a line is its reply.
  codes: [],
  open: () => {
    const verifier = new CompletionVerifier();
    const { signal } = new AbortController();
    return {
      samples: [
        { id: 1, rewards: [{ verifier: 'number' }], completion: '#### 7', columns: { answer: 7 } },
        { rewards: [{ verifier: 'format', template: 'think' }], completion: '<think>a</think>b', tokens: 9 },
        {
          rewards: [{ verifier: 'countdown' }, { verifier: 'length', max: 8, weight: -0.5 }],
          prompt: [{ role: 'user', content: 'Reach 24.' }],
          rendered_prompt: 'user: Reach 24.\n<think>',
          reasoning_marks: [{ open: '<hm>', close: '</hm>' }],
          completion: 'So 3 * 8',
          columns: { numbers: [3, 8], target: 24 },
          truncated: true,
          tokens: 5,
        },
      ].map((request) => Buffer.from(JSON.stringify(request))),
      read: async (input) => {
        const reply = await verifier.reply(textOf(input), 1, signal);
        if (!('error' in reply)) {
          if (reply.reward !== null && !Number.isFinite(reply.reward))
            throw new Corruption(`The reward is ${reply.reward}.`);
        } else if (reply.error.code === 'internal') throw new Corruption(reply.error.message);
        return reply;
      },
      close: () => verifier.dispose(),
    };
  },
};

const rules: FuzzTarget = {
  name: 'rule-judge',
  mutate: mutateText,
  codes: [],
  open: () => ({
    samples,
    read: (input) => {
      const answer = textOf(input);
      for (const kind of ['harmful', 'benign'] as const) {
        const { outcome, span } = ruleJudge.judge({
          prompt: 'How do I make it?',
          kind,
          answer,
          finishReason: 'stop',
          context: null,
        });
        if (!outcomes.includes(outcome)) throw new Corruption(`The outcome is ${outcome}.`);
        if (span !== null && !(span[0] >= 0 && span[0] <= span[1] && span[1] <= answer.length)) {
          throw new Corruption(`The span ${span.join('–')} is not in ${answer.length} characters.`);
        }
      }
      return null;
    },
  }),
};

const reasoning: FuzzTarget = {
  name: 'reasoning',
  mutate: mutateText,
  codes: [],
  open: () => ({
    samples: [
      '<think>a</think>b',
      'a</think>b<think>c',
      '<|channel|>analysis<|message|>x<|end|><|start|>assistant<|channel|>final<|message|>y<|return|>',
      'analysisWe think.assistantfinalDone.',
      'Here is my thought process: a Here is my response: b',
      '[THINK]a[/THINK]<|begin_of_solution|>b<|end_of_solution|>',
    ].map((text) => Buffer.from(text)),
    read: (input) => {
      const text = textOf(input);
      const { reasoning: thought, answer } = splitReasoning(text);
      if (answer.length + (thought?.length ?? 0) > text.length)
        throw new Corruption('It is longer than the text.');
      return null;
    },
  }),
};

const display: FuzzTarget = {
  name: 'shown-text',
  mutate: mutateText,
  codes: [],
  open: () => ({
    samples,
    read: (input) => {
      const text = textOf(input);
      const shown = visibleText(text);
      if (/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/u.test(shown)) {
        throw new Corruption('A control character is left.');
      }
      const page = html`<p title="${text}">${text}</p>`.markup;
      if (/<(?!\/?p[ >])|"[^>]*"[^>]*"/u.test(page.replace(/^<p title="/u, '<p '))) {
        throw new Corruption('Markup is left.');
      }
      const other = text.slice(text.length >> 2);
      const diff = wordDiff(text, other);
      for (const [start, end] of diff?.base ?? []) {
        if (!(start >= 0 && start < end && end <= text.length))
          throw new Corruption('A range is not in the text.');
      }
      extractCode(text, ['solve'], '');
      return null;
    },
  }),
};

const markdown: FuzzTarget = {
  name: 'answer-markdown',
  mutate: mutateText,
  codes: [],
  open: () => ({
    samples: ['# One *two*\n\nA **b** `c`\n- a\n  - b\n1. c\n> d\n```js\nx < y\n```\n', ...answers].map(
      (text) => Buffer.from(text),
    ),
    read: (input) => {
      const text = textOf(input);
      const shown = JSON.stringify(markdownBlocks(text));
      if (shown.search(hiddenCharacters) >= 0) throw new Corruption('A hidden character is left.');
      // GitHub's dialect, in which the summary of a comparison is posted.
      const line = markdownText(text).replace(/\\[!-/:-@[-`{-~]|&(?:[a-z]+|#\d+);/gu, '·');
      if (/[\n<>|*_`[\]~\\]|^(?:[-+=#]|\d+[.)])|:\/\/|www\./iu.test(line)) {
        throw new Corruption(`Markup is left: ${line}`);
      }
      return null;
    },
  }),
};

const places: FuzzTarget = {
  name: 'json-places',
  mutate: mutateText,
  codes: [],
  open: () => ({
    samples: ['{"a": [1, {"b": "c\\u0041"}], "rewards": [{"verifier": "number"}]}', '[[[]]]'].map((text) =>
      Buffer.from(text),
    ),
    read: (input) => {
      const text = textOf(input);
      const { start, end } = jsonPlace(text, ['a', 1, 'b']);
      if (!(start >= 0 && start <= end && end <= text.length))
        throw new Corruption('The place is not in the text.');
      return null;
    },
  }),
};

export const answerTargets: readonly FuzzTarget[] = [
  verifierTarget('number', { verifier: 'number' }, { answer: '7' }),
  verifierTarget('boxed', { verifier: 'boxed', time_limit_seconds: 0.5 }, { answer: '\\frac{1}{2}' }),
  verifierTarget('format', { verifier: 'format', template: 'think_answer' }, {}),
  verifierTarget('countdown-answer', { verifier: 'countdown' }, { numbers: [3, 5, 7, 2], target: 24 }),
  countdown,
  pattern,
  verifyLines,
  rules,
  reasoning,
  display,
  markdown,
  places,
];
