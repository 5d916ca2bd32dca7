// Quotes one argument for a POSIX shell, so that a command line can be shown and copied. Knows no command.
import { hiddenCharacters } from './visibleText';

/** What a reader could not see or a terminal would act on; these need the $'…' form. */
const unprintable = new RegExp(`${hiddenCharacters.source}|[\\n\\t]`, 'gu');

/** As it is where every character is harmless, else '…', or $'…' (bash, zsh, POSIX 2024) for control characters. */
export function shellQuote(argument: string): string {
  if (/^[A-Za-z0-9_@%+=:,./-]+$/.test(argument)) return argument;
  if (argument.search(unprintable) === -1) return `'${argument.replaceAll("'", `'\\''`)}'`;
  const escaped = argument.replace(/[\\']/g, '\\$&').replace(unprintable, escapeCharacter);
  return `$'${escaped}'`;
}

function escapeCharacter(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\t') return '\\t';
  const code = character.codePointAt(0) ?? 0;
  // Octal ends after three digits, whatever follows; \u and \U are always given all their digits.
  if (code < 0x80) return `\\${code.toString(8).padStart(3, '0')}`;
  return code > 0xffff
    ? `\\U${code.toString(16).padStart(8, '0')}`
    : `\\u${code.toString(16).padStart(4, '0')}`;
}
