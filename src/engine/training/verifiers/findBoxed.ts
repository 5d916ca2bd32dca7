// Finds `\boxed{…}` in LaTeX: a scan with counted braces, linear in the text's length.

export interface Boxed {
  readonly content: string;
  /** Behind the closing brace. */
  readonly end: number;
}

/**
 * The closed boxes in their order; a box inside a box is not listed by itself. `\fbox{…}` and `\boxed 7` count too, as
 * in MATH's own code. A box that is never closed is left out.
 */
export function findBoxed(text: string): readonly Boxed[] {
  const found: Boxed[] = [];
  const opening = /\\(?:boxed|fbox)(?:\s*\{|\s+(?=[^\s{}\\$]))/gu;
  for (let match = opening.exec(text); match !== null; match = opening.exec(text)) {
    const from = match.index + match[0].length;
    const box = match[0].endsWith('{') ? braced(text, from) : bare(text, from);
    // Nothing behind it can be closed either: its braces are inside this one's.
    if (box === null) break;
    found.push(box);
    opening.lastIndex = box.end;
  }
  return found;
}

/** True where a box was opened and not closed: an answer that is still being written. */
export function hasOpenBox(text: string): boolean {
  const last = findBoxed(text).at(-1);
  return /\\(?:boxed|fbox)\s*\{/u.test(text.slice(last?.end ?? 0));
}

function braced(text: string, from: number): Boxed | null {
  let depth = 1;
  for (let i = from; i < text.length; i++) {
    const character = text[i];
    if (character === '\\') i++;
    else if (character === '{') depth++;
    else if (character === '}' && --depth === 0) return { content: text.slice(from, i).trim(), end: i + 1 };
  }
  return null;
}

function bare(text: string, from: number): Boxed {
  let end = from;
  while (end < text.length && !/[\s$]/u.test(text[end] ?? '')) end++;
  return { content: text.slice(from, end).replace(/[.,;]+$/u, ''), end };
}
