// JSON as a tree that can say what JSON.stringify cannot: a key twice, NaN, numbers of any length, lone surrogates.

/** What stands in the text as it is. */
export class Verbatim {
  constructor(readonly text: string) {}
}

export interface JsonObject {
  readonly pairs: readonly (readonly [key: string, value: JsonTree])[];
}

export type JsonTree = null | boolean | number | string | Verbatim | readonly JsonTree[] | JsonObject;

export function isList(tree: JsonTree): tree is readonly JsonTree[] {
  return Array.isArray(tree);
}

export function isObject(tree: JsonTree): tree is JsonObject {
  return typeof tree === 'object' && tree !== null && 'pairs' in tree;
}

/** What is nested more deeply is changed as text: how deep a recursion may go is the machine's. */
const deepest = 500;

/** Of a value that JSON.parse gave. @throws RangeError where it is nested too deeply */
export function toTree(value: unknown, depth = 0): JsonTree {
  if (depth > deepest) throw new RangeError('It is nested too deeply.');
  if (Array.isArray(value)) return value.map((inner) => toTree(inner, depth + 1));
  if (typeof value === 'object' && value !== null) {
    return { pairs: Object.entries(value).map(([key, inner]) => [key, toTree(inner, depth + 1)] as const) };
  }
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return null;
}

export function writeTree(tree: JsonTree): string {
  if (tree instanceof Verbatim) return tree.text;
  if (isList(tree)) return `[${tree.map(writeTree).join(',')}]`;
  if (isObject(tree)) {
    return `{${tree.pairs.map(([key, value]) => `${JSON.stringify(key)}:${writeTree(value)}`).join(',')}}`;
  }
  return JSON.stringify(tree);
}
