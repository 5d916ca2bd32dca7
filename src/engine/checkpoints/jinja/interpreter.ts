// Runs the statements of a template. Knows nothing of chats.
import type { MacroDefinition, Statement, Target } from './ast.ts';
import { argumentsOf, call, evaluate } from './evaluator.ts';
import { createLoop } from './loop.ts';
import { str } from './printValue.ts';
import { Scope } from './scope.ts';
import {
  isTrue,
  iterate,
  PyDict,
  PyError,
  PyObject,
  PyTuple,
  typeError,
  Undefined,
  valueError,
  valueOr,
  type Keywords,
  type Value,
} from './values.ts';

type ForStatement = Extract<Statement, { kind: 'for' }>;
type Outcome = 'break' | 'continue' | null;

/** The text that `statements` write. @throws PyError as jinja2 or Python raises it */
export function renderStatements(statements: readonly Statement[], scope: Scope): string {
  const writer = new Writer();
  if (run(statements, scope, writer) !== null) {
    throw new PyError('SyntaxError', "'break' or 'continue' outside a loop");
  }
  return writer.text;
}

class Writer {
  text = '';

  write(text: string): void {
    this.text += text;
  }
}

function run(statements: readonly Statement[], scope: Scope, writer: Writer): Outcome {
  for (const statement of statements) {
    const outcome = runOne(statement, scope, writer);
    if (outcome !== null) return outcome;
  }
  return null;
}

function runOne(statement: Statement, scope: Scope, writer: Writer): Outcome {
  switch (statement.kind) {
    case 'text':
      writer.write(statement.text);
      return null;
    case 'print':
      writer.write(str(evaluate(statement.value, scope)));
      return null;
    case 'for':
      runFor(statement, scope, evaluate(statement.values, scope), 1, writer);
      return null;
    case 'if': {
      const branch = statement.branches.find(({ test }) => test === null || isTrue(evaluate(test, scope)));
      return branch === undefined ? null : run(branch.body, scope, writer);
    }
    case 'set':
      assign(statement.target, evaluate(statement.value, scope), scope);
      return null;
    case 'setBlock': {
      const text = renderStatements(statement.body, new Scope(scope));
      assign(
        statement.target,
        statement.filter === null ? text : evaluate(statement.filter, scope, text),
        scope,
      );
      return null;
    }
    case 'macro':
      scope.set(statement.macro.name, createMacro(statement.macro, scope));
      return null;
    case 'callBlock': {
      const { call: node, caller } = statement;
      if (node.kind !== 'call') throw typeError('a call block calls something');
      const value = (part: Parameters<typeof evaluate>[0]): Value => evaluate(part, scope);
      const { args, keywords } = argumentsOf(node.args, value);
      keywords.set('caller', createMacro(caller, scope));
      writer.write(str(call(value(node.callee), args, keywords)));
      return null;
    }
    case 'filterBlock':
      writer.write(
        str(evaluate(statement.filter, scope, renderStatements(statement.body, new Scope(scope)))),
      );
      return null;
    case 'with': {
      const inner = new Scope(scope);
      // Each value is computed outside, as if at once.
      for (const [target, part] of statement.bindings) assign(target, evaluate(part, scope), inner);
      return run(statement.body, inner, writer);
    }
    case 'scope':
      writer.write(renderStatements(statement.body, new Scope(scope)));
      return null;
    case 'break':
    case 'continue':
      return statement.kind;
  }
}

function runFor(statement: ForStatement, outer: Scope, values: Value, depth: number, writer: Writer): void {
  const { target, test, body, otherwise, recursive } = statement;
  const passes = (item: Value): boolean => {
    if (test === null) return true;
    const inner = new Scope(outer);
    assign(target, item, inner);
    return isTrue(evaluate(test, inner));
  };
  const items = [...iterate(values)].filter(passes);
  const recurse = (inner: Value): Value => {
    const part = new Writer();
    runFor(statement, outer, inner, depth + 1, part);
    return part.text;
  };
  const loop = createLoop(items, depth, recursive ? recurse : null);
  for (const [i, item] of items.entries()) {
    loop.index = i;
    const inner = new Scope(outer);
    inner.set('loop', loop.object);
    assign(target, item, inner);
    if (run(body, inner, writer) === 'break') break;
  }
  if (items.length === 0) run(otherwise, new Scope(outer), writer);
}

