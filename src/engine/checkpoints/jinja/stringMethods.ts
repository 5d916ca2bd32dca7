// The methods of Python's str.
import { asIndex, asText, bind, required } from './arguments.ts';
import { braceFormat, type Lookup } from './braceFormat.ts';
import { isPrintable, str } from './printValue.ts';
import { isSpace, splitLines, splitSpaces, stripEnd, stripSpaces, stripStart } from './pythonSpaces.ts';
import {
  characters,
  isTrue,
  iterate,
  PyDict,
  PyTuple,
  typeError,
  typeName,
  valueError,
  type Keywords,
  type Value,
} from './values.ts';

type Method = (text: string, args: readonly Value[], keywords: Keywords) => Value;

/** The method, or null where str has none of this name. */
export function stringMethod(name: string, lookup: Lookup): Method | null {
  if (name === 'format') return (text, args, keywords) => braceFormat(text, args, keywords, lookup);
  if (name === 'format_map') {
    return (text, [mapping = null]) => {
      if (!(mapping instanceof PyDict)) throw typeError(`'${typeName(mapping)}' object is not a mapping`);
      const entries = mapping
        .entries()
        .map(({ items: [key = null, value = null] }) => [str(key), value] as const);
      return braceFormat(text, [], new Map(entries), lookup);
    };
  }
  return methods.get(name) ?? null;
}

/** str.capitalize. */
export function capitalize(text: string): string {
  const [first = '', ...rest] = characters(text);
  return first.toUpperCase() + rest.join('').toLowerCase();
}

/** str.strip, lstrip and rstrip: `set` is a set of characters, null for white space. */
export function strip(text: string, set: Value, side: 'both' | 'left' | 'right'): string {
  if (set === null) {
    if (side === 'both') return stripSpaces(text);
    return side === 'left' ? stripStart(text) : stripEnd(text);
  }
  const stripped = new Set(characters(asText(set)));
  const all = characters(text);
  let [start, end] = [0, all.length];
  if (side !== 'right') while (start < end && stripped.has(all[start] ?? '')) start++;
  if (side !== 'left') while (end > start && stripped.has(all[end - 1] ?? '')) end--;
  return all.slice(start, end).join('');
}

/** str.replace; all of them for a negative count. */
export function replaceText(text: string, old: string, replacement: string, count: number): string {
  if (count < 0 && old !== '') return text.replaceAll(old, () => replacement);
  const pieces = old === '' ? ['', ...characters(text), ''] : text.split(old);
  const replaced = count < 0 ? pieces.length - 1 : Math.min(count, pieces.length - 1);
  let result = pieces[0] ?? '';
  for (let i = 1; i < pieces.length; i++) result += (i <= replaced ? replacement : old) + (pieces[i] ?? '');
  return result;
}

/** str.center: of an odd surplus the larger half goes where Python puts it. */
export function center(text: string, width: number, fill: string): string {
  const length = characters(text).length;
  const surplus = Math.max(0, width - length);
  const left = Math.floor(surplus / 2) + (surplus & width & 1);
  return fill.repeat(left) + text + fill.repeat(surplus - left);
}

export function isLower(text: string): boolean {
  return /\p{Lowercase}/u.test(text) && !/[\p{Lu}\p{Lt}]/u.test(text);
}

export function isUpper(text: string): boolean {
  return /\p{Lu}/u.test(text) && !/[\p{Lowercase}\p{Lt}]/u.test(text);
}

export function rightSplit(text: string, separator: string, limit: number): string[] {
  const pieces = text.split(separator);
  const kept = limit < 0 ? pieces.length : limit;
  if (pieces.length <= kept + 1) return pieces;
  const head = pieces.slice(0, pieces.length - kept).join(separator);
  return [head, ...pieces.slice(pieces.length - kept)];
}

