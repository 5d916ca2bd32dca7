// The grammar of Jinja's statements, with the extensions that transformers loads: loop controls and `generation`.
import type { Expression, MacroDefinition, Parameter, Statement, Target } from './ast.ts';
import { ExpressionParser } from './expressionParser.ts';
import { tokenize } from './lexer.ts';
import { TokenStream } from './tokenStream.ts';

const maxDepth = 200;

/** @throws PyError TemplateSyntaxError, TemplateAssertionError */
export function parse(template: string): readonly Statement[] {
  return new Parser(new TokenStream(tokenize(template))).template();
}

class Parser {
  readonly #stream: TokenStream;
  readonly #expressions: ExpressionParser;
  #depth = 0;

  constructor(stream: TokenStream) {
    this.#stream = stream;
    this.#expressions = new ExpressionParser(stream);
  }

  template(): Statement[] {
    const body = this.#body([]);
    if (this.#stream.current.kind !== 'end') throw this.#stream.unexpected('the end of the template');
    return body;
  }

  /** Up to a tag of one of these names, of which the name is the current token then. */
  #body(ends: readonly string[]): Statement[] {
    const stream = this.#stream;
    const statements: Statement[] = [];
    for (;;) {
      const { kind } = stream.current;
      if (kind === 'data') statements.push({ kind: 'text', text: stream.next().text });
      else if (kind === 'variableBegin') {
        stream.next();
        statements.push({ kind: 'print', value: this.#expressions.tuple() });
        stream.expect('variableEnd');
      } else if (kind === 'blockBegin') {
        stream.next();
        if (stream.is('name', ...ends) && ends.length > 0) return statements;
        statements.push(this.#statement());
        stream.expect('blockEnd');
      } else {
        if (ends.length > 0) throw stream.unexpected(`'${ends.join("' or '")}'`);
        return statements;
      }
    }
  }

  /** The body of a block up to `end`, of which the name is read. */
  #block(...ends: string[]): Statement[] {
    if (++this.#depth > maxDepth) throw this.#stream.error('too deeply nested');
    this.#stream.skip('operator', ':');
    this.#stream.expect('blockEnd');
    const body = this.#body(ends);
    this.#depth--;
    return body;
  }

  #closedBlock(end: string): Statement[] {
    const body = this.#expressions.inFrame(() => this.#block(end));
    this.#stream.next();
    return body;
  }

  #statement(): Statement {
    const stream = this.#stream;
    const { text } = stream.expect('name');
    switch (text) {
      case 'for':
        return this.#for();
      case 'if':
        return this.#expressions.underCondition(() => this.#if());
      case 'set':
        return this.#set();
      case 'macro':
        return { kind: 'macro', macro: this.#macro() };
      case 'call':
        return this.#call();
      case 'filter': {
        const filter = this.#expressions.blockFilter();
        return { kind: 'filterBlock', filter, body: this.#closedBlock('endfilter') };
      }
      case 'with':
        return this.#with();
      case 'print':
        return { kind: 'print', value: this.#expressions.tuple() };
      case 'block':
        return this.#namedBlock();
      case 'generation':
        return { kind: 'scope', body: this.#closedBlock('endgeneration') };
      case 'autoescape':
        return this.#autoescape();
      case 'break':
      case 'continue':
        return { kind: text };
      case 'include':
      case 'import':
      case 'from':
      case 'extends':
        throw stream.error(`'${text}' needs other templates, which a chat template has not`);
      default:
        throw stream.error(`Encountered unknown tag '${text}'.`);
    }
  }

  #for(): Statement {
    const stream = this.#stream;
    const target = this.#expressions.target(false);
    stream.expect('name', 'in');
    const values = this.#expressions.tuple(() => stream.is('name', 'recursive'), false);
    const test = stream.skip('name', 'if') ? this.#expressions.expression() : null;
    const recursive = stream.skip('name', 'recursive');
    return this.#expressions.inFrame(() => {
      const body = this.#block('endfor', 'else');
      const otherwise = stream.next().text === 'else' ? this.#closedBlock('endfor') : [];
      return { kind: 'for', target, values, test, recursive, body, otherwise };
    });
  }

  #if(): Statement {
    const branches: { test: Expression | null; body: Statement[] }[] = [];
    for (;;) {
      const test = this.#expressions.tuple(undefined, false);
      branches.push({ test, body: this.#block('elif', 'else', 'endif') });
      const { text } = this.#stream.next();
      if (text === 'elif') continue;
      if (text === 'else') {
        branches.push({ test: null, body: this.#block('endif') });
        this.#stream.next();
      }
      return { kind: 'if', branches };
    }
  }

  #set(): Statement {
    const target = this.#expressions.target(true);
    if (this.#stream.skip('operator', '=')) return { kind: 'set', target, value: this.#expressions.tuple() };
    const filter = this.#stream.skip('operator', '|') ? this.#expressions.blockFilter() : null;
    return { kind: 'setBlock', target, filter, body: this.#closedBlock('endset') };
  }

  #parameters(): Parameter[] {
    const stream = this.#stream;
    const parameters: Parameter[] = [];
    stream.expect('operator', '(');
    while (!stream.is('operator', ')')) {
      if (parameters.length > 0) stream.expect('operator', ',');
      if (stream.is('operator', ')')) break;
      const { text: name } = stream.expect('name');
      const otherwise = stream.skip('operator', '=') ? this.#expressions.expression() : null;
      if (otherwise === null && parameters.at(-1)?.otherwise) {
        throw stream.error('non-default argument follows default argument');
      }
      parameters.push({ name, otherwise });
    }
    stream.next();
    return parameters;
  }

  #macro(): MacroDefinition {
    const { text: name } = this.#stream.expect('name');
    const parameters = this.#parameters();
    return { name, parameters, body: this.#closedBlock('endmacro') };
  }

  #call(): Statement {
    const parameters = this.#stream.is('operator', '(') ? this.#parameters() : [];
    const call = this.#expressions.expression();
    if (call.kind !== 'call') throw this.#stream.error('expected call');
    return {
      kind: 'callBlock',
      call,
      caller: { name: 'caller', parameters, body: this.#closedBlock('endcall') },
    };
  }

  #with(): Statement {
    const bindings: (readonly [Target, Expression])[] = [];
    while (!this.#stream.is('blockEnd')) {
      if (bindings.length > 0) this.#stream.expect('operator', ',');
      const { text: name } = this.#stream.expect('name');
      this.#stream.expect('operator', '=');
      bindings.push([{ kind: 'name', name }, this.#expressions.expression()]);
    }
    return { kind: 'with', bindings, body: this.#closedBlock('endwith') };
  }

  #namedBlock(): Statement {
    const stream = this.#stream;
    const { text: name } = stream.expect('name');
    stream.skip('name', 'scoped');
    stream.skip('name', 'required');
    const body = this.#closedBlock('endblock');
    stream.skip('name', name);
    return { kind: 'scope', body };
  }

  #autoescape(): Statement {
    const setting = this.#expressions.expression();
    if (setting.kind !== 'constant' || setting.value !== false) {
      throw this.#stream.error('autoescape is not supported');
    }
    return { kind: 'scope', body: this.#closedBlock('endautoescape') };
  }
}
