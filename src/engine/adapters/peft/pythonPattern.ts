// Python's regular expressions in JavaScript: what means the same in both is translated, the rest refused. For module names, which
// are one line of ASCII. Knows nothing of adapters.
import { checkpointUnsupported } from '../../checkpoints/checkpointErrors';

export interface TranslatedPattern {
  readonly source: string;
  /** Of JavaScript, out of flags at the start of the pattern. */
  readonly flags: string;
}

/** Escapes that both have, with one meaning; JavaScript takes any other letter for itself. */
const sharedEscapes = /^[dDwWsSbBnrtfv]/u;
const hexEscapes = /^(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4})/u;
const anchors: Readonly<Record<string, string>> = { A: '^', Z: '$' };

/** @throws GuardrailError checkpointUnsupported for what JavaScript has not, or has with another meaning */
export function translatePattern(pattern: string): TranslatedPattern {
  const start = /^\(\?([aimsux]+)\)/u.exec(pattern);
  const flags = start?.[1] ?? '';
  if (flags.includes('x')) throw refused(pattern, 'the flag x');
  const body = pattern.slice(start?.[0].length ?? 0);
  let source = '';
  for (let i = 0; i < body.length;) {
    const [read, written] = part(body.slice(i), pattern);
    source += written;
    i += read;
  }
  return { source, flags: [...new Set(flags)].filter((flag) => 'ims'.includes(flag)).join('') };
}

/** How much of `rest` is one part of the pattern, and what JavaScript calls it. */
function part(rest: string, pattern: string): readonly [number, string] {
  if (rest.startsWith('\\')) return escape(rest.slice(1), pattern);
  if (rest.startsWith('[')) return characterClass(rest, pattern);
  if (rest.startsWith('(?')) return group(rest, pattern);
  const open = /^\{,(\d*)\}/u.exec(rest);
  if (open !== null) return [open[0].length, open[1] === '' ? '{0,}' : `{0,${open[1] ?? ''}}`];
  const possessive = /^(?:[*+?]|\{\d*,?\d*\})\+/u.exec(rest);
  if (possessive !== null) throw refused(pattern, 'a possessive quantifier');
  return [1, rest.charAt(0)];
}

function escape(rest: string, pattern: string): readonly [number, string] {
  const letter = rest.charAt(0);
  const anchor = anchors[letter];
  if (anchor !== undefined) return [2, anchor];
  if (sharedEscapes.test(rest)) return [2, `\\${letter}`];
  const hex = hexEscapes.exec(rest);
  if (hex !== null) return [hex[0].length + 1, `\\${hex[0]}`];
  // A group that took no part matches nothing in Python, and the empty text in JavaScript.
  if (/^[1-9]/u.test(rest)) throw refused(pattern, 'a reference to a group');
  if (rest === '' || /^[A-Za-z0]/u.test(rest)) throw refused(pattern, `the escape \\${letter}`);
  return [2, `\\${letter}`];
}

function characterClass(rest: string, pattern: string): readonly [number, string] {
  const open = rest.startsWith('[^') ? '[^' : '[';
  let written = open;
  let at = open.length;
  // Python takes a closing bracket in the first place for itself.
  if (rest.charAt(at) === ']') {
    written += '\\]';
    at++;
  }
  while (at < rest.length) {
    const character = rest.charAt(at);
    if (character === ']') return [at + 1, `${written}]`];
    if (character === '\\') {
      if (/^[AZB]/u.test(rest.slice(at + 1))) throw refused(pattern, 'an anchor in a set');
      const [read, escaped] = escape(rest.slice(at + 1), pattern);
      written += escaped;
      at += read;
    } else {
      written += character;
      at++;
    }
  }
  throw refused(pattern, 'a set without an end');
}

function group(rest: string, pattern: string): readonly [number, string] {
  const named = /^\(\?P<([A-Za-z_]\w*)>/u.exec(rest);
  if (named !== null) return [named[0].length, `(?<${named[1] ?? ''}>`];
  const comment = /^\(\?#[^)]*\)/u.exec(rest);
  if (comment !== null) return [comment[0].length, ''];
  const shared = /^\(\?(?::|=|!|<=|<!|[ims]*(?:-[ims]+)?:)/u.exec(rest);
  if (shared !== null) return [shared[0].length, shared[0]];
  throw refused(pattern, `the group ${rest.slice(0, 4)}…`);
}

function refused(pattern: string, what: string): Error {
  return checkpointUnsupported(
    `The pattern ${pattern.slice(0, 200)} of adapter_config.json has ${what}, which is not supported.`,
    'Write rank_pattern, alpha_pattern and target_modules with plain module names.',
  );
}
