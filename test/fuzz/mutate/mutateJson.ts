// Changes JSON where it means something: a value, a key, the depth; and at times the text itself.
import type { Random } from '../../../src/safety/random';
import { below, chance, pick } from './draw';
import { hostileKeys, hostileNumbers, hostileTexts } from './hostileValues';
import { isList, isObject, toTree, Verbatim, writeTree, type JsonTree } from './jsonTree';
import { mutateString, mutateText } from './mutateText';

const parsed = new Map<string, JsonTree | null>();

/** Samples are few and are parsed once. */
function treeOf(text: string): JsonTree | null {
  let tree = parsed.get(text);
  if (tree === undefined) {
    try {
      tree = toTree(JSON.parse(text));
    } catch {
      tree = null;
    }
    if (parsed.size < 200) parsed.set(text, tree);
  }
  return tree;
}

function hostileValue(random: Random): JsonTree {
  switch (below(random, 8)) {
    case 0:
      return null;
    case 1:
      return chance(random, 0.5);
    case 2:
      return [];
    case 3:
      return { pairs: [] };
    case 4:
      return { pairs: [[pick(random, hostileKeys), pick(random, hostileTexts)]] };
    case 5:
      return pick(random, hostileTexts);
    case 6: {
      const depth = pick(random, [2, 100, 2000, 30_000]);
      const [open, close] = pick(random, [
        ['[', ']'],
        ['{"a":', '}'],
      ]);
      return new Verbatim(`${open.repeat(depth)}1${close.repeat(depth)}`);
    }
    default:
      return new Verbatim(pick(random, hostileNumbers));
  }
}

function changeValue(tree: JsonTree, random: Random): JsonTree {
  if (typeof tree === 'string' && chance(random, 0.5)) return mutateString(tree, random);
  if (typeof tree === 'number' && chance(random, 0.5)) {
    return pick(random, [-tree, tree + 1, tree - 1, tree * 1e9, tree / 3, tree * 2, -tree * 1e-9]);
  }
  if (typeof tree === 'number' && chance(random, 0.3)) return String(tree);
  if (isList(tree) && tree.length > 0) {
    if (chance(random, 0.2)) return [...tree, ...tree];
    if (chance(random, 0.2)) return tree.slice(0, below(random, tree.length));
    if (chance(random, 0.05)) return Array.from({ length: 2000 }, (_, i) => tree[i % tree.length] ?? null);
  }
  if (chance(random, 0.1)) return [tree];
  return hostileValue(random);
}

/** Goes down to a place that chance chooses, and changes what is there. */
function change(tree: JsonTree, random: Random): JsonTree {
  if (isList(tree) && tree.length > 0 && chance(random, 0.85)) {
    const at = below(random, tree.length);
    const kind = random();
    if (kind < 0.08) return tree.toSpliced(at, 1);
    if (kind < 0.14) return tree.toSpliced(at, 0, tree[below(random, tree.length)] ?? null);
    return tree.with(at, change(tree[at] ?? null, random));
  }
  if (isObject(tree) && tree.pairs.length > 0 && chance(random, 0.9)) {
    const { pairs } = tree;
    const at = below(random, pairs.length);
    const [key, value] = pick(random, pairs.slice(at, at + 1));
    const kind = random();
    if (kind < 0.08) return { pairs: pairs.toSpliced(at, 1) };
    if (kind < 0.14) return { pairs: [...pairs, [key, changeValue(value, random)]] };
    if (kind < 0.18) return { pairs: pairs.with(at, [pick(random, hostileKeys), value]) };
    if (kind < 0.22) return { pairs: [...pairs, [pick(random, hostileKeys), hostileValue(random)]] };
    if (kind < 0.26) return { pairs: pairs.with(at, [key, pairs[below(random, pairs.length)]?.[1] ?? null]) };
    return { pairs: pairs.with(at, [key, change(value, random)]) };
  }
  return changeValue(tree, random);
}

/** A JSON text with one to three changes. */
export function mutateJsonText(text: string, random: Random): string {
  const tree = treeOf(text);
  if (tree === null || chance(random, 0.15)) return mutateString(text, random);
  let changed: JsonTree = tree;
  const rounds = 1 + below(random, 3);
  for (let round = 0; round < rounds; round++) changed = change(changed, random);
  return writeTree(changed);
}

/** A JSON file with one to three changes of what it says, or with damaged text. */
export function mutateJson(bytes: Uint8Array, random: Random): Buffer {
  if (chance(random, 0.1)) return mutateText(bytes, random);
  return Buffer.from(mutateJsonText(Buffer.from(bytes).toString('utf8'), random), 'utf8');
}

/** JSON Lines: some lines changed, and the lines among themselves. */
export function mutateJsonLines(bytes: Uint8Array, random: Random): Buffer {
  if (chance(random, 0.15)) return mutateText(bytes, random);
  let lines = Buffer.from(bytes).toString('utf8').split('\n');
  const rounds = 1 + below(random, 3);
  for (let round = 0; round < rounds && lines.length > 0; round++) {
    const at = below(random, lines.length);
    const line = lines[at] ?? '';
    const kind = random();
    if (kind < 0.06) lines = lines.toSpliced(at, 1);
    else if (kind < 0.12) lines = lines.toSpliced(at, 0, line);
    else if (kind < 0.16) lines = lines.toSpliced(at, 0, '', ' ', '\t');
    else if (kind < 0.2) lines = lines.toSpliced(at, 1, line.slice(0, below(random, line.length + 1)));
    else if (kind < 0.23) lines = Array.from({ length: 500 }, (_, i) => lines[i % lines.length] ?? '');
    else lines = lines.with(at, mutateJsonText(line, random));
  }
  const end = pick(random, ['\n', '\n', '\n', '\r\n', '\n\n']);
  return Buffer.from(lines.join(end), 'utf8');
}
