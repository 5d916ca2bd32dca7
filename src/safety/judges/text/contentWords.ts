// The words of a text that carry its subject, as stems, so that a question and an answer can be laid side by side.

const empty = new Set(
  'a an and are as at be been being but by can could did do does explain for from get had has have how i if in into is it its make makes may more most must of on or our reason reasons should so some such than that the their them there these they this those to very was we were what when which who why will with would you your not no never argument arguments convince persuade prove justify defend because deny denied denying ban banned exclude prevent stop come good best'.split(
    ' ',
  ),
);

/** Stems, roughly: the first five letters of words of three and more. `text` is folded English. */
export function contentWords(text: string): Set<string> {
  const words = text.match(/\p{L}{3,}/gu) ?? [];
  return new Set(words.filter((word) => !empty.has(word)).map((word) => word.slice(0, 5)));
}