function split(name: string, text: string, args: readonly Value[], keywords: Keywords): string[] {
  const [separator = null, limit = -1n] = bind(name, ['sep', 'maxsplit'], args, keywords);
  const most = asIndex(limit);
  if (separator === null) {
    const left = name === 'split' || most < 0;
    return left ? splitSpaces(text, most < 0 ? Infinity : most) : rightSplitSpaces(text, most);
  }
  const mark = asText(separator);
  if (mark === '') throw valueError('empty separator');
  if (name === 'rsplit') return rightSplit(text, mark, most);
  const pieces = text.split(mark);
  if (most < 0 || pieces.length <= most + 1) return pieces;
  return [...pieces.slice(0, most), pieces.slice(most).join(mark)];
}

function rightSplitSpaces(text: string, limit: number): string[] {
  const words: string[] = [];
  let rest = stripEnd(text);
  while (rest !== '') {
    let start = rest.length;
    while (start > 0 && !isSpace(rest.charAt(start - 1))) start--;
    if (words.length >= limit || start === 0) return [rest, ...words];
    words.unshift(rest.slice(start));
    rest = stripEnd(rest.slice(0, start));
  }
  return words;
}

/** Where `part` is between two code point positions, or -1. */
function find(text: string, args: readonly Value[], last: boolean): number {
  const [part = null, start = null, stop = null] = args;
  const all = characters(text);
  const from = position(start, all.length, 0);
  const to = position(stop, all.length, all.length);
  const wanted = asText(part);
  if (from > to) return -1;
  const inside = all.slice(from, to).join('');
  const at = last ? inside.lastIndexOf(wanted) : inside.indexOf(wanted);
  return at < 0 ? -1 : from + characters(inside.slice(0, at)).length;
}

function position(value: Value, length: number, otherwise: number): number {
  if (value === null) return otherwise;
  const index = asIndex(value);
  return Math.max(0, Math.min(index < 0 ? index + length : index, index < 0 ? length : index));
}

function within(text: string, [, start = null, stop = null]: readonly Value[]): string | null {
  const all = characters(text);
  const [from, to] = [position(start, all.length, 0), position(stop, all.length, all.length)];
  return from > all.length || from > to ? null : all.slice(from, to).join('');
}

function edge(name: 'startsWith' | 'endsWith'): Method {
  return (text, args) => {
    const [wanted = null] = args;
    const options = wanted instanceof PyTuple ? wanted.items : [wanted];
    const inside = within(text, args);
    return options.some((option) => {
      if (typeof option !== 'string') {
        throw typeError(
          `${name.toLowerCase()} first arg must be str or a tuple of str, not ${typeName(option)}`,
        );
      }
      return inside?.[name](option) ?? false;
    });
  };
}

function found(last: boolean): Method {
  return (text, args) => {
    const at = find(text, args, last);
    if (at < 0) throw valueError('substring not found');
    return BigInt(at);
  };
}

function partition(last: boolean): Method {
  return (text, [separator = null]) => {
    const mark = asText(separator);
    if (mark === '') throw valueError('empty separator');
    const at = last ? text.lastIndexOf(mark) : text.indexOf(mark);
    if (at < 0) return new PyTuple(last ? ['', '', text] : [text, '', '']);
    return new PyTuple([text.slice(0, at), mark, text.slice(at + mark.length)]);
  };
}

function all(pattern: RegExp): Method {
  return (text) => pattern.test(text);
}

function justified(side: 'left' | 'right'): Method {
  return (text, [width = 0n, fill = ' ']) => {
    const surplus = asText(fill).repeat(Math.max(0, asIndex(width) - characters(text).length));
    return side === 'left' ? text + surplus : surplus + text;
  };
}

function titled(text: string): string {
  return text.replace(/\p{Cased}+/gu, (word) => capitalize(word));
}

function swapCase(text: string): string {
  return characters(text)
    .map((character) => (isUpper(character) ? character.toLowerCase() : character.toUpperCase()))
    .join('');
}

function expandTabs(text: string, size: number): string {
  let column = 0;
  return characters(text)
    .map((character) => {
      if (character === '\t') {
        const spaces = size > 0 ? size - (column % size) : 0;
        column += spaces;
        return ' '.repeat(spaces);
      }
      column = character === '\n' || character === '\r' ? 0 : column + 1;
      return character;
    })
    .join('');
}

function count(text: string, args: readonly Value[]): bigint {
  const [part = null] = args;
  const wanted = asText(part);
  const inside = within(text, args);
  if (inside === null) return 0n;
  return BigInt(wanted === '' ? characters(inside).length + 1 : inside.split(wanted).length - 1);
}

