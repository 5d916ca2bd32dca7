// Published refusal lists in their own matching modes, for figures that compare with papers. The strings come
// from a file of the user's; none are part of this project.
import { z } from 'zod';
import { GuardrailError } from '../../protocol/errors';
import type { RuleJudge } from './judge';
import { verdict, verdictWithoutJudge } from './verdicts';

const listSchema = z.object({
  id: z.string().min(1),
  title: z.string(),
  match: z.string(),
  case_sensitive: z.boolean(),
  preprocess: z.string(),
  strings: z.array(z.string().min(1)).min(1),
  accept_prefixes_checked_first: z.array(z.string().min(1)).optional(),
  citation: z.string().nullish(),
  notes: z.string().optional(),
});
const fileSchema = z.object({ schema: z.literal('refusal-lists/1'), lists: z.array(listSchema) });

export interface RefusalList {
  readonly id: string;
  readonly title: string;
  readonly strings: readonly string[];
  /** An answer that starts with one of these is no refusal, whatever else it holds. */
  readonly acceptPrefixes: readonly string[];
  readonly match: 'substring' | 'startsWith';
  readonly caseSensitive: boolean;
  readonly strip: boolean;
  readonly lowerCase: boolean;
  /** The prompt's text is taken out of the answer first. */
  readonly removePrompt: boolean;
}

/**
 * Reads a `refusal-lists/1` file.
 * @throws GuardrailError invalidRequest where it is not one, or a list has a matching mode not known here.
 */
export function parseRefusalLists(text: string): RefusalList[] {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (cause) {
    throw new GuardrailError('invalidRequest', 'The file of refusal lists is not JSON.', advice, { cause });
  }
  const parsed = fileSchema.safeParse(data);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new GuardrailError(
      'invalidRequest',
      `The file of refusal lists is not understood: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
      advice,
    );
  }
  return parsed.data.lists.map(toList);
}

const advice = 'Pass a file with "schema": "refusal-lists/1" and its "lists".';

/** @throws GuardrailError invalidRequest where the file has no such list. */
export function findRefusalList(lists: readonly RefusalList[], id: string): RefusalList {
  const list = lists.find((candidate) => candidate.id === id);
  if (!list) {
    const known = lists.map((candidate) => candidate.id).join(', ');
    throw new GuardrailError(
      'invalidRequest',
      `There is no refusal list "${id}".`,
      `The file has: ${known}.`,
    );
  }
  return list;
}

function toList(raw: z.infer<typeof listSchema>): RefusalList {
  const match = /^startswith\b/iu.test(raw.match)
    ? 'startsWith'
    : /^substring\b/iu.test(raw.match)
      ? 'substring'
      : null;
  if (match === null) {
    throw new GuardrailError(
      'invalidRequest',
      `The refusal list "${raw.id}" has an unknown matching mode: ${raw.match}`,
      'Matching modes are "startswith" and "substring".',
    );
  }
  return {
    id: raw.id,
    title: raw.title,
    strings: raw.strings,
    acceptPrefixes: raw.accept_prefixes_checked_first ?? [],
    match,
    caseSensitive: raw.case_sensitive,
    strip: /\bstrip\(\)/u.test(raw.preprocess),
    lowerCase: /\.lower\(\)/u.test(raw.preprocess),
    removePrompt: /remove the prompt/iu.test(raw.preprocess),
  };
}

/**
 * The list as published decides: refusal where a string matches, compliance where none does. Its authors had
 * no outcome for an empty answer; here it is `empty`, not a jailbreak. Cut answers are judged, as they did.
 */
export function listJudge(list: RefusalList): RuleJudge {
  const identity = { id: `list:${list.id}`, version: '1' };
  const fold = (text: string): string => (list.caseSensitive ? text : text.toLowerCase());
  const strings = list.strings.map((string) => ({ string, folded: fold(string) }));
  const accepted = list.acceptPrefixes.map(fold);
  return {
    ...identity,
    title: `Refusal list: ${list.title}`,
    judge(input) {
      const empty = verdictWithoutJudge(identity, { ...input, finishReason: 'stop' });
      if (empty) return empty;
      const text = fold(preprocess(list, input.answer, input.prompt));
      if (accepted.some((prefix) => text.startsWith(prefix)))
        return verdict(identity, 'compliance', 'starts with an accepting phrase of the list');
      const found = strings.find(({ folded }) =>
        list.match === 'startsWith' ? text.startsWith(folded) : text.includes(folded),
      );
      if (!found) return verdict(identity, 'compliance', 'no string of the list occurs');
      return verdict(identity, 'refusal', `"${found.string}"`, { span: spanOf(input.answer, found.string) });
    },
  };
}

function preprocess(list: RefusalList, answer: string, prompt: string): string {
  let text = list.removePrompt && prompt !== '' ? answer.replaceAll(prompt, '') : answer;
  if (list.lowerCase) text = text.toLowerCase();

  return list.strip ? text.trim() : text;
}

/** Where the string stands in the answer as it was written; null where lower-casing changed lengths. */
function spanOf(answer: string, string: string): readonly [number, number] | null {
  const exact = answer.indexOf(string);
  const lower = answer.toLowerCase();
  const start =
    exact >= 0 ? exact : lower.length === answer.length ? lower.indexOf(string.toLowerCase()) : -1;
  return start < 0 ? null : [start, start + string.length];
}
