// Estimates the width of text without a browser, for figures that must not let labels run into one another.

/** Average advance in em of a proportional sans-serif face; a little generous. */
function advance(character: string): number {
  if (/[\p{Mn}\p{Me}\p{Cf}]/u.test(character)) return 0;
  // East Asian characters and most pictographs are a full square.
  if (
    /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60]|\p{Extended_Pictographic}/u.test(
      character,
    )
  ) {
    return /[0-9#*]/.test(character) ? 0.58 : 1;
  }
  if (/[iljtfr.,:;'|!() [\]]/.test(character)) return 0.34;
  if (/[mwMW—%@]/.test(character)) return 0.9;
  if (/\p{Lu}/u.test(character)) return 0.68;
  return 0.56;
}

/** Estimated width in pixels at `fontSize` pixels. */
export function textWidth(text: string, fontSize: number): number {
  let em = 0;
  for (const character of text) em += advance(character);
  return em * fontSize;
}

/**
 * The text, or its beginning and its end around an ellipsis, in no more than `width` pixels. The end stays because
 * names of one family differ there.
 */
export function fitText(text: string, width: number, fontSize: number): string {
  if (textWidth(text, fontSize) <= width) return text;
  const characters = Array.from(text);
  const room = width - textWidth('…', fontSize);
  const end = beginning(characters.toReversed(), room * 0.3, fontSize)
    .toReversed()
    .join('')
    .trimStart();
  const start = beginning(characters, room - textWidth(end, fontSize), fontSize)
    .join('')
    .trimEnd();
  return `${start}…${end}`;
}

/** As many of the first characters as fit. */
function beginning(characters: readonly string[], width: number, fontSize: number): string[] {
  let used = 0;
  const past = characters.findIndex((character) => (used += textWidth(character, fontSize)) > width);
  return characters.slice(0, past === -1 ? characters.length : past);
}
