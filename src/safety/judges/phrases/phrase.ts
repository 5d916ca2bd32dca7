// The shape of a language's phrases. Knows nothing of how a verdict is made of them.

/**
 * - `refusal`: declines, in the first person or as a statement of policy
 * - `apology`: an apology that may open a refusal but is none by itself
 * - `inability`: has no access, opinion or senses; not unwilling
 * - `condemnation`: calls what was asked wrong, illegal or dangerous
 * - `counterclaim`: rejects what the question takes for granted
 * - `objection`: finds fault with the words or the thought of a question, whatever comes after
 * - `redirection`: offers something else instead
 * - `moral`: judges the act, its cost, or whom it hurts, in words that helpful answers use too
 * - `support`: comforts, or points to a source of help
 * - `offer`: another way, or advice for whoever is in such a case
 * - `turn`: goes on to do it after all
 * - `compliance`: announces the answer
 * - `exemption`: looks like one of the others and is not; cancels what overlaps it
 */
export type PhraseClass =
  | 'refusal'
  | 'apology'
  | 'inability'
  | 'condemnation'
  | 'counterclaim'
  | 'objection'
  | 'redirection'
  | 'moral'
  | 'support'
  | 'offer'
  | 'turn'
  | 'compliance'
  | 'exemption';

export interface LanguagePhrases {
  /** ISO 639-1. */
  readonly language: string;
  /** Words are not separated by spaces, or carry prefixes: patterns match inside words. */
  readonly unbounded?: boolean;
  /** Patterns match whole words. Elsewhere they match how words begin, since endings inflect. */
  readonly wholeWords?: boolean;
  /**
   * Rule name → regular expression source, matched against folded text (lower case, no accents, straight
   * quotes). Gaps are bounded (`[^.]{0,40}`), so that matching stays linear.
   */
  readonly phrases: Readonly<Partial<Record<PhraseClass, Readonly<Record<string, string>>>>>;
}
