// The tokens of a template, read one after the other. Knows no grammar.
import { syntaxError, type Token, type TokenKind } from './lexer.ts';
import type { PyError } from './values.ts';

export class TokenStream {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get current(): Token {
    return this.peek(0);
  }

  peek(distance = 1): Token {
    const token = this.#tokens[this.#at + distance] ?? this.#tokens.at(-1);
    return token ?? { kind: 'end', text: '', line: 1 };
  }

  next(): Token {
    const token = this.current;
    this.#at++;
    return token;
  }

  is(kind: TokenKind, ...texts: string[]): boolean {
    const { current } = this;
    return current.kind === kind && (texts.length === 0 || texts.includes(current.text));
  }

  /** Goes on where the current token is this one. */
  skip(kind: TokenKind, text: string): boolean {
    const found = this.is(kind, text);
    if (found) this.#at++;
    return found;
  }

  /** @throws PyError TemplateSyntaxError */
  expect(kind: TokenKind, text?: string): Token {
    if (this.is(kind, ...(text === undefined ? [] : [text]))) return this.next();
    throw this.unexpected(text ?? kind);
  }

  unexpected(expected: string): PyError {
    const { kind, text } = this.current;
    const found = kind === 'end' ? 'the end of the template' : `'${text === '' ? kind : text}'`;
    return this.error(`expected ${expected}, got ${found}`);
  }

  error(message: string): PyError {
    return syntaxError(message, this.current.line);
  }
}
