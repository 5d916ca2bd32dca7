// Where a text stops being JSON, in the words of someone who edits it by hand. Pure.

/** "line 4, column 12: a comma stands before }. Remove it." — or what the parser says, with its place. */
export function jsonMistake(text: string, error: unknown): string {
  const comma = trailingComma(text);
  if (comma !== null) {
    const { at, closing } = comma;
    return `${placeOf(text, at)}: a comma stands before ${closing}. Remove the comma.`;
  }
  const message = error instanceof Error ? error.message : String(error);
  const at = /at position (\d+)/.exec(message)?.[1];
  return at === undefined ? message : `${placeOf(text, Number(at))}: ${message}`;
}

/** A comma with nothing but spaces before a closing bracket, outside strings. */
function trailingComma(text: string): { readonly at: number; readonly closing: string } | null {
  for (const match of text.matchAll(/"(?:[^"\\]|\\.)*"|(,)\s*([}\]])/gu)) {
    if (match[1] !== undefined) return { at: match.index, closing: match[2] ?? '' };
  }
  return null;
}

function placeOf(text: string, at: number): string {
  const before = text.slice(0, at).split('\n');
  return `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`;
}
