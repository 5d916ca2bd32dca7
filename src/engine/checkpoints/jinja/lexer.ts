// Cuts a template into tokens as jinja2's lexer does with trim_blocks and lstrip_blocks, which is how transformers sets it up.
// Knows no grammar.
import { stripEnd, isSpace } from './pythonSpaces.ts';
import { PyError } from './values.ts';

export type TokenKind =
  | 'data'
  | 'variableBegin'
  | 'variableEnd'
  | 'blockBegin'
  | 'blockEnd'
  | 'name'
  | 'string'
  | 'integer'
  | 'float'
  | 'operator'
  | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** The text; of a string what it says, without quotes and escapes. */
  readonly text: string;
  readonly line: number;
}

export function syntaxError(message: string, line: number): PyError {
  return new PyError('TemplateSyntaxError', `${message} (line ${line})`);
}

// Sticky: each matches where the cursor stands.
const opening = /([\s\S]*?)(?:(\{%)([-+]?)\s*raw\s*(?:-%\}\s*|%\})|(\{\{|\{#|\{%)([-+]?))/y;
const commentEnd = /[\s\S]*?(?:\+#\}|-#\}\s*|#\}\n?)/y;
const rawEnd = /([\s\S]*?)\{%([-+]?)\s*endraw\s*(?:\+%\}|-%\}\s*|%\}\n?)/y;
const blockEnd = /(?:\+%\}|-%\}\s*|%\}\n?)/y;
const variableEnd = /(?:-\}\}\s*|\}\})/y;
const whitespace = /\s+/y;
const float = /(?<!\.)(?:\d+_)*\d+(?:(?:\.(?:\d+_)*\d+)?e[+-]?(?:\d+_)*\d+|\.(?:\d+_)*\d+)/iy;
const integer = /0b(?:_?[01])+|0o(?:_?[0-7])+|0x(?:_?[\da-f])+|[1-9](?:_?\d)*|0(?:_?0)*/iy;
const name = /[\p{ID_Start}_][\p{ID_Continue}]*/uy;
const text = /'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*"/y;
const operator = /\/\/|\*\*|==|!=|>=|<=|[-+/*%~[\](){}><=.:|,;]/y;
const closers: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** @throws PyError TemplateSyntaxError */
export function tokenize(template: string): Token[] {
  // Every kind of line end is one, and the last one is dropped.
  const source = template.replace(/\r\n|\r/g, '\n').replace(/\n$/, '');
  return new Lexer(source).run();
}

class Lexer {
  readonly #source: string;
  readonly #tokens: Token[] = [];
  #at = 0;
  #line = 1;
  #lineStarting = true;

  constructor(source: string) {
    this.#source = source;
  }

  run(): Token[] {
    while (this.#at < this.#source.length) this.#text();
    this.#push('end', '');
    return this.#tokens;
  }

  #push(kind: TokenKind, content: string): void {
    this.#tokens.push({ kind, text: content, line: this.#line });
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#source);
    if (match === null || match[0] === '') return null;
    this.#at += match[0].length;
    this.#lineStarting = match[0].endsWith('\n');
    return match;
  }

  #countLines(matched: string): void {
    this.#line += matched.split('\n').length - 1;
  }

  /** Text up to the next tag, and that tag. */
  #text(): void {
    const startsLine = this.#lineStarting;
    const match = this.#match(opening);
    if (match === null) {
      this.#data(this.#source.slice(this.#at));
      this.#at = this.#source.length;
      return;
    }
    const [whole, before = '', raw, rawSign = '', begin = '', sign = ''] = match;
    const tag = raw ?? begin;
    this.#data(stripped(before, raw === undefined ? sign : rawSign, tag, startsLine));
    this.#countLines(whole);
    if (raw !== undefined) this.#raw();
    else if (tag === '{#') this.#comment();
    else if (tag === '{{') this.#inside('variableBegin', 'variableEnd', variableEnd);
    else this.#inside('blockBegin', 'blockEnd', blockEnd);
  }

  #data(content: string): void {
    if (content !== '') this.#push('data', content);
  }

  #comment(): void {
    const match = this.#match(commentEnd);
    if (match === null) throw syntaxError('Missing end of comment tag', this.#line);
    this.#countLines(match[0]);
  }

  #raw(): void {
    const startsLine = this.#lineStarting;
    const match = this.#match(rawEnd);
    if (match === null) throw syntaxError('Missing end of raw directive', this.#line);
    const [whole, content = '', sign = ''] = match;
    this.#data(stripped(content, sign, '{%', startsLine));
    this.#countLines(whole);
  }

  #inside(begin: TokenKind, end: TokenKind, endPattern: RegExp): void {
    this.#push(begin, '');
    const open: string[] = [];
    for (;;) {
      if (open.length === 0) {
        const ended = this.#match(endPattern);
        if (ended !== null) {
          this.#push(end, '');
          this.#countLines(ended[0]);
          return;
        }
      }
      this.#token(open);
    }
  }

  /** One token of an expression; `open` are the brackets that wait for their closers. */
  #token(open: string[]): void {
    const space = this.#match(whitespace);
    if (space !== null) {
      this.#countLines(space[0]);
      return;
    }
    const number = this.#match(float);
    if (number !== null) {
      this.#push('float', number[0].replaceAll('_', ''));
      return;
    }
    const whole = this.#match(integer);
    if (whole !== null) {
      this.#push('integer', whole[0].replaceAll('_', ''));
      return;
    }
    const word = this.#match(name);
    if (word !== null) {
      this.#push('name', word[0]);
      return;
    }
    const quoted = this.#match(text);
    if (quoted !== null) {
      this.#push('string', unescapeText(quoted[0].slice(1, -1), this.#line));
      this.#countLines(quoted[0]);
      return;
    }
    this.#operator(open);
  }

  #operator(open: string[]): void {
    const sign = this.#match(operator)?.[0];
    if (sign === undefined) {
      const rest = this.#source.slice(this.#at, this.#at + 1);
      throw syntaxError(rest === '' ? 'unexpected end of template' : `unexpected char '${rest}'`, this.#line);
    }
    const closer = closers[sign];
    if (closer !== undefined) open.push(closer);
    else if (Object.values(closers).includes(sign)) {
      const expected = open.pop();
      if (expected === undefined) throw syntaxError(`unexpected '${sign}'`, this.#line);
      if (expected !== sign) throw syntaxError(`unexpected '${sign}', expected '${expected}'`, this.#line);
    }
    this.#push('operator', sign);
  }
}

/** The text before a tag: without the white space that `-`, or lstrip_blocks, takes off. */
function stripped(before: string, sign: string, tag: string, startsLine: boolean): string {
  if (sign === '-') return stripEnd(before);
  if (sign === '+' || tag === '{{') return before;
  const lineStart = before.lastIndexOf('\n') + 1;
  if (lineStart === 0 && !startsLine) return before;
  return isSpace(before.slice(lineStart)) ? before.slice(0, lineStart) : before;
}

const simpleEscapes: Readonly<Record<string, string>> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** Python's unicode-escape; unknown escapes stay as they are. */
function unescapeText(body: string, line: number): string {
  return body.replace(
    /\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{1,3}|[\s\S])/g,
    (whole, escape: string) => {
      const simple = simpleEscapes[escape];
      if (simple !== undefined) return simple;
      if (/^[0-7]/.test(escape)) return String.fromCharCode(parseInt(escape, 8));
      if (escape.length > 1) {
        const code = parseInt(escape.slice(1), 16);
        if (code <= 0x10ffff) return String.fromCodePoint(code);
      }
      if ('xuUN'.includes(escape.charAt(0))) {
        throw syntaxError(`truncated or unsupported escape ${whole} in a string`, line);
      }
      return whole;
    },
  );
}
