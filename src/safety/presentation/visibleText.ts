// Makes visible what could hide or reorder text: control characters, bidirectional overrides, zero-width and tag
// characters. Models and prompts produce them, by accident and on purpose.

/**
 * - U+0000–001F but tab and newline, U+007F–009F: controls
 * - U+061C, 200E, 200F, 202A–202E, 2066–2069: bidirectional marks, embeddings, overrides and isolates
 * - U+00AD, 180E, 200B, 2060–2065, 206A–206F, FEFF: invisible; U+2028, 2029: line breaks that are no newline
 * - U+FFF9–FFFB: interlinear annotation; U+E0000–E007F: tags, which carry invisible ASCII
 * - lone surrogates
 * The zero-width joiner and non-joiner stay: emoji and several scripts need them.
 */
export const hiddenCharacters =
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u061C\u180E\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E007F}\p{Surrogate}]/gu;

/** The text with each such character as ⟨U+XXXX⟩; CR LF counts as one newline. */
export function visibleText(text: string): string {
  return text.replace(/\r\n/g, '\n').replace(hiddenCharacters, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
  });
}
