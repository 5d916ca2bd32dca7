// A checkpoint's weights as inputs of a graph: one copy in memory serves several sessions, and may change between runs.
import type { Composite } from '../autodiff/composite';
import type { BlockMatrix, FileRange } from '../checkpoints/blockMatrix';
import type { Value } from '../graph/graph';
import type { GraphBuilder } from '../graph/graphBuilder';
import { concat, gather } from '../graph/ops';
import type { WeightValues } from './blockContext';
import { blockRows, type BlockValues } from './blockProducts';
import { checkShape } from './checkShape';
import { dequantisedProduct } from './dequantisedProducts';

/** One input of floats: the tensors of the checkpoint that lie in it, one above the other. */
export interface FloatInput {
  readonly value: Value;
  readonly tensors: readonly { readonly name: string; readonly shape: readonly number[] }[];
}

/** One part of a matrix in blocks, as it lies in its file. */
export interface BlockInput {
  readonly value: Value;
  readonly file: string;
  readonly range: FileRange;
}

export class InputWeights implements WeightValues {
  /** Derivatives of the products with matrices in blocks. */
  readonly composites: Composite[] = [];
  private readonly floats = new Map<string, FloatInput>();
  private readonly blockParts: BlockInput[] = [];
  private readonly inBlocks = new Map<string, BlockValues>();

  /**
   * @param separate every tensor is an input of its own, so that it can be trained; else those that are used together
   * are one input, which spares the graph joining them.
   * @param matrices stay in their blocks and are dequantised where they are used; they are not trained
   */
  constructor(
    private readonly graph: GraphBuilder,
    private readonly separate: boolean,
    private readonly matrices: ReadonlyMap<string, BlockMatrix> = new Map(),
  ) {}

  get floatInputs(): readonly FloatInput[] {
    return [...this.floats.values()];
  }

  get blockInputs(): readonly BlockInput[] {
    return this.blockParts;
  }

  rows(name: string, shape: readonly [number, number], ids: Value): Value {
    const matrix = this.blocks(name, shape);
    return matrix === null
      ? gather(this.graph, this.float32(name, shape), ids, 0)
      : blockRows(this.graph, matrix, ids);
  }

  float32(name: string, shape: readonly number[]): Value {
    return this.input(name, shape, [{ name, shape }]);
  }

  parts(name: string, shape: readonly [number, number]): readonly Value[] {
    return [this.float32(name, shape)];
  }

  stacked(names: readonly string[], rows: readonly number[], rest: readonly number[]): Value {
    const tensors = names.map((name, index) => ({ name, shape: [rows[index] ?? 0, ...rest] }));
    if (this.separate) {
      return concat(
        this.graph,
        tensors.map(({ name, shape }) => this.float32(name, shape)),
        0,
      );
    }
    const total = rows.reduce((sum, count) => sum + count, 0);
    return this.input(names.join('+'), [total, ...rest], tensors);
  }

  blocks(name: string, shape: readonly [number, number]): BlockValues | null {
    const known = this.inBlocks.get(name);
    if (known !== undefined) return known;
    const matrix = this.matrices.get(name);
    if (matrix === undefined) return null;
    checkShape(name, matrix.shape, shape);
    const [rows, columns] = shape;
    const { digits, blockSize, file, offsetValues } = matrix;
    const part = (suffix: string, type: 'uint8' | 'float32', width: number, range: FileRange): Value => {
      const value = this.graph.input(`${name}.${suffix}`, type, [rows, width]);
      this.blockParts.push({ value, file, range });
      return value;
    };
    const values = {
      layout: matrix,
      shape,
      quants: part('quants', 'uint8', (digits * columns) / 2, matrix.quants),
      scales: part('scales', 'float32', (digits * columns) / blockSize, matrix.scales),
      offsets: offsetValues === null ? null : part('offsets', 'float32', columns / blockSize, offsetValues),
    };
    this.inBlocks.set(name, values);
    return values;
  }

  blockProduct(x: Value, matrices: readonly BlockValues[]): Value {
    return concat(
      this.graph,
      matrices.map((matrix) => dequantisedProduct(this.graph, x, matrix, this.composites)),
      -1,
    );
  }

  private input(name: string, shape: readonly number[], tensors: FloatInput['tensors']): Value {
    const known = this.floats.get(name);
    if (known !== undefined) return known.value;
    const value = this.graph.input(name, 'float32', shape);
    this.floats.set(name, { value, tensors });
    return value;
  }
}
