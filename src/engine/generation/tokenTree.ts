// Texts that begin alike as a tree of tokens, each with its keys and values: what was computed once for a beginning is there for
// everything that goes on from it. Knows no sampling and no search.
import type { ModelConfig } from '../checkpoints/checkpoint';
import type { DecoderModel, PassResult } from '../models/decoderModel';
import { KvCache, roundUpToBlock } from './kvCache';
import { chunkTokens } from './limits';
import { checkPrompt } from './rowSettings';

type KeysAndValues = Pick<PassResult, 'keys' | 'values'>;

interface Node {
  readonly children: Map<number, Node>;
  /** Per layer [kvHeads, headDim]; null at the root alone. */
  readonly stored: KeysAndValues | null;
}

export class TokenTree {
  private root: Node = { children: new Map(), stored: null };

  /** Positions that were computed so far. */
  computed = 0;

  /** The nodes of the longest beginning that is known, without that of the last token: what follows it is asked for. */
  known(ids: readonly number[]): readonly KeysAndValues[] {
    const found: KeysAndValues[] = [];
    let node: Node | undefined = this.root;
    for (const id of ids.slice(0, -1)) {
      node = node.children.get(id);
      if (node?.stored == null) break;
      found.push(node.stored);
    }
    return found;
  }

  add(ids: readonly number[], from: number, positions: readonly KeysAndValues[]): void {
    let node = this.root;
    for (const [place, id] of ids.entries()) {
      let next = node.children.get(id);
      if (next === undefined) {
        const stored = positions[place - from];
        if (stored === undefined) throw new RangeError('What lies before a position is known.');
        next = { children: new Map(), stored };
        node.children.set(id, next);
      }
      node = next;
    }
  }

  /** Forgets what none of the texts begins with. */
  keepOnly(texts: readonly (readonly number[])[]): void {
    const root: Node = { children: new Map(), stored: null };
    for (const ids of texts) {
      let [from, to] = [this.root, root];
      for (const id of ids) {
        const known = from.children.get(id);
        if (known === undefined) break;
        let next = to.children.get(id);
        if (next === undefined) {
          next = { children: new Map(), stored: known.stored };
          to.children.set(id, next);
        }
        [from, to] = [known, next];
      }
    }
    this.root = root;
  }
}

/**
 * What the model says behind each text. Those of which only the last token is new go through it together, the others one by one.
 * @returns float32 [vocabulary] each, in the order of the texts
 * @throws GuardrailError invalidRequest for a text that is empty, too long, or has unknown tokens
 */
export async function growTree(
  model: DecoderModel,
  tree: TokenTree,
  texts: readonly (readonly number[])[],
  check: () => void,
): Promise<Float32Array[]> {
  const { config } = model;
  for (const ids of texts) checkPrompt(ids, { ...config, contextLength: config.contextLength + 1 });
  const results: Float32Array[] = texts.map(() => new Float32Array());
  const stepping: number[] = [];
  for (const [index, ids] of texts.entries()) {
    if (tree.known(ids).length === ids.length - 1 && ids.length > 1) stepping.push(index);
    else results[index] = await compute(model, tree, ids, check);
  }
  check();
  const rows = stepping.map((index) => texts[index] ?? []);
  const stepped = rows.length === 0 ? [] : await step(model, tree, rows);
  for (const [place, index] of stepping.entries()) results[index] = stepped[place] ?? new Float32Array();
  return results;
}

async function compute(
  model: DecoderModel,
  tree: TokenTree,
  ids: readonly number[],
  check: () => void,
): Promise<Float32Array> {
  const { config } = model;
  let logits: Float32Array | null = null;
  for (let start = tree.known(ids).length; start < ids.length;) {
    check();
    const before = tree.known(ids.slice(0, start + 1));
    const part = ids.slice(start, start + chunkTokens(config, start));
    const cache = filled(config, [before], start);
    const last = start + part.length === ids.length;
    const pass = await model.run({
      ids: BigInt64Array.from(part, (id) => BigInt(id)),
      positions: BigInt64Array.from(part, (_, at) => BigInt(start + at)),
      sequence: part.length,
      cache,
      select: last ? BigInt64Array.of(BigInt(part.length - 1)) : BigInt64Array.of(),
      want: last ? 'logits' : 'none',
    });
    tree.computed += part.length;
    tree.add(ids.slice(0, start + part.length), start, positionsOf(config, pass, 0, part.length));
    if (last) logits = pass.logits;
    start += part.length;
  }
  if (logits === null) throw new RangeError('A text has a token to be computed.');
  return logits;
}

async function step(
  model: DecoderModel,
  tree: TokenTree,
  rows: readonly (readonly number[])[],
): Promise<Float32Array[]> {
  const { config } = model;
  const before = rows.map((ids) => tree.known(ids));
  const capacity = roundUpToBlock(Math.max(...before.map((known) => known.length)));
  const pass = await model.run({
    ids: BigInt64Array.from(rows, (ids) => BigInt(ids.at(-1) ?? 0)),
    positions: BigInt64Array.from(rows, (ids) => BigInt(ids.length - 1)),
    sequence: 1,
    cache: filled(config, before, capacity),
    select: BigInt64Array.from(rows, (_, row) => BigInt(row)),
    want: 'logits',
  });
  const { logits } = pass;
  if (logits === null) throw new RangeError('A pass has the logits that are wanted.');
  tree.computed += rows.length;
  return rows.map((ids, row) => {
    tree.add(ids, ids.length - 1, positionsOf(config, pass, row, 1));
    return logits.slice(row * config.vocabSize, (row + 1) * config.vocabSize);
  });
}

function filled(config: ModelConfig, rows: readonly (readonly KeysAndValues[])[], capacity: number): KvCache {
  const cache = new KvCache(config, rows.length, capacity);
  for (const [slot, known] of rows.entries()) {
    for (const position of known) cache.append(slot, position, 0, 1, 1);
  }
  return cache;
}

/** Of a row of a pass, position by position. */
function positionsOf(
  { kvHeads, headDim }: ModelConfig,
  { keys, values }: KeysAndValues,
  row: number,
  sequence: number,
): KeysAndValues[] {
  const at = (data: Float32Array, position: number): Float32Array => {
    const part = new Float32Array(kvHeads * headDim);
    for (let head = 0; head < kvHeads; head++) {
      const start = ((row * kvHeads + head) * sequence + position) * headDim;
      part.set(data.subarray(start, start + headDim), head * headDim);
    }
    return part;
  };
  return Array.from({ length: sequence }, (_, position) => ({
    keys: keys.map((data) => at(data, position)),
    values: values.map((data) => at(data, position)),
  }));
}