function assign(target: Target, value: Value, scope: Scope): void {
  switch (target.kind) {
    case 'name':
      scope.set(target.name, value);
      return;
    case 'field': {
      const owner = scope.get(target.owner);
      if (!(owner instanceof PyObject) || owner.assignable === null) {
        throw new PyError('TemplateRuntimeError', 'cannot assign attribute on non-namespace object');
      }
      owner.assignable.set(target.name, value);
      return;
    }
    case 'tuple': {
      const items = [...iterate(value)];
      const wanted = target.items.length;
      if (items.length < wanted) {
        throw valueError(`not enough values to unpack (expected ${wanted}, got ${items.length})`);
      }
      if (items.length > wanted) throw valueError(`too many values to unpack (expected ${wanted})`);
      for (const [i, part] of target.items.entries()) assign(part, items[i] ?? null, scope);
    }
  }
}

function createMacro(macro: MacroDefinition, outer: Scope): PyObject {
  const names = macro.parameters.map(({ name }) => name);
  const attributes: Readonly<Record<string, Value>> = { name: macro.name, arguments: new PyTuple(names) };
  return new PyObject({
    typeName: 'Macro',
    printed: `<Macro '${macro.name}'>`,
    attribute: (name) => (Object.hasOwn(attributes, name) ? attributes[name] : undefined),
    call: (args, keywords) => runMacro(macro, outer, args, keywords),
  });
}

function runMacro(macro: MacroDefinition, outer: Scope, args: readonly Value[], keywords: Keywords): Value {
  const { name, parameters, body } = macro;
  const scope = new Scope(outer);
  const rest = new Map(keywords);
  scope.set(
    'caller',
    valueOr(rest.get('caller'), () => new Undefined('No caller defined')),
  );
  rest.delete('caller');
  for (const [i, parameter] of parameters.entries()) {
    const given = args[i] === undefined ? rest.get(parameter.name) : args[i];
    if (args[i] !== undefined && rest.has(parameter.name)) {
      throw typeError(`macro '${name}' got multiple values for argument '${parameter.name}'`);
    }
    rest.delete(parameter.name);
    if (given !== undefined) scope.set(parameter.name, given);
    else if (parameter.otherwise !== null) scope.set(parameter.name, evaluate(parameter.otherwise, scope));
    else scope.set(parameter.name, new Undefined(`parameter '${parameter.name}' was not provided`));
  }
  const extra = args.slice(parameters.length);
  const used = namesIn(body);
  if (extra.length > 0 && !used.has('varargs')) {
    throw typeError(`macro '${name}' takes not more than ${parameters.length} argument(s)`);
  }
  const [unknown] = rest.keys();
  if (unknown !== undefined && !used.has('kwargs')) {
    throw typeError(`macro '${name}' takes no keyword argument '${unknown}'`);
  }
  scope.set('varargs', new PyTuple(extra));
  scope.set('kwargs', new PyDict(rest));
  return renderStatements(body, scope);
}

const knownNames = new WeakMap<readonly Statement[], ReadonlySet<string>>();

/** Each name that a macro's body reads; found once. */
function namesIn(body: readonly Statement[]): ReadonlySet<string> {
  const known = knownNames.get(body);
  if (known !== undefined) return known;
  const names = new Set<string>();
  collectNames(body, names);
  knownNames.set(body, names);
  return names;
}

function collectNames(node: unknown, names: Set<string>): void {
  if (typeof node !== 'object' || node === null) return;
  if ('kind' in node && node.kind === 'name' && 'name' in node && typeof node.name === 'string')
    names.add(node.name);
  for (const part of Object.values(node)) collectNames(part, names);
}
