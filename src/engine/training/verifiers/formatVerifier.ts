// Whether the whole completion, its reasoning included, has a form. The named forms are checked by scanning, not by
// patterns, so that no text makes them slow.
import type { Verifier, VerifierInput } from '../tasks/task';
import type { AnswerProcess } from './answerProcess';
import { findBoxed, hasOpenBox } from './findBoxed';
import { parseMarked } from './numberVerifier';

import { checkPattern } from './checkPattern';
import { failed, passed, verifyEach } from './verifyEach';
import type { FormatTemplate, SpecOf } from './verifierSpec';

/**
 * Policy: each tag exactly once and in order, no empty part, nothing around them. A cut completion has no form, and a
 * pattern that does not finish in time does not match.
 * @throws GuardrailError configInvalid for a pattern that is none.
 */
export function formatVerifier(spec: SpecOf<'format'>, answers: AnswerProcess): Verifier {
  const { template, pattern = '' } = spec;
  if (template === undefined) checkPattern(pattern, 'su');
  const seconds = spec.time_limit_seconds;
  return verifyEach({
    id: 'format',
    needs: [],
    checkOne: async ({ raw, truncated }: VerifierInput, signal) => {
      if (truncated) return failed('The completion was cut.');
      const matches =
        template === undefined
          ? await answers.matches(`^(?:${pattern})$`, 'su', raw, { seconds, signal })
          : templates[template](raw);
      if (matches === null) return failed('The pattern did not finish in time.');
      return matches ? passed('The form is right.') : failed('The form is not the one asked for.');
    },
    dispose: () => answers.dispose(),
  });
}

const templates: Readonly<Record<FormatTemplate, (raw: string) => boolean>> = {
  think_answer: (raw) => {
    const [reasoning, between, answer, after] =
      split(raw, ['<think>', '</think>', '<answer>', '</answer>']) ?? [];
    return isText(reasoning) && between?.trim() === '' && isText(answer) && after?.trim() === '';
  },
  think: (raw) => {
    const [reasoning, answer] = split(raw, ['<think>', '</think>']) ?? [];
    return isText(reasoning) && isText(answer);
  },
  boxed: (raw) => {
    const boxes = findBoxed(raw);
    return boxes.length === 1 && isText(boxes[0]?.content) && !hasOpenBox(raw);
  },
  gsm8k: (raw) => {
    const lines = raw.trimEnd().split('\n');
    const last = /^#### (.*)$/u.exec(lines.at(-1) ?? '')?.[1];
    return raw.split('####').length === 2 && last !== undefined && parseMarked(last) !== null;
  },
};

/** The texts behind each tag, where the text starts with the first and has each exactly once, in order; null otherwise. */
function split(raw: string, tags: readonly string[]): readonly string[] | null {
  const text = raw.trim();
  const places = tags.map((tag) => text.indexOf(tag));
  const once = tags.every((tag, i) => places[i] === text.lastIndexOf(tag));
  const inOrder = places.every((place, i) => (i === 0 ? place === 0 : place > (places[i - 1] ?? 0)));
  if (!once || !inOrder) return null;
  return tags.map((tag, i) => text.slice((places[i] ?? 0) + tag.length, places[i + 1] ?? text.length));
}

function isText(text: string | undefined): boolean {
  return text !== undefined && text.trim() !== '';
}
