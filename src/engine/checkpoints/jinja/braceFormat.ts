// Python's str.format.
import { formatValue } from './formatSpec.ts';
import { asciiRepr } from './percentFormat.ts';
import { repr, str } from './printValue.ts';
import { PyError, Undefined, valueError, type Keywords, type Value } from './values.ts';

/** Attributes and elements are looked up as the template itself does. */
export type Lookup = (value: Value, key: Value, byAttribute: boolean) => Value;

/** @throws PyError ValueError for a malformed field, IndexError or KeyError for a missing value */
export function braceFormat(
  text: string,
  args: readonly Value[],
  keywords: Keywords,
  lookup: Lookup,
): string {
  let automatic = 0;
  const field = (source: string, depth: number): string => {
    const match = /^([^!:[.]*)((?:\.[^.[!:]+|\[[^\]]+\])*)(?:!([rsa]))?(?::(.*))?$/su.exec(source);
    if (match === null || depth > 2) throw valueError('Invalid format string');
    const [, first = '', path = '', conversion, spec = ''] = match;
    let value =
      first === '' ? positional(automatic++) : /^\d+$/.test(first) ? positional(Number(first)) : named(first);
    for (const [part] of path.matchAll(/\.[^.[]+|\[[^\]]+\]/g)) {
      const key = part.startsWith('.') ? part.slice(1) : part.slice(1, -1);
      value = lookup(value, /^\d+$/.test(key) ? BigInt(key) : key, part.startsWith('.'));
    }
    if (conversion === 'r') value = repr(value);
    if (conversion === 's') value = str(value);
    if (conversion === 'a') value = asciiRepr(value);
    if (value instanceof Undefined && spec !== '') throw value.error();
    return formatValue(value, expand(spec, depth + 1));
  };
  const positional = (index: number): Value => {
    const value = args[index];
    if (value === undefined) {
      throw new PyError('IndexError', `Replacement index ${index} out of range for positional args tuple`);
    }
    return value;
  };
  const named = (name: string): Value => {
    const value = keywords.get(name);
    if (value === undefined) throw new PyError('KeyError', repr(name));
    return value;
  };
  const expand = (format: string, depth: number): string => {
    let result = '';
    for (let i = 0; i < format.length;) {
      const character = format.charAt(i);
      if ((character === '{' || character === '}') && format.charAt(i + 1) === character && depth === 0) {
        result += character;
        i += 2;
      } else if (character === '}') {
        throw valueError("Single '}' encountered in format string");
      } else if (character === '{') {
        const end = closing(format, i);
        result += field(format.slice(i + 1, end), depth);
        i = end + 1;
      } else {
        result += character;
        i++;
      }
    }
    return result;
  };
  return expand(text, 0);
}

function closing(format: string, open: number): number {
  let depth = 0;
  for (let i = open; i < format.length; i++) {
    if (format.charAt(i) === '{') depth++;
    if (format.charAt(i) === '}' && --depth === 0) return i;
  }
  throw valueError("Single '{' encountered in format string");
}
