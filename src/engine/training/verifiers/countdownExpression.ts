// A parser of its own for Countdown answers: whole numbers, + - * / and parentheses, as exact rationals. Nothing is
// ever evaluated as code.
import { ratio, type Rational } from './rational';

export type CountdownResult =
  { readonly value: Rational; readonly numbers: readonly number[] } | { readonly error: string };

/** A solution of six numbers has about forty characters. */
const maxLength = 400;
const maxDepth = 40;

class SyntaxProblem extends Error {}

/**
 * The value of an expression and the numbers in it. Signs, powers, decimals, leading zeros, juxtaposition (`1 2`, `2(3)`)
 * and every other sign are errors: each of them makes numbers that were not given.
 */
export function evaluateCountdown(text: string): CountdownResult {
  if (text.length > maxLength) return { error: 'the expression is too long' };
  try {
    const parser = new Parser(tokens(text));
    const value = parser.sum(0);
    parser.end();
    return { value, numbers: parser.numbers };
  } catch (error) {
    if (error instanceof SyntaxProblem) return { error: error.message };
    throw error;
  }
}

const same: Readonly<Record<string, string>> = { '×': '*', '·': '*', '∙': '*', '÷': '/', '−': '-', '–': '-' };

function tokens(text: string): readonly string[] {
  const found: string[] = [];
  const token = /\s*(?:(\d+)|([-+*/()×·∙÷−–]))/uy;
  const trimmed = text.trimEnd();
  while (token.lastIndex < trimmed.length) {
    const from = token.lastIndex;
    const match = token.exec(trimmed);
    if (match === null)
      throw new SyntaxProblem(`"${trimmed.slice(from, from + 10).trim()}" is not part of an expression`);
    const sign = match[2] ?? '';
    found.push(match[1] ?? same[sign] ?? sign);
  }
  return found;
}

class Parser {
  readonly numbers: number[] = [];
  private at = 0;

  constructor(private readonly tokens: readonly string[]) {}

  /** sum = product (('+' | '-') product)* */
  sum(depth: number): Rational {
    let value = this.product(depth);
    for (let operator = this.take('+', '-'); operator !== null; operator = this.take('+', '-')) {
      const right = this.product(depth);
      const sign = operator === '+' ? 1n : -1n;
      value = this.made(
        value.numerator * right.denominator + sign * right.numerator * value.denominator,
        value.denominator * right.denominator,
      );
    }
    return value;
  }

  end(): void {
    const rest = this.tokens[this.at];
    if (rest !== undefined) throw new SyntaxProblem(`"${rest}" follows where an operator is needed`);
  }

  /** product = atom (('*' | '/') atom)* */
  private product(depth: number): Rational {
    let value = this.atom(depth);
    for (let operator = this.take('*', '/'); operator !== null; operator = this.take('*', '/')) {
      const right = this.atom(depth);
      value =
        operator === '*'
          ? this.made(value.numerator * right.numerator, value.denominator * right.denominator)
          : this.made(value.numerator * right.denominator, value.denominator * right.numerator);
    }
    return value;
  }

  /** atom = number | '(' sum ')' */
  private atom(depth: number): Rational {
    if (depth > maxDepth) throw new SyntaxProblem('the parentheses are too deep');
    if (this.take('(') !== null) {
      const value = this.sum(depth + 1);
      if (this.take(')') === null) throw new SyntaxProblem('a parenthesis is not closed');
      return value;
    }
    const token = this.tokens[this.at++] ?? 'the end';
    if (!/^(?:0|[1-9]\d{0,8})$/u.test(token)) throw new SyntaxProblem(`a number is needed, not ${token}`);
    this.numbers.push(Number(token));
    return { numerator: BigInt(token), denominator: 1n };
  }

  private take(...wanted: readonly string[]): string | null {
    const token = this.tokens[this.at];
    if (token === undefined || !wanted.includes(token)) return null;
    this.at++;
    return token;
  }

  private made(numerator: bigint, denominator: bigint): Rational {
    const value = ratio(numerator, denominator);
    if (value === null) throw new SyntaxProblem('it divides by zero');
    return value;
  }
}
