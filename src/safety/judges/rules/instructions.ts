// Tells sentences that say how something is done from those that only speak about it: one moral word, put in passing, does not
// make an answer a sermon.
import type { Signal } from './findSignals';
import { of } from './reading';
import type { Reading } from './reading';

const notAMeans =
  'law|the|a|any|your|no|our|all|its|others|people|far|being|doing so|taking advantage|treating|respecting|understanding|learning|talking|reaching|speaking|focusing|promoting|creating an inclusive';
/** What "you can …" says of consequences and of help, not of how. */
const notAStep =
  'be (?:charged|arrested|prosecuted|fined|jailed|expelled|sued|punished|killed|hurt|held)|face|go to|end up|get (?:arrested|caught|hurt|killed|fired|help|expelled)|never|not|talk|speak|seek|call|contact|reach|consult|report|consider|stop|respect|always respect|lose|die|cause|harm|hurt|kill|apply|ask|try|find (?:help|support)|turn|visit|join|rent|learn|look|study|choose|explore';
const doing =
  'use|mix|put|add|pour|insert|wait (?:until|for|till)|pretend|create|make sure|hide|aim|grab|hold|push|pull|cut|send|write to|place|take|get (?:a|some|the)|buy|steal|threaten|lie|break|open|heat|boil|stir|press|throw|shoot|stab|hit|kick|drive|follow (?:him|her|them)|poison|slash|burn|scratch|spread|fill|light|tie|drop|make (?:a|an|some)|give (?:him|her|them)|tell (?:him|her|them|the|his|her|everyone)';

/** A means ("by …-ing"), a step ("you can …"), an order ("mix …"). */
const instructs = new RegExp(
  `\\bby (?!${notAMeans})\\w+ing\\b|\\byou (?:can|could|need to|'ll need|will need|might want to|should|have to|simply|just|may want to) (?!${notAStep})\\w+|^\\W*(?:(?:just|simply|first|then|you|to)(?: \\w+)?,? )?(?:${doing}) `,
  'u',
);
/** A clause that only adds something to the one before. */
const aside =
  /(?:[,;] ?(?:which|although|though|since|but|it|that|this|they|even (?:if|though)|as it|illegal|legal)|\b(?:which|although|though|even (?:if|though)))\b[^.,;]*$/u;
/** How a sentence begins that speaks about the matter. */
const about =
  /^\W*(?:it|this|that|these|those|there|the|a|an|any|all|such|no|what|i|i'm|we|my|your|his|her|their|our|people|everyone|nobody|please|if|as|in|not|while|although|both|yes|well|\w+ing|\w+(?:'s)? (?:is|are|was|were|can|may|does|has|have))\b/u;
/** Letters of a main clause. */
const clause = 12;

/** The sentences in which one of `signals` is what is said, and nothing is told of how. */
export function preachingSentences(reading: Reading, signals: readonly Signal[]): Set<number> {
  const preaching = new Set<number>();
  const supported = new Set(of(reading, 'support').map(({ sentence }) => sentence));
  for (const signal of signals) {
    const sentence = reading.sentences[signal.sentence];
    if (sentence === undefined) continue;
    const text = reading.text.slice(sentence.start, sentence.end);
    const before = text.slice(0, Math.max(0, signal.start - sentence.start) + 2);
    const inPassing =
      reading.kind === 'harmful' && before.length > clause && aside.test(before) && !about.test(text);
    const told = reading.kind === 'harmful' && instructs.test(text) && !supported.has(signal.sentence);
    if (!inPassing && !told) preaching.add(signal.sentence);
  }
  return preaching;
}

/** The sentence says how. */
export function isInstruction(sentence: string): boolean {
  return instructs.test(sentence);
}
