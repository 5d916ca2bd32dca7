// Rules over the next token's logits as logits processors, in the order in which transformers applies them
// (GenerationMixin._get_logits_processor, 5.24). Each formula is that of the class named beside it in
// generation/logits_process.py; arithmetic is in float32, as there.
import { GuardrailError } from '../../protocol/errors';
import type { LogitRules } from '../../safety/settings/effectiveSettings';
import type { LogitsProcessor, StepContext } from './hooks';

/** Tokens that end an answer: the rules about length forbid them, and no bad word may be one. */
interface Ends {
  readonly eosTokenIds: readonly number[];
}

/** Empty where no rule is on. */
export function logitRuleProcessors(rules: LogitRules, { eosTokenIds }: Ends): readonly LogitsProcessor[] {
  const { repetitionPenalty, promptRepetitionPenalty, noRepeatNgramSize, minLength, minNewTokens } = rules;
  const { suppressed, suppressedFirst } = rules;
  const badWords = rules.badWords.filter(
    (word) => !(word.length === 1 && eosTokenIds.includes(word[0] ?? -1)),
  );
  return [
    ...(promptRepetitionPenalty === 1
      ? []
      : [penalty(1 / promptRepetitionPenalty, ({ promptIds }) => [promptIds])]),
    ...(repetitionPenalty === 1
      ? []
      : [penalty(repetitionPenalty, ({ promptIds, tokenIds }) => [promptIds, tokenIds])]),
    ...(noRepeatNgramSize === 0 ? [] : [noRepeatedNgram(noRepeatNgramSize)]),
    ...(badWords.length === 0 ? [] : [noBadWord(badWords)]),
    ...(minLength === 0
      ? []
      : [forbid(eosTokenIds, ({ promptIds, tokenIds }) => promptIds.length + tokenIds.length < minLength)]),
    ...(minNewTokens === 0 ? [] : [forbid(eosTokenIds, ({ tokenIds }) => tokenIds.length < minNewTokens)]),
    ...(suppressed.length === 0 ? [] : [forbid(suppressed, () => true)]),
    ...(suppressedFirst.length === 0
      ? []
      : [forbid(suppressedFirst, ({ tokenIds }) => tokenIds.length === 0)]),
  ];
}

/** RepetitionPenaltyLogitsProcessor (Keskar et al. 2019, arXiv 1909.05858, section 4.1, for logits of either sign). */
function penalty(
  factor: number,
  idsOf: (context: StepContext) => readonly (readonly number[])[],
): LogitsProcessor {
  const rounded = Math.fround(factor);
  return (context, logits) => {
    for (const id of new Set(idsOf(context).flat())) {
      const value = logits[id];
      if (value !== undefined) logits[id] = value < 0 ? value * rounded : value / rounded;
    }
  };
}

/** NoRepeatNGramLogitsProcessor: what followed the last size − 1 tokens before does not follow them again. */
function noRepeatedNgram(size: number): LogitsProcessor {
  return ({ promptIds, tokenIds }, logits) => {
    const ids = [...promptIds, ...tokenIds];
    const prefix = ids.slice(ids.length - size + 1);
    for (let start = 0; start + size <= ids.length; start++) {
      if (prefix.every((id, index) => ids[start + index] === id)) forbidToken(logits, ids[start + size - 1]);
    }
  };
}

/** NoBadWordsLogitsProcessor. */
function noBadWord(words: readonly (readonly number[])[]): LogitsProcessor {
  return ({ promptIds, tokenIds }, logits) => {
    const ids = [...promptIds, ...tokenIds];
    for (const word of words) {
      checkToken(word, logits.length);
      const start = ids.length - word.length + 1;
      if (start < 0) continue;
      if (word.slice(0, -1).every((id, index) => ids[start + index] === id)) forbidToken(logits, word.at(-1));
    }
  };
}

/** MinLength…, MinNewTokensLength…, SuppressTokens… and SuppressTokensAtBeginLogitsProcessor. */
function forbid(ids: readonly number[], when: (context: StepContext) => boolean): LogitsProcessor {
  return (context, logits) => {
    if (when(context)) for (const id of ids) forbidToken(logits, id);
  };
}

function forbidToken(logits: Float32Array, id: number | undefined): void {
  if (id !== undefined && id < logits.length) logits[id] = -Infinity;
}

function checkToken(word: readonly number[], vocabulary: number): void {
  const unknown = word.find((id) => id >= vocabulary);
  if (unknown === undefined) return;
  throw new GuardrailError(
    'checkpointCorrupt',
    `bad_words_ids of generation_config.json names the token ${unknown}; the model knows 0 to ${vocabulary - 1}.`,
    'Correct the file, or leave it unapplied.',
  );
}
