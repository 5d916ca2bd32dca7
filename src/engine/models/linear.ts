// Products with a checkpoint's matrices, however they are stored: as floats, or in blocks.
import type { Value } from '../graph/graph';
import type { GraphBuilder } from '../graph/graphBuilder';
import { fusedMatMul } from '../graph/microsoftOps';
import { concat } from '../graph/ops';
import type { WeightValues } from './blockContext';
import { sameLayout, type BlockValues } from './blockProducts';

/** Matrices of [rows[i], columns] one above the other. */
export interface StackedMatrices {
  readonly names: readonly string[];
  readonly rows: readonly number[];
  readonly columns: number;
}

/**
 * x·[W₁; W₂; …]ᵀ: [..., columns] → [..., Σ rows], as one product where all are floats or in blocks of one layout.
 * @throws as WeightValues.float32
 */
export function linear(
  { g, weights }: { readonly g: GraphBuilder; readonly weights: WeightValues },
  x: Value,
  matrices: StackedMatrices,
  name?: string,
): Value {
  const runs = runsOf(weights, matrices);
  const product = (run: Run, output?: string): Value =>
    run.blocks.length > 0
      ? weights.blockProduct(x, run.blocks, output)
      : floatProduct(g, x, floats(weights, run), output);
  const [first] = runs;
  if (first !== undefined && runs.length === 1) return product(first, name);
  return concat(
    g,
    runs.map((run) => product(run)),
    -1,
  );
}

interface Run extends StackedMatrices {
  /** Of each matrix; none where they are floats. */
  readonly blocks: readonly BlockValues[];
}

/** Neighbours that one product can serve. */
function runsOf(weights: WeightValues, { names, rows, columns }: StackedMatrices): Run[] {
  const runs: Run[] = [];
  for (const [index, name] of names.entries()) {
    const own = rows[index] ?? 0;
    const blocks = weights.blocks(name, [own, columns]);
    const before = runs.at(-1);
    if (before !== undefined && fits(before, blocks)) {
      runs[runs.length - 1] = {
        names: [...before.names, name],
        rows: [...before.rows, own],
        columns,
        blocks: [...before.blocks, ...(blocks === null ? [] : [blocks])],
      };
      continue;
    }
    runs.push({ names: [name], rows: [own], columns, blocks: blocks === null ? [] : [blocks] });
  }
  return runs;
}

function fits(run: Run, blocks: BlockValues | null): boolean {
  const [first] = run.blocks;
  if (first === undefined || blocks === null) return first === undefined && blocks === null;
  return sameLayout(first.layout, blocks.layout);
}

/** Parts one above the other. */
function floats(weights: WeightValues, { names, rows, columns }: StackedMatrices): readonly Value[] {
  const [name] = names;
  return name !== undefined && names.length === 1
    ? weights.parts(name, [rows[0] ?? 0, columns])
    : [weights.stacked(names, rows, [columns])];
}

function floatProduct(g: GraphBuilder, x: Value, parts: readonly Value[], name?: string): Value {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return fusedMatMul(g, x, only, { transB: true }, name);
  const products = parts.map((part) => fusedMatMul(g, x, part, { transB: true }));
  return concat(g, products, -1, name);
}
