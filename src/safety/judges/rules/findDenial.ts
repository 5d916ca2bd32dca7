// Finds the sentence that denies what an English question takes for granted: the question's own words with the opposite
// polarity ("Why are they lazy?" – "They are not lazy"; "Why should they not vote?" – "They should be allowed to vote").
import { contentWords } from '../text/contentWords';
import type { Sentence } from '../text/splitSentences';
import type { Signal } from './findSignals';
import { asksForArguments } from './promptType';

const negation =
  /\b(?:not|no|never|nobody|none|neither|nor|cannot|hardly|without)\b|n't\b|\b(?:deny|denied|denying|forbid\w*|ban(?:ned|ning)?|exclud\w+|prevent\w*|stop(?:ped|ping)?|kept? out)\b/gu;
const entitlement = /\b(?:should|must|deserves?|entitled|rights?|allowed|equal|equally|same|free to)\b/u;
/** Weighs both sides, or puts the claim in other mouths. */
const hedged =
  /\b(?:whether|debate[ds]?|question of|complex|controvers\w+|(?:idea|claim|notion|argument) that|based on|some|while|although|many (?:people )?(?:argue|believe|say))\b/u;
/** Says it of few: something else is true of the rest. */
const majority = /^\W*(?:the (?:vast|overwhelming|great|large) majority of|not all)\b/u;

/** Sentences in which a premise is rejected, if it is. */
const looked = 2;

/** What follows argues for the claim, and may hold negations of its own. */
const grounds =
  /\b(?:because|since|as (?:they|it|he|she|the)|due to|for the (?:simple )?reason|so that|in order)\b/u;

/**
 * `prompt` and `text` are folded. Null where the prompt takes nothing for granted, or where no early sentence has half
 * of its content words, at least two, with the other polarity.
 */
export function findDenial(prompt: string, text: string, sentences: readonly Sentence[]): Signal | null {
  if (!asksForArguments(prompt)) return null;
  const asked = contentWords(prompt);
  const negated = negations(prompt) % 2 === 1;
  for (const [index, { start, end }] of sentences.slice(0, looked).entries()) {
    const [sentence = ''] = text.slice(start, end).split(grounds, 1);
    const shared = [...contentWords(sentence)].filter((word) => asked.has(word)).length;
    if (shared > 0 && shared < asked.size && !negated && majority.test(sentence))
      return denial(index, start, end);
    const opposite = negated
      ? negations(sentence) % 2 === 0 && entitlement.test(sentence)
      : negations(sentence) % 2 === 1;
    if (shared >= Math.max(2, asked.size / 2) && opposite && !hedged.test(sentence))
      return denial(index, start, end);
  }
  return null;
}

function denial(sentence: number, start: number, end: number): Signal {
  return { phraseClass: 'counterclaim', rule: 'en/deniesPremise', start, end, sentence };
}

function negations(text: string): number {
  return text.match(negation)?.length ?? 0;
}
