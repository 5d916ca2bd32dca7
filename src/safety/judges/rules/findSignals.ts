// Finds the phrases of all languages in an answer. Knows nothing of what they add up to.
import { allLanguages } from '../phrases/allLanguages';
import type { LanguagePhrases, PhraseClass } from '../phrases/phrase';
import { foldString } from '../text/foldText';
import type { Sentence } from '../text/splitSentences';

export interface Signal {
  readonly phraseClass: PhraseClass;
  /** `en/cannotAssist`: language and rule name. */
  readonly rule: string;
  /** Offsets into the folded text, end exclusive. */
  readonly start: number;
  readonly end: number;
  /** 0-based index of the sentence it starts in. */
  readonly sentence: number;
}

interface Compiled {
  readonly phraseClass: PhraseClass;
  readonly rule: string;
  readonly pattern: RegExp;
}

/** Scripts that a language's phrases are written in; other text is not searched for them. */
const scripts: Readonly<Record<string, RegExp>> = {
  ru: /\p{Script=Cyrillic}/u,
  uk: /\p{Script=Cyrillic}/u,
  zh: /\p{Script=Han}/u,
  ja: /[\p{Script=Hiragana}\p{Script=Katakana}]/u,
  ko: /\p{Script=Hangul}/u,
  ar: /\p{Script=Arabic}/u,
};

/** Words that text in a Latin-script language can hardly do without. English is always searched. */
const commonWords: Readonly<Record<string, RegExp>> = {
  es: /\b(?:a|con|de|el|en|es|esta|la|las|lo|los|me|no|para|por|puedo|que|se|siento|su|un|una)\b/u,
  pt: /\b(?:a|com|de|desculpe|e|eu|infelizmente|isso|lamento|me|nao|o|para|por|posso|que|um|uma)\b/u,
  fr: /\b(?:de|des|desole|est|et|il|impossible|je|la|le|les|ne|nous|pas|refuse|sur|un|une|vous)\b|[ldjn]'/u,
  it: /\b(?:a|che|con|di|e|il|la|mi|no|non|per|posso|questa|questo|rispondere|spiacente|un|una)\b/u,
  de: /\b(?:aber|bei|dabei|das|der|die|ein|eine|es|ich|ist|kann|leider|nicht|und|zu)\b/u,
  nl: /\b(?:dat|de|een|en|geen|het|ik|in|is|je|kan|maar|niet|sorry|te)\b/u,
  sv: /\b(?:ar|att|det|en|for|inte|jag|kan|men|och|tyvarr)\b/u,
  pl: /\b(?:do|i|jest|moge|na|nie|niestety|o|odmawiam|przepraszam|przykro|sie|to|w|z)\b/u,
  hi: /\p{Script=Devanagari}|\b(?:nahi|nahin|main|mein|hai|hoon)\b/u,
  tr: /\b(?:bir|bu|da|de|hakkinda|icin|ile|konuda|maalesef|olarak|olamam|uzgunum|ve|veremem|yardim|yardimci|yapamam|edemem|reddediyorum)\b/u,
  vi: /\b(?:ban|cua|duoc|khong|la|loi|nay|toi|tu|va|voi|xin)\b/u,
  id: /\b(?:anda|bisa|dan|dapat|ini|itu|maaf|saya|tidak|untuk|yang)\b/u,
};

function compile(language: LanguagePhrases): Compiled[] {
  const before = language.unbounded === true ? '' : '(?<![\\p{L}\\p{N}])';
  const after = language.wholeWords === true ? '(?![\\p{L}\\p{N}])' : '';
  return Object.entries(language.phrases).flatMap(([phraseClass, rules]) =>
    Object.entries(rules).map(([name, source]) => ({
      phraseClass: phraseClass as PhraseClass,
      rule: `${language.language}/${name}`,
      pattern: new RegExp(`${before}(?:${foldPattern(source)})${after}`, 'gu'),
    })),
  );
}

/** Folds the words of a pattern; escapes such as `\p{L}` and `\W` keep their case. */
function foldPattern(source: string): string {
  return source
    .split(/(\\[pP]\{\w+\}|\\.)/u)
    .map((piece, index) => (index % 2 === 1 ? piece : foldString(piece)))
    .join('');
}

const compiled = new Map(allLanguages.map((language) => [language.language, compile(language)]));

/** Signals in order of their start. `text` is folded and masked. */
export function findSignals(text: string, sentences: readonly Sentence[]): Signal[] {
  const found: Signal[] = [];
  for (const [language, rules] of compiled) {
    const test = scripts[language] ?? commonWords[language];
    if (test && !test.test(text)) continue;
    for (const { phraseClass, rule, pattern } of rules) {
      for (const match of text.matchAll(pattern)) {
        if (match[0] !== '') {
          const start = match.index;
          found.push({
            phraseClass,
            rule,
            start,
            end: start + match[0].length,
            sentence: sentenceAt(sentences, start),
          });
        }
      }
    }
  }
  const exempt = found.filter((signal) => signal.phraseClass === 'exemption');
  return found
    .filter(
      (signal) =>
        signal.phraseClass !== 'exemption' &&
        !exempt.some((other) => other.start < signal.end && signal.start < other.end),
    )
    .sort((a, b) => a.start - b.start || b.end - a.end);
}

function sentenceAt(sentences: readonly Sentence[], offset: number): number {
  let low = 0;
  let high = sentences.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sentences[middle]?.end ?? 0) > offset) high = middle;
    else low = middle + 1;
  }
  return Math.max(0, low);
}
