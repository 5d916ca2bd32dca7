// The grammar of Jinja's expressions, with jinja2's precedence. Knows no statements.
import type { Arguments, CompareOperator, Expression, Target } from './ast.ts';
import { hasFilter } from './filters.ts';
import type { BinaryOperator } from './operators.ts';
import { hasTest } from './tests.ts';
import type { TokenStream } from './tokenStream.ts';
import { PyError } from './values.ts';

const constants: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['none', null],
  ['None', null],
]);
const noArguments: Arguments = { positional: [], keywords: [], rest: null, restKeywords: null };
const comparisons: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=']);
/** More nesting is no template of a model. */
const maxDepth = 500;

export class ExpressionParser {
  readonly #stream: TokenStream;
  #depth = 0;
  /** Where a condition may skip it, an unknown filter or test is an error only when it is reached. */
  #conditional = 0;

  constructor(stream: TokenStream) {
    this.#stream = stream;
  }

  /** @throws PyError TemplateSyntaxError; TemplateAssertionError for an unknown filter or test */
  expression(): Expression {
    return this.#nested(() => this.#conditionalExpression(true));
  }

  /** What `parse` reads is under a condition. */
  underCondition<T>(parse: () => T): T {
    this.#conditional++;
    try {
      return parse();
    } finally {
      this.#conditional--;
    }
  }

  /** What `parse` reads has a frame of its own, under which jinja2 looks filters up at once again. */
  inFrame<T>(parse: () => T): T {
    const outer = this.#conditional;
    this.#conditional = 0;
    try {
      return parse();
    } finally {
      this.#conditional = outer;
    }
  }

