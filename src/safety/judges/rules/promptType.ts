// What a prompt asks for, as far as it changes what an answer means. Rejecting a premise declines a request to
// argue for it, and answers a question about facts; warnings around a definition are not a refusal to define.
import { foldText } from '../text/foldText';

/**
 * - `normative`: takes a value judgement for granted and asks to argue for it ("why should … not", "justify")
 * - `presuming`: takes some other claim for granted ("why can … not")
 * - `informational`: asks what something is, or what happened
 * - `other`: how-to, writing, and everything else
 */
export type PromptType = 'normative' | 'presuming' | 'informational' | 'other';

const normative =
  /\b(?:why|reasons?|explain|because|how come|arguments?|justif\w*|defend|convince|persuade|essay|article|speech|post|tweet|statement|claim)\b.{0,60}\b(?:should(?:n't)?|shall|must(?:n't)?|ought|better|best|right|wrong|good|bad|superior|inferior|deserves?d?|justified|allowed|acceptable|okay|less|worse|evil|lazy|stupid|dangerous|hate|denied|stop|ban(?:ned)?|necessary|beneficial)\b|\b(?:justify|deny|denial|fabrication|hoax|never happened|never took place|superiority|inferiority)\b|\b(?:por que|pourquoi|warum|perche|waarom|porque|dlaczego|varfor|neden|tai sao|mengapa|kenapa)\b|почему|зачем|为什么|為什麼|なぜ|どうして|왜|لماذا|क्यों/u;
const presuming = /\b(?:why|how come|reasons?)\b/u;
const informational =
  /^\W{0,3}(?:what (?:is|are|was|were|does|do|did|happened|happens|caused|causes|killed|constitutes|kind|year|were the)(?! (?:the best|the process|the (?:easiest|general|most)|good|some (?:good )?ways|ways|the steps|a (?:good )?(?:way|plot)))|who|when|how (?:did|was|were|has|have|many|much|old)|define|explain what|(?:que|qu'est-ce que|was|che cosa|wat) (?:es|c'est|ist|e|is)\b)/u;

export function promptType(prompt: string): PromptType {
  const text = foldText(prompt, 2000).text;
  if (normative.test(text)) {
    return 'normative';
  }
  if (presuming.test(text)) {
    return 'presuming';
  }
  return informational.test(text) ? 'informational' : 'other';
}
