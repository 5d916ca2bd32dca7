// The grammar of gate conditions. Knows which metrics exist, not what they are worth.
import { GuardrailError } from '../../protocol/errors';
import { noteNames, scopedNames, unitOf, wholeNames, type Metric, type Unit } from './failIfMetrics';

export type Operator = '<' | '<=' | '>' | '>=';

export interface Comparison {
  readonly type: 'comparison';
  readonly metric: Metric;
  readonly operator: Operator;
  readonly value: number;
  /** As it was written. */
  readonly valueText: string;
}

export type Condition =
  Comparison | { readonly type: 'and' | 'or'; readonly left: Condition; readonly right: Condition };

interface Token {
  readonly type: 'name' | 'number' | 'operator' | 'open' | 'close' | 'end';
  readonly text: string;
  /** 1-based, for messages. */
  readonly position: number;
}

const longestText = 2000;

/** `from`: where the condition begins in the text. @throws GuardrailError conditionInvalid */
export function parseCondition(text: string, from = 0): Condition {
  if (text.length > longestText)
    throw new ConditionError(`It is longer than ${longestText} characters`, text);
  const parser = new Parser(text, tokenize(text, from));
  const condition = parser.either();
  parser.expectEnd();
  return condition;
}

class ConditionError extends GuardrailError {
  constructor(problem: string, text: string) {
    const short = text.length > 100 ? `${text.slice(0, 100)}…` : text;
    super(
      'conditionInvalid',
      `The condition "${short}" can't be read. ${problem}.`,
      'Write it like: harmful.delta < -2pp and harmful.p < 0.05. Metrics: ' +
        `harmful.X, benign.X, capability.X, control.X, <suite>.X or <suite>+<attack>.X with X one of ${scopedNames.join(', ')}; ` +
        `${wholeNames.join(', ')}; ${noteNames.map((name) => `notes.${name}`).join(', ')}. ` +
        'Of one of several tuned subjects: name: harmful.delta < -2pp.',
    );
  }
}

// A quoted or plain scope, an optional attack, and a metric; a number with a unit; an operator; a parenthesis.
const tokenPattern =
  /\s*(?:(?<name>"[^"]*"(?:\+[\w/-]+)?\.\w+|[A-Za-z_][\w./-]*(?:\+[\w./-]+)?)|(?<number>[-+−]?(?:\d+\.?\d*|\.\d+)(?:\s*(?:pp|%))?(?![\w.%]))|(?<operator><=|>=|<|>)|(?<open>\()|(?<close>\)))/y;

function tokenize(text: string, from: number): Token[] {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  let position = from;
  while (position < end) {
    tokenPattern.lastIndex = position;
    const match = tokenPattern.exec(text);
    if (match === null) {
      const rest = text.slice(position);
      const at = position + rest.length - rest.trimStart().length;
      throw new ConditionError(`At position ${at + 1}: unexpected "${text.slice(at, at + 12)}"`, text);
    }
    const groups = match.groups ?? {};
    const start = position + match[0].length - match[0].trimStart().length;
    for (const type of ['name', 'number', 'operator', 'open', 'close'] as const) {
      const value = groups[type];
      if (value !== undefined) tokens.push({ type, text: value, position: start + 1 });
    }
    position += match[0].length;
  }
  tokens.push({ type: 'end', text: '', position: end + 1 });
  return tokens;
}

class Parser {
  private next = 0;
  private depth = 0;

  constructor(
    private readonly text: string,
    private readonly tokens: readonly Token[],
  ) {}

  either(): Condition {
    let left = this.all();
    while (this.takeWord('or')) left = { type: 'or', left, right: this.all() };
    return left;
  }

  expectEnd(): void {
    if (this.peek().type !== 'end') throw this.error(this.peek(), '"and", "or" or the end');
  }

  private all(): Condition {
    let left = this.single();
    while (this.takeWord('and')) left = { type: 'and', left, right: this.single() };
    return left;
  }

  private single(): Condition {
    if (this.peek().type !== 'open') return this.comparison();
    if (++this.depth > 50) throw this.error(this.peek(), 'fewer parentheses');
    this.take();
    const inside = this.either();
    const close = this.take();
    if (close.type !== 'close') throw this.error(close, '"and", "or" or ")"');
    this.depth--;
    return inside;
  }

  private comparison(): Comparison {
    const name = this.take();
    if (name.type !== 'name') throw this.error(name, 'a metric such as harmful.delta');
    const { metric, unit } = this.metric(name);
    const operator = this.take();
    if (operator.type !== 'operator') throw this.error(operator, 'one of < <= > >=');
    const number = this.take();
    if (number.type !== 'number') throw this.error(number, 'a number such as -2pp, 5% or 0.05');
    return {
      type: 'comparison',
      metric,
      operator: operator.text as Operator,
      value: this.value(number, unit),
      valueText: number.text,
    };
  }

  private metric(token: Token): { metric: Metric; unit: Unit } {
    const dot = token.text.lastIndexOf('.');
    const scope = dot < 0 ? null : token.text.slice(0, dot).replaceAll('"', '');
    const name = token.text.slice(dot + 1);
    const unit = unitOf(scope, name);
    if (unit === null) {
      const possible =
        scope === null
          ? `${wholeNames.join(', ')}, or a metric of something, such as ${name}.delta`
          : (scope === 'notes' ? noteNames : scopedNames).map((known) => `${scope}.${known}`).join(', ');
      throw this.error(token, possible);
    }
    return { metric: { text: token.text, scope, name }, unit };
  }

  /** As a fraction of 1, or a count. */
  private value(token: Token, unit: Unit): number {
    const [, digits = '', suffix = ''] = /^(.*?)\s*(pp|%)?$/.exec(token.text) ?? [];
    const number = Number(digits.replace('−', '-'));
    // Nothing is beyond infinity: such a condition could never hold, or always would.
    if (!Number.isFinite(number)) throw this.error(token, 'a smaller number');
    if (suffix === '') {
      if (unit === 'points') throw this.pointsMeant(token, digits, number);
      if ((unit === 'share' || unit === 'probability') && Math.abs(number) > 1) {
        throw this.error(token, `a share: ${digits}% or a number up to 1`);
      }
      return number;
    }
    if (unit === 'count') throw this.error(token, 'a plain number, for this is a count');
    if (unit === 'points' && suffix === '%') throw this.pointsMeant(token, digits, number / 100);
    if (suffix === 'pp' && unit !== 'points') throw this.error(token, 'a share: % or a number up to 1');
    return number / 100;
  }

  /** Half a point and fifty points are written alike without a unit, and a percentage of a change is neither. */
  private pointsMeant(token: Token, digits: string, fraction: number): ConditionError {
    const asShare = String(Number((fraction * 100).toFixed(6)));
    const others = token.text === digits && asShare !== digits ? ` or ${asShare}pp` : '';
    return this.error(token, `percentage points; did you mean ${digits}pp${others}`);
  }

  private peek(): Token {
    return this.tokens[this.next] ?? { type: 'end', text: '', position: this.text.length + 1 };
  }

  private take(): Token {
    const token = this.peek();
    this.next++;
    return token;
  }

  private takeWord(word: 'and' | 'or'): boolean {
    const token = this.peek();
    const matches = token.type === 'name' && token.text.toLowerCase() === word;
    if (matches) this.next++;
    return matches;
  }

  private error(token: Token, expected: string): ConditionError {
    const found = token.type === 'end' ? 'the end' : `"${token.text}"`;
    return new ConditionError(
      `At position ${token.position}: found ${found}, possible is ${expected}`,
      this.text,
    );
  }
}
