// Tells a text in a language that the rules have no phrases for. A library identifies the language (n-grams, offline);
// scripts and a few letters and words settle what it confuses. Where in doubt, the text counts as covered.
import { eld } from 'eld/extrasmall';
import { allLanguages } from '../phrases/allLanguages';

/** Languages of the rules. Malay is read with the phrases of Indonesian, under whose name the library does not know it. */
const covered: ReadonlySet<string> = new Set([...allLanguages.map(({ language }) => language), 'ms']);

/** Letters read; the library reads some 350 bytes. */
const readLetters = 600;
/** Fewer letters than this are too few to tell, but for their script. */
const enoughLetters = 12;
/** By so much a language must be likelier than the likeliest that is covered; scripts that close relatives share need less. */
const margin = { Latin: 0.08, Cyrillic: 0.02, Arabic: 0.06 } as const;
/** The same for Latin texts of fewer letters than this: names, and words that several languages have. */
const short = { letters: 20, margin: 0.2 } as const;
/** A Latin text of this many letters in which no covered language is likelier than this is in none of them. */
const unlikely = { letters: 34, score: 0.47 } as const;

const scripts = {
  Latin: /\p{Script=Latin}/gu,
  Cyrillic: /\p{Script=Cyrillic}/gu,
  Arabic: /\p{Script=Arabic}/gu,
  Devanagari: /\p{Script=Devanagari}/gu,
  'East Asian': /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu,
} as const;

/** Letters that, of the Latin alphabets known to the library, only Polish has. */
const polish = /[łśźż]|^[^ėįųūčšž]*ę[^ėįųūčšž]*$/iu;
/** Letters of Cyrillic alphabets other than Russian and Ukrainian. */
const otherCyrillic = /[ђћџѓќјљњѕўәғқңөұүһҷҳҙҫӣӯ]/giu;
/** Letters of Arabic alphabets other than Arabic. */
const otherArabic = /[پچژگکیٹڈڑںھہےۆێڕڵەټډړږښڼې]/gu;
/** Words that Hindi can hardly do without, and its neighbours have not. */
const hindi =
  /(?<!\p{L}|\p{M})(?:है|हैं|में|नहीं|का|की|के|को|से|और|मैं|यह|हूँ|हूं|आप|लिए|कर|हो|था|थी|ने|माफ़|हम|कृपया)(?!\p{L}|\p{M})/u;
/** Languages that the library takes for a relative that is covered: words that the relative has not. */
const relatives: readonly { readonly taken: string; readonly language: string; readonly words: RegExp }[] = [
  { taken: 'nl', language: 'Afrikaans', words: /\b(?:nie|ek|jy|hierdie|baie|asseblief|kan nie|jou|'n)\b/giu },
  {
    taken: 'es',
    language: 'Galician',
    words: /\b(?:non|podo|unha|axud\w*|cousa|tamén|pode|isto|facer)\b/giu,
  },
  {
    taken: 'pt',
    language: 'Galician',
    words: /\b(?:podo|unha|axud\w*|cousa|tamén|isto|facer|coa|nunha)\b/giu,
  },
  { taken: 'de', language: 'Luxembourgish', words: /\b(?:ech|net|dir|mat|fir|hëllef\w*|et|kann ech)\b/giu },
  { taken: 'it', language: 'Latin', words: /\b(?:sed|hac|te|quod|est|cum|ad|possum|non|ut|atque)\b/giu },
];
/** Distinct words of such a language that a text must hold. */
const relativeWords = 2;

/** What the language is called, or null where it is covered or cannot be told. `text` is as written, not folded. */
export function uncoveredLanguage(text: string): string | null {
  const words = ofProse(text);
  const letters = words.match(/\p{L}/gu)?.length ?? 0;
  if (letters === 0) return null;
  const shares = Object.entries(scripts).map(([script, pattern]) => ({
    script: script as keyof typeof scripts,
    count: words.match(pattern)?.length ?? 0,
  }));
  const known = shares.reduce((sum, { count }) => sum + count, 0);
  if (known < letters / 2) return 'in a script';
  const main = shares.reduce((most, share) => (share.count > most.count ? share : most));
  const eastAsian = shares.find(({ script }) => script === 'East Asian')?.count ?? 0;
  if (letters < enoughLetters || eastAsian > letters * 0.2) return null;
  switch (main.script) {
    case 'Devanagari':
      return (words.match(/[\p{L}\p{M}]+/gu)?.length ?? 0) >= 4 && !hindi.test(words)
        ? 'a neighbour of Hindi'
        : null;
    case 'Cyrillic':
      return count(words, otherCyrillic) >= 2 || (/і/iu.test(words) && /ы/iu.test(words))
        ? 'Cyrillic of another alphabet'
        : byLibrary(words, margin.Cyrillic);
    case 'Arabic':
      return count(words, otherArabic) > letters * 0.05
        ? 'Arabic of another alphabet'
        : byLibrary(words, margin.Arabic);
    case 'Latin':
      return isName(words) || polish.test(words)
        ? null
        : (byLibrary(words, letters < short.letters ? short.margin : margin.Latin) ??
            byAbsence(words, letters) ??
            byRelative(words));
    case 'East Asian':
      return null;
  }
}

/** At most four words, each with a capital. */
function isName(words: string): boolean {
  return /^\P{L}*(?:\p{Lu}[\p{L}\p{M}'’-]*\P{L}*){1,4}$/u.test(words);
}

function byLibrary(words: string, least: number): string | null {
  const { best, bestCovered } = likeliest(words);
  return best !== null && !covered.has(best.language) && best.score - (bestCovered?.score ?? 0) >= least
    ? best.language
    : null;
}

function byAbsence(words: string, letters: number): string | null {
  const { bestCovered } = likeliest(words);
  return letters >= unlikely.letters && (bestCovered?.score ?? 0) < unlikely.score ? 'unknown' : null;
}

function byRelative(words: string): string | null {
  const { bestCovered } = likeliest(words);
  const found = relatives.find(
    ({ taken, words: own }) =>
      taken === bestCovered?.language &&
      new Set(words.toLowerCase().match(own)).size >=
        relativeWords + (taken === 'it' || taken === 'de' ? 2 : 0),
  );
  return found?.language ?? null;
}

interface Likely {
  readonly language: string;
  readonly score: number;
}

function likeliest(words: string): { readonly best: Likely | null; readonly bestCovered: Likely | null } {
  const scores = Object.entries(eld.detect(words).getScores())
    .map(([language, score]) => ({ language, score }))
    .sort((a, b) => b.score - a.score);
  return {
    best: scores[0] ?? null,
    bestCovered: scores.find(({ language }) => covered.has(language)) ?? null,
  };
}

/** Without code, addresses, quotations and marks; cut to what is read. */
function ofProse(text: string): string {
  const prose = text
    .slice(0, readLetters * 4)
    .replace(/```[\s\S]*?(?:```|$)|`[^`\n]{1,200}`|https?:\/\/\S+|\S+@\S+|<[^<>\n]{1,100}>/gu, ' ')
    .replace(/["“„«][^"”“»\n]{1,200}["”“»]/gu, ' ')
    .replace(/[^\p{L}\p{M}'’\s-]+/gu, ' ');
  return (/\p{L}{2}/u.test(prose) ? prose : text).slice(0, readLetters);
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
