// JSON that may be looked at on a terminal or in an editor. Must not know who asks for it.
import { hiddenCharacters } from './visibleText';

/** What would be obeyed or would hide text is written as \u escapes: the value stays the same. */
export function inertJson(value: unknown, indent = 0): string {
  return JSON.stringify(value, null, indent).replace(hiddenCharacters, escaped);
}

function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, unit) => {
    return `\\u${character.charCodeAt(unit).toString(16).padStart(4, '0')}`;
  }).join('');
}