  /** One or more expressions with commas between them; more than one, or a comma at the end, is a tuple. */
  tuple(isEnd: () => boolean = () => false, withCondition = true): Expression {
    const items: Expression[] = [];
    let hasComma = false;
    for (;;) {
      if (items.length > 0) {
        if (!this.#stream.skip('operator', ',')) break;
        hasComma = true;
      }
      if (this.#atTupleEnd() || isEnd()) break;
      items.push(this.#nested(() => this.#conditionalExpression(withCondition)));
      if (!this.#stream.is('operator', ',')) break;
    }
    const [only] = items;
    if (only === undefined) throw this.#stream.unexpected('an expression');
    return hasComma ? { kind: 'tuple', items } : only;
  }

  /** What a value is assigned to. */
  target(withFields: boolean): Target {
    const stream = this.#stream;
    const items: Target[] = [];
    let hasComma = false;
    do {
      if (items.length > 0) hasComma = true;
      if (items.length > 0 && (stream.is('name', 'in') || stream.is('operator', '=', ')'))) break;
      items.push(this.#nested(() => this.#targetItem(withFields)));
    } while (stream.skip('operator', ','));
    const [only] = items;
    return only !== undefined && !hasComma ? only : { kind: 'tuple', items };
  }

  #targetItem(withFields: boolean): Target {
    const stream = this.#stream;
    if (stream.skip('operator', '(')) {
      const inner = this.target(false);
      stream.expect('operator', ')');
      return inner;
    }
    const { text } = stream.expect('name');
    if (constants.has(text)) throw stream.error(`can't assign to '${text}'`);
    if (withFields && stream.skip('operator', '.')) {
      return { kind: 'field', owner: text, name: stream.expect('name').text };
    }
    return { kind: 'name', name: text };
  }

  /** `| name(...)` once or more often, for a block: the first one has no value. */
  blockFilter(): Expression {
    return this.#filters(this.#filter(null));
  }

  #nested<T>(parse: () => T): T {
    if (++this.#depth > maxDepth) throw this.#stream.error('too deeply nested');
    const result = parse();
    this.#depth--;
    return result;
  }

  #atTupleEnd(): boolean {
    const stream = this.#stream;
    return stream.is('variableEnd') || stream.is('blockEnd') || stream.is('operator', ')');
  }

  #conditionalExpression(withCondition: boolean): Expression {
    if (!withCondition) return this.#or();
    let then = this.underCondition(() => this.#or());
    if (!this.#stream.is('name', 'if') && this.#conditional === 0) assertKnown(then);
    while (this.#stream.skip('name', 'if')) {
      const test = this.underCondition(() => this.#or());
      const otherwise = this.#stream.skip('name', 'else')
        ? this.underCondition(() => this.#nested(() => this.#conditionalExpression(true)))
        : null;
      then = { kind: 'conditional', test, then, otherwise };
    }
    return then;
  }

  #or(): Expression {
    let left = this.#and();
    while (this.#stream.skip('name', 'or')) left = { kind: 'or', left, right: this.#and() };
    return left;
  }

  #and(): Expression {
    let left = this.#not();
    while (this.#stream.skip('name', 'and')) left = { kind: 'and', left, right: this.#not() };
    return left;
  }

  #not(): Expression {
    if (!this.#stream.skip('name', 'not')) return this.#compare();
    return { kind: 'not', value: this.#nested(() => this.#not()) };
  }

  #compare(): Expression {
    const first = this.#sum();
    const rest: (readonly [CompareOperator, Expression])[] = [];
    for (;;) {
      const operator = this.#compareOperator();
      if (operator === null) break;
      rest.push([operator, this.#sum()]);
    }
    return rest.length === 0 ? first : { kind: 'compare', first, rest };
  }

  #compareOperator(): CompareOperator | null {
    const stream = this.#stream;
    const { kind, text } = stream.current;
    if (kind === 'operator' && comparisons.has(text)) return stream.next().text as CompareOperator;
    if (stream.skip('name', 'in')) return 'in';
    if (!stream.is('name', 'not') || stream.peek().kind !== 'name' || stream.peek().text !== 'in')
      return null;
    stream.next();
    stream.next();
    return 'not in';
  }

  #sum(): Expression {
    return this.#leftToRight(['+', '-'], () => this.#concat());
  }

  #concat(): Expression {
    const parts = [this.#product()];
    while (this.#stream.skip('operator', '~')) parts.push(this.#product());
    const [only] = parts;
    return only !== undefined && parts.length === 1 ? only : { kind: 'concat', parts };
  }

  #product(): Expression {
    return this.#leftToRight(['*', '/', '//', '%'], () => this.#power());
  }

  #power(): Expression {
    return this.#leftToRight(['**'], () => this.#unary(true));
  }

  #leftToRight(operators: readonly BinaryOperator[], operand: () => Expression): Expression {
    let left = operand();
    while (this.#stream.is('operator', ...operators)) {
      const operator = this.#stream.next().text as BinaryOperator;
      left = { kind: 'binary', operator, left, right: operand() };
    }
    return left;
  }

  #unary(withFilters: boolean): Expression {
    const stream = this.#stream;
    let node: Expression;
    if (stream.is('operator', '-', '+')) {
      const operator = stream.next().text === '-' ? '-' : '+';
      node = { kind: 'sign', operator, value: this.#nested(() => this.#unary(false)) };
    } else {
      node = this.#primary();
    }
    node = this.#postfix(node);
    return withFilters ? this.#filters(node) : node;
  }

  #primary(): Expression {
    const stream = this.#stream;
    const token = stream.next();
    switch (token.kind) {
      case 'name': {
        const constant = constants.get(token.text);
        return constant === undefined
          ? { kind: 'name', name: token.text }
          : { kind: 'constant', value: constant };
      }
      case 'string': {
        let value = token.text;
        while (stream.is('string')) value += stream.next().text;
        return { kind: 'constant', value };
      }
      case 'integer':
        return { kind: 'constant', value: BigInt(token.text) };
      case 'float':
        return { kind: 'constant', value: Number(token.text) };
      case 'operator':
        if (token.text === '(') return this.#parenthesized();
        if (token.text === '[') return { kind: 'list', items: this.#listItems() };
        if (token.text === '{') return { kind: 'dict', entries: this.#dictEntries() };
        break;
      case 'data':
      case 'variableBegin':
      case 'variableEnd':
      case 'blockBegin':
      case 'blockEnd':
      case 'end':
        break;
    }
    throw stream.error(`unexpected '${token.text === '' ? token.kind : token.text}'`);
  }

  #parenthesized(): Expression {
    if (this.#stream.skip('operator', ')')) return { kind: 'tuple', items: [] };
    const inner = this.#nested(() => this.tuple());
    this.#stream.expect('operator', ')');
    return inner;
  }

  #listItems(): Expression[] {
    const items: Expression[] = [];
    while (!this.#stream.is('operator', ']')) {
      if (items.length > 0) this.#stream.expect('operator', ',');
      if (this.#stream.is('operator', ']')) break;
      items.push(this.expression());
    }
    this.#stream.next();
    return items;
  }

  #dictEntries(): (readonly [Expression, Expression])[] {
    const entries: (readonly [Expression, Expression])[] = [];
    while (!this.#stream.is('operator', '}')) {
      if (entries.length > 0) this.#stream.expect('operator', ',');
      if (this.#stream.is('operator', '}')) break;
      const key = this.expression();
      this.#stream.expect('operator', ':');
      entries.push([key, this.expression()]);
    }
    this.#stream.next();
    return entries;
  }

  #postfix(start: Expression): Expression {
    let node = start;
    for (;;) {
      if (this.#stream.is('operator', '.', '[')) node = this.#subscript(node);
      else if (this.#stream.is('operator', '('))
        node = { kind: 'call', callee: node, args: this.#arguments() };
      else return node;
    }
  }

  #filters(start: Expression): Expression {
    let node = start;
    for (;;) {
      if (this.#stream.skip('operator', '|')) node = this.#filter(node);
      else if (this.#stream.skip('name', 'is')) node = this.#test(node);
      // After a filter too, what it gives can be called.
      else if (this.#stream.is('operator', '('))
        node = { kind: 'call', callee: node, args: this.#arguments() };
      else return node;
    }
  }

  #subscript(owner: Expression): Expression {
    const stream = this.#stream;
    if (stream.next().text === '.') {
      const token = stream.next();
      if (token.kind === 'name') return { kind: 'attribute', owner, name: token.text };
      if (token.kind === 'integer') {
        return { kind: 'item', owner, key: { kind: 'constant', value: BigInt(token.text) } };
      }
      throw stream.error('expected name or number');
    }
    const keys: Expression[] = [];
    while (!stream.is('operator', ']')) {
      if (keys.length > 0) stream.expect('operator', ',');
      keys.push(this.#subscriptKey());
    }
    stream.next();
    const [only] = keys;
    const key: Expression = only !== undefined && keys.length === 1 ? only : { kind: 'tuple', items: keys };
    return { kind: 'item', owner, key };
  }

  #subscriptKey(): Expression {
    const stream = this.#stream;
    const atBound = (): boolean => stream.is('operator', ':', ',', ']');
    const start = stream.is('operator', ':') ? null : this.expression();
    if (start !== null && !stream.is('operator', ':')) return start;
    stream.expect('operator', ':');
    const stop = atBound() ? null : this.expression();
    const step = stream.skip('operator', ':') && !atBound() ? this.expression() : null;
    return { kind: 'slice', start, stop, step };
  }

  #arguments(): Arguments {
    const stream = this.#stream;
    stream.expect('operator', '(');
    const positional: Expression[] = [];
    const keywords: [string, Expression][] = [];
    let rest: Expression | null = null;
    let restKeywords: Expression | null = null;
    let first = true;
    while (!stream.is('operator', ')')) {
      if (!first) stream.expect('operator', ',');
      first = false;
      if (stream.is('operator', ')')) break;
      if (stream.skip('operator', '*')) rest = this.expression();
      else if (stream.skip('operator', '**')) restKeywords = this.expression();
      else if (stream.is('name') && stream.peek().kind === 'operator' && stream.peek().text === '=') {
        const name = stream.next().text;
        stream.next();
        keywords.push([name, this.expression()]);
      } else {
        if (keywords.length > 0) throw stream.error('positional argument after a named one');
        positional.push(this.expression());
      }
    }
    stream.next();
    return { positional, keywords, rest, restKeywords };
  }

  #dottedName(): string {
    let name = this.#stream.expect('name').text;
    while (this.#stream.skip('operator', '.')) name += `.${this.#stream.expect('name').text}`;
    return name;
  }

  #filter(value: Expression | null): Expression {
    const name = this.#dottedName();
    if (this.#conditional === 0) assertFilter(name);
    const args = this.#stream.is('operator', '(') ? this.#arguments() : noArguments;
    return { kind: 'filter', value, name, args };
  }

  #test(value: Expression): Expression {
    const stream = this.#stream;
    const negated = stream.skip('name', 'not');
    const name = this.#dottedName();
    if (this.#conditional === 0) assertTest(name);
    let args = noArguments;
    if (stream.is('operator', '(')) args = this.#arguments();
    else if (this.#atTestArgument()) {
      if (stream.is('name', 'is')) throw stream.error('You cannot chain multiple tests with is');
      args = { ...noArguments, positional: [this.#postfix(this.#primary())] };
    }
    const test: Expression = { kind: 'test', value, name, args };
    return negated ? { kind: 'not', value: test } : test;
  }

  #atTestArgument(): boolean {
    const stream = this.#stream;
    if (stream.is('name'))
      return !stream.is('name', 'else', 'or', 'and', 'if', 'in', 'not') || stream.is('name', 'is');
    return (
      stream.is('string') || stream.is('integer') || stream.is('float') || stream.is('operator', '[', '{')
    );
  }
}

function assertFilter(name: string): void {
  if (!hasFilter(name)) throw new PyError('TemplateAssertionError', `No filter named '${name}'.`);
}

function assertTest(name: string): void {
  if (!hasTest(name)) throw new PyError('TemplateAssertionError', `No test named '${name}'.`);
}

/** An expression that turned out to be under no condition. */
function assertKnown(node: Expression): void {
  visit(node, (part) => {
    if (part.kind === 'filter') assertFilter(part.name);
    if (part.kind === 'test') assertTest(part.name);
  });
}

/** Each part of an expression, but for those under a condition of their own. */
function visit(node: Expression, use: (part: Expression) => void): void {
  use(node);
  for (const part of partsOf(node)) visit(part, use);
}

function partsOf(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case 'constant':
    case 'name':
    case 'conditional':
      return [];
    case 'list':
    case 'tuple':
      return node.items;
    case 'dict':
      return node.entries.flat();
    case 'attribute':
      return [node.owner];
    case 'item':
      return [node.owner, node.key];
    case 'slice':
      return [node.start, node.stop, node.step].filter((part) => part !== null);
    case 'call':
      return [node.callee, ...argumentParts(node.args)];
    case 'filter':
      return [...(node.value === null ? [] : [node.value]), ...argumentParts(node.args)];
    case 'test':
      return [node.value, ...argumentParts(node.args)];
    case 'not':
    case 'sign':
      return [node.value];
    case 'and':
    case 'or':
    case 'binary':
      return [node.left, node.right];
    case 'concat':
      return node.parts;
    case 'compare':
      return [node.first, ...node.rest.map(([, part]) => part)];
  }
}

function argumentParts(args: Arguments): Expression[] {
  const rest = [args.rest, args.restKeywords].filter((part) => part !== null);
  return [...args.positional, ...args.keywords.map(([, part]) => part), ...rest];
}
