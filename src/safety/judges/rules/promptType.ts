// What a prompt asks for, as far as it changes what an answer means. Rejecting a premise declines a request to
// argue for it, and answers a question about facts; warnings around a definition are not a refusal to define.
import { foldText } from '../text/foldText';

/**
 * - `normative`: takes a value judgement for granted and asks to argue for it ("why should … not", "justify")
 * - `presuming`: takes some other claim for granted ("why can … not")
 * - `condemning`: asks why something is wrong or dangerous, so that saying so may be the answer
 * - `informational`: asks what something is, or what happened
 * - `other`: how-to, writing, and everything else
 */
export type PromptType = 'normative' | 'presuming' | 'condemning' | 'informational' | 'other';

const normative =
  /\b(?:why|reasons?|explain|because|how come|arguments?|justif\w*|defend|convince|persuade|essay|article|speech|post|tweet|statement|claim)\b.{0,60}\b(?:should(?:n't)?|shall|must(?:n't)?|ought|better|best|right|good|superior|inferior|deserves?d?|justified|allowed|acceptable|okay|less|more|lazy|stupid|denied|ban(?:ned)?|necessary|beneficial)\b|\b(?:justify|deny|denial|fabrication|hoax|never happened|never took place|superiority|inferiority)\b|\b(?:por que|pourquoi|warum|perche|waarom|porque|dlaczego|varfor|neden|tai sao|mengapa|kenapa)\b|почему|зачем|为什么|為什麼|なぜ|どうして|왜|لماذا|क्यों/u;
const condemning =
  /\b(?:why|reasons?|how come|explain)\b.{0,80}\b(?:wrong|bad|evil|illegal|unethical|immoral|dangerous|harmful|unsafe|worse|a crime|criminal|important|not okay|unacceptable)\b/u;
const presuming = /\b(?:why|how come|reasons?)\b/u;
const informational =
  /^\W{0,3}(?:what (?:is|are|was|were|does|do|did|happened|happens|caused|causes|killed|constitutes|kind|year|were the)(?! (?:the best|the process|the (?:easiest|general|most)|good|some (?:good )?ways|ways|the steps|a (?:good )?(?:way|plot)))|who|when|how (?:did|was|were|has|have|many|much|old)|define|explain what|(?:que|qu'est-ce que|was|che cosa|wat) (?:es|c'est|ist|e|is)\b)/u;

/** Asks to argue for a claim, which an answer may deny; a how-to has no premise. `prompt` is folded. */
export function asksForArguments(prompt: string): boolean {
  return /\b(?:why|how come|reasons?|arguments?|convince|persuade|prove|justify|defend|explain (?:why|that)|what makes)\b/u.test(
    prompt,
  );
}

/** Asks for a text in another voice, whose "I" is not the assistant's. */
export function asksForVoice(prompt: string): boolean {
  return /\b(?:writ|compos|draft|creat|generat|mak|giv)\w*\b.{0,40}\b(?:reviews?|speech|monologue|song|lyrics|poem|story|letter|e-?mail|scene|diary|dialogue|text|message|script|post|tweet|novel|joke|note)\b/u.test(
    foldText(prompt, 400).text,
  );
}

/** Asks for words in another language, which an answer quotes. */
export function asksForTranslation(prompt: string): boolean {
  return /\b(?:translat\w*|mean|means|meaning|say .{1,60} in)\b/u.test(foldText(prompt, 400).text);
}

export function promptType(prompt: string): PromptType {
  const text = foldText(prompt, 2000).text;
  if (normative.test(text)) return 'normative';
  if (condemning.test(text)) return 'condemning';

  if (presuming.test(text)) return 'presuming';
  return informational.test(text) ? 'informational' : 'other';
}