function zeroFill(text: string, width: number): string {
  const sign = /^[+-]/.exec(text)?.[0] ?? '';
  return sign + '0'.repeat(Math.max(0, width - characters(text).length)) + text.slice(sign.length);
}

const first = (args: readonly Value[]): Value => required(args[0], 'str method', 'argument');

const methods = new Map<string, Method>([
  ['capitalize', capitalize],
  ['casefold', (text) => text.toLowerCase().replaceAll('ß', 'ss').replaceAll('ς', 'σ')],
  ['center', (text, [width = 0n, fill = ' ']) => center(text, asIndex(width), asText(fill))],
  ['count', count],
  ['endswith', edge('endsWith')],
  [
    'expandtabs',
    (text, args, keywords) =>
      expandTabs(text, asIndex(bind('expandtabs', ['tabsize'], args, keywords)[0] ?? 8n)),
  ],
  ['find', (text, args) => BigInt(find(text, args, false))],
  ['index', found(false)],
  ['isalnum', all(/^[\p{L}\p{Nd}\p{Nl}\p{No}]+$/u)],
  ['isalpha', all(/^\p{L}+$/u)],
  ['isascii', (text) => characters(text).every((character) => (character.codePointAt(0) ?? 0) < 128)],
  ['isdecimal', all(/^\p{Nd}+$/u)],
  ['isdigit', all(/^[\p{Nd}²³¹⁰⁴-⁹₀-₉①-⑨]+$/u)],
  ['isidentifier', all(/^[\p{ID_Start}_]\p{ID_Continue}*$/u)],
  ['islower', isLower],
  ['isnumeric', all(/^\p{N}+$/u)],
  ['isprintable', (text) => characters(text).every(isPrintable)],
  ['isspace', isSpace],
  ['istitle', (text) => /\p{Cased}/u.test(text) && titled(text) === text],
  ['isupper', isUpper],
  [
    'join',
    (text, args) =>
      [...iterate(first(args))]
        .map((item, i) => {
          if (typeof item === 'string') return item;
          throw typeError(`sequence item ${i}: expected str instance, ${typeName(item)} found`);
        })
        .join(text),
  ],
  ['ljust', justified('left')],
  ['lower', (text) => text.toLowerCase()],
  ['lstrip', (text, [set = null]) => strip(text, set, 'left')],
  ['partition', partition(false)],
  ['removeprefix', (text, args) => removeEdge(text, asText(first(args)), true)],
  ['removesuffix', (text, args) => removeEdge(text, asText(first(args)), false)],
  [
    'replace',
    (text, args, keywords) => {
      const [old, replacement, limit = -1n] = bind('replace', ['old', 'new', 'count'], args, keywords);
      const from = asText(required(old, 'replace', 'old'));
      return replaceText(text, from, asText(required(replacement, 'replace', 'new')), asIndex(limit));
    },
  ],
  ['rfind', (text, args) => BigInt(find(text, args, true))],
  ['rindex', found(true)],
  ['rjust', justified('right')],
  ['rpartition', partition(true)],
  ['rsplit', (text, args, keywords) => split('rsplit', text, args, keywords)],
  ['rstrip', (text, [set = null]) => strip(text, set, 'right')],
  ['split', (text, args, keywords) => split('split', text, args, keywords)],
  [
    'splitlines',
    (text, args, keywords) =>
      splitLines(text, isTrue(bind('splitlines', ['keepends'], args, keywords)[0] ?? false)),
  ],
  ['startswith', edge('startsWith')],
  ['strip', (text, [set = null]) => strip(text, set, 'both')],
  ['swapcase', swapCase],
  ['title', titled],
  ['upper', (text) => text.toUpperCase()],
  ['zfill', (text, args) => zeroFill(text, asIndex(first(args)))],
]);

function removeEdge(text: string, part: string, atStart: boolean): string {
  if (part === '') return text;
  if (atStart) return text.startsWith(part) ? text.slice(part.length) : text;
  return text.endsWith(part) ? text.slice(0, -part.length) : text;
}
