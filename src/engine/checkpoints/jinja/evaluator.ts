// Computes expressions. Knows no statements.
import type { Arguments, CompareOperator, Expression } from './ast.ts';
import { applyFilter, type Operations } from './filters.ts';
import { getAttribute, getItem } from './methods.ts';
import { binary, negate, slice } from './operators.ts';
import { str } from './printValue.ts';
import type { Scope } from './scope.ts';
import { applyTest } from './tests.ts';
import {
  contains,
  equals,
  isTrue,
  iterate,
  order,
  PyDict,
  PyObject,
  PyTuple,
  typeError,
  typeName,
  Undefined,
  valueOr,
  type Keywords,
  type Value,
} from './values.ts';

const operations: Operations = {
  filter: (name, args, keywords) => applyFilter(name, args, keywords, operations),
  test: (name, args) => applyTest(name, args),
};

/**
 * `blockText` is the value that the first filter of a filter block applies to.
 * @throws PyError as Python or jinja2 raises it
 */
export function evaluate(node: Expression, scope: Scope, blockText: Value = ''): Value {
  const value = (part: Expression): Value => evaluate(part, scope, blockText);
  switch (node.kind) {
    case 'constant':
      return node.value;
    case 'name':
      return valueOr(scope.get(node.name), () => new Undefined(`'${node.name}' is undefined`));
    case 'list':
      return node.items.map(value);
    case 'tuple':
      return new PyTuple(node.items.map(value));
    case 'dict':
      return new PyDict(node.entries.map(([key, item]) => [value(key), value(item)] as const));
    case 'attribute':
      return getAttribute(value(node.owner), node.name);
    case 'item':
      return itemOf(value(node.owner), node.key, value);
    case 'slice':
      throw typeError('a slice stands only in square brackets');
    case 'call': {
      const callee = value(node.callee);
      const { args, keywords } = argumentsOf(node.args, value);
      return call(callee, args, keywords);
    }
    case 'filter': {
      const input = node.value === null ? blockText : value(node.value);
      const { args, keywords } = argumentsOf(node.args, value);
      return operations.filter(node.name, [input, ...args], keywords);
    }
    case 'test': {
      const input = value(node.value);
      const { args, keywords } = argumentsOf(node.args, value);
      return operations.test(node.name, [input, ...args], keywords);
    }
    case 'not':
      return !isTrue(value(node.value));
    case 'sign':
      return negate(value(node.value), node.operator);
    case 'and': {
      const left = value(node.left);
      return isTrue(left) ? value(node.right) : left;
    }
    case 'or': {
      const left = value(node.left);
      return isTrue(left) ? left : value(node.right);
    }
    case 'binary':
      return binary(node.operator, value(node.left), value(node.right));
    case 'concat':
      return node.parts.map((part) => str(value(part))).join('');
    case 'compare': {
      let left = value(node.first);
      for (const [operator, part] of node.rest) {
        const right = value(part);
        if (!compare(operator, left, right)) return false;
        left = right;
      }
      return true;
    }
    case 'conditional':
      if (isTrue(value(node.test))) return value(node.then);
      return node.otherwise === null
        ? new Undefined('the inline if-expression evaluated to false and no else section was defined.')
        : value(node.otherwise);
  }
}

/** @throws PyError TypeError for what cannot be called */
export function call(callee: Value, args: readonly Value[], keywords: Keywords): Value {
  if (callee instanceof Undefined) throw callee.error();
  if (callee instanceof PyObject && callee.call !== null) return callee.call(args, keywords);
  throw typeError(`'${typeName(callee)}' object is not callable`);
}

function itemOf(owner: Value, key: Expression, value: (part: Expression) => Value): Value {
  if (key.kind !== 'slice') return getItem(owner, value(key));
  if (owner instanceof Undefined) throw owner.error();
  const bound = (part: Expression | null): Value => (part === null ? null : value(part));
  const bounds = { start: bound(key.start), stop: bound(key.stop), step: bound(key.step) };
  return slice(owner, bounds) ?? new Undefined(`${typeName(owner)} object has no element slice`);
}

function compare(operator: CompareOperator, left: Value, right: Value): boolean {
  switch (operator) {
    case '==':
      return equals(left, right);
    case '!=':
      return !equals(left, right);
    case 'in':
      return contains(right, left);
    case 'not in':
      return !contains(right, left);
    case '<':
      return order(left, right, operator) < 0;
    case '<=':
      return order(left, right, operator) <= 0;
    case '>':
      return order(left, right, operator) > 0;
    case '>=':
      return order(left, right, operator) >= 0;
  }
}

export function argumentsOf(
  args: Arguments,
  value: (part: Expression) => Value,
): { readonly args: readonly Value[]; readonly keywords: Map<string, Value> } {
  const positional = args.positional.map(value);
  const keywords = new Map(args.keywords.map(([name, part]) => [name, value(part)] as const));
  if (args.rest !== null) positional.push(...iterate(value(args.rest)));
  if (args.restKeywords !== null) {
    const more = value(args.restKeywords);
    if (!(more instanceof PyDict))
      throw typeError(`argument after ** must be a mapping, not ${typeName(more)}`);
    for (const { items } of more.entries()) keywords.set(str(items[0] ?? null), items[1] ?? null);
  }
  return { args: positional, keywords };
}
