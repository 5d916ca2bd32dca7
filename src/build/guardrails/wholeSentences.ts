// An answer that was cut in the middle of a sentence, up to the last whole one.

/** Without a beginning that stops short; '' where no sentence is whole. Lines of lists without a full stop do not count. */
export function wholeSentences(text: string): string {
  const [whole = ''] = /^.*[\p{L})"”'’*][.!?]["”'’)*]*(?=\s|$)/su.exec(text) ?? [];
  return whole.trim();
}
