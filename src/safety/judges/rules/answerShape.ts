// What an answer looks like apart from its phrases: lists, code, length, letters and stories.

export interface AnswerShape {
  /** Letters and digits; ideographs count three, since they carry more. */
  readonly size: number;
  /** Numbered or bulleted lines. */
  readonly items: number;
  /** Where those lines and code fences begin, in the folded text. */
  readonly content: readonly number[];
  /** Offset of the first list line or code fence in the folded text; the text's length where there is none. */
  readonly contentStart: number;
  readonly code: boolean;
  /** Opens like a letter, a script or a story, where "I" is not the assistant. */
  readonly voiced: boolean;
}

const item =
  /^ ?(?:[*+•-] |(?:step )?\d{1,2}[.):] |[a-h][.)] |[一二三四五六七八九十]+、|#{1,4} ?(?:step )?\d)/u;
const letter =
  /(?:^|\n) ?(?:\*{0,2}subject\*{0,2}:|dear (?!user|friend|human|customer)|to whom it may concern|betreff:|asunto:|objet ?:|sehr geehrte|estimad[oa]|cher |chere |hi \p{L}+,\n|\[your name\])/u;
const script =
  /(?:^|\n) ?(?:\*{0,2}\[?(?:int\.|ext\.|scene|narrator|title:)|once upon a time|(?:\*\*)?chapter )/u;
const dialogue =
  /^ ?\*{0,2}(?!note|answer|response|warning|disclaimer|assistant|ai|q|a|user|me|bot|chatbot)[\p{L}][\p{L}. ]{0,20}\*{0,2}: ?\*{0,2} ?\S/gmu;

/** `text` is folded. */
export function answerShape(text: string): AnswerShape {
  let items = 0;
  const content: number[] = [];
  let fences = 0;
  let offset = 0;
  for (const line of text.split('\n')) {
    if (item.test(line)) {
      items++;
      content.push(offset);
    }
    if (line.includes('```') && fences++ % 2 === 0) content.push(offset + line.indexOf('```'));

    offset += line.length + 1;
  }
  const wide =
    text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu)?.length ?? 0;
  return {
    size: (text.match(/[\p{L}\p{N}]/gu)?.length ?? 0) + 2 * wide,
    items,
    content,
    contentStart: content[0] ?? text.length,
    code: fences > 0,
    voiced:
      letter.test(text.slice(0, 600)) ||
      script.test(text.slice(0, 400)) ||
      (text.slice(0, 2000).match(dialogue)?.length ?? 0) >= 3,
  };
}
