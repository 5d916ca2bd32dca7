// Word lists are written one entry to a line.

/** The lines of a text that are not blank, trimmed. */
export function lines(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
