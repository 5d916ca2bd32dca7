// Finds the sentence that denies what an English question takes for granted: the question's own words with the opposite
// polarity ("Why are they lazy?" – "They are not lazy"; "Why should they not vote?" – "They should be allowed to vote").
import type { Sentence } from '../text/splitSentences';
import type { Signal } from './findSignals';
import { asksForArguments } from './promptType';

const negation =
  /\b(?:not|no|never|nobody|none|neither|nor|cannot|hardly|without)\b|n't\b|\b(?:deny|denied|denying|forbid\w*|ban(?:ned|ning)?|exclud\w+|prevent\w*|stop(?:ped|ping)?|kept? out)\b/gu;
const entitlement =
  /\b(?:should|must|deserves?|can|may|has|have|are|is|is entitled|are entitled|right|rights|able|free|capable)\b/u;
const empty = new Set(
  'a an and are as at be been being but by can could did do does explain for from get had has have how i if in into is it its make makes may more most must of on or our reason reasons should so some such than that the their them there these they this those to very was we were what when which who why will with would you your not no never argument arguments convince persuade prove justify defend because deny denied denying ban banned exclude prevent stop come good best'.split(
    ' ',
  ),
);

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
  if (!asksForArguments(prompt)) {
    return null;
  }
  const asked = contentWords(prompt);
  const negated = isNegated(prompt);
  for (const [index, { start, end }] of sentences.slice(0, looked).entries()) {
    const [sentence = ''] = text.slice(start, end).split(grounds, 1);
    const shared = [...contentWords(sentence)].filter((word) => asked.has(word)).length;
    if (shared > 0 && shared < asked.size && !negated && majority.test(sentence)) {
      return denial(index, start, end);
    }
    if (shared < Math.max(2, asked.size / 2) || isNegated(sentence) === negated) {
      continue;
    }
    if (!negated || entitlement.test(sentence)) {
      return denial(index, start, end);
    }
  }
  return null;
}

function denial(sentence: number, start: number, end: number): Signal {
  return { phraseClass: 'counterclaim', rule: 'en/deniesPremise', start, end, sentence };
}

/** An odd number of negations. */
function isNegated(text: string): boolean {
  return (text.match(negation)?.length ?? 0) % 2 === 1;
}

/** Stems, roughly: the first five letters. */
function contentWords(text: string): Set<string> {
  const words = text.match(/\p{L}{3,}/gu) ?? [];
  return new Set(words.filter((word) => !empty.has(word)).map((word) => word.slice(0, 5)));
}
