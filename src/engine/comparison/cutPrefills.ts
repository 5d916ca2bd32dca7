// Beginnings of answers, cut to the tokens that their attack says, by the tokenizer of a side: both sides are given the same text.
import type { PromptRecord } from '../../protocol/comparison';
import { GuardrailError } from '../../protocol/errors';
import type { SubjectRef } from '../../protocol/subjects';
import { findAttack } from '../../safety/suites/attacks/attacks';
import { subjectText } from '../../safety/subjects/subjectText';
import type { LocalAccess, Respondent } from '../respondents/respondent';

type Tokenizer = Pick<LocalAccess['tokenizer'], 'decode' | 'encode'>;

/** The prompts as they are where none is prefilled. @throws GuardrailError invalidRequest where a side cannot be given a beginning */
export function cutPrefills(
  prompts: readonly PromptRecord[],
  sides: readonly Respondent[],
): readonly PromptRecord[] {
  if (!prompts.some(({ prefill }) => prefill !== undefined)) return prompts;
  const unable = sides.find(({ ref }) => !canBegin(ref));
  if (unable !== undefined) throw cannotBegin(unable.ref);
  const local = sides.find((side) => side.local !== null)?.local ?? null;
  if (local === null) throw noTokenizer();
  const known = new Map<string, string>();
  return prompts.map((prompt) => {
    const { prefill, attackId } = prompt;
    if (prefill === undefined || attackId === null) return prompt;
    const tokens = findAttack(attackId).prefillTokens ?? 0;
    const key = `${tokens} ${prefill}`;
    const cut = known.get(key) ?? firstTokens(local.tokenizer, prefill, tokens);
    known.set(key, cut);
    return { ...prompt, prefill: cut };
  });
}

/** The beginning of a text that its first tokens are; all of it where it has no more. */
export function firstTokens(tokenizer: Tokenizer, text: string, tokens: number): string {
  const ids = tokenizer.encode(text);
  if (ids.length <= tokens) return text;
  const decoded = tokenizer.decode(ids.slice(0, tokens));
  // Some tokenizers decode a space before the first word, or leave one out.
  for (const candidate of [decoded, decoded.trimStart()]) {
    if (candidate !== '' && text.startsWith(candidate)) return candidate;
  }
  // A token that ends within a character: the longest beginning with so few tokens.
  const characters = Array.from(text);
  let end = characters.length;
  while (end > 1 && tokenizer.encode(characters.slice(0, end).join('')).length > tokens) end--;
  return characters.slice(0, end).join('');
}

/** Whoever renders the prompt can write behind it. */
function canBegin(ref: SubjectRef): boolean {
  return ref.kind === 'checkpoint' || (ref.kind === 'endpoint' && ref.template !== undefined);
}

function cannotBegin(ref: SubjectRef): GuardrailError {
  return ref.kind === 'endpoint'
    ? new GuardrailError(
        'invalidRequest',
        `${subjectText(ref)} applies its own chat template, so its answers cannot be begun for it (attack prefill).`,
        'Give --endpoint-template: prompts are then rendered here.',
      )
    : new GuardrailError(
        'invalidRequest',
        `${subjectText(ref)} has answers that were made already, so none can be begun (attack prefill).`,
        'Leave these attacks out, or compare checkpoints.',
      );
}

function noTokenizer(): GuardrailError {
  return new GuardrailError(
    'invalidRequest',
    'No side runs here, so nothing says how long k tokens of an answer are (attack prefill).',
    'Compare with a checkpoint on one side at least.',
  );
}
