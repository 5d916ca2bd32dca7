import { hiddenCharacters } from '../safety/presentation/visibleText';

/** JSON as every command prints it. What a terminal would obey, JSON writes as \u escapes: the value stays the same. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2).replace(hiddenCharacters, escaped)}\n`;
}

function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, unit) => {
    return `\\u${character.charCodeAt(unit).toString(16).padStart(4, '0')}`;
  }).join('');
}
