// A checkpoint's tensors as values of a graph: float32, or blocks where it has them. Knows names and files, no architecture.
import { dirname, relative, sep } from 'node:path';
import { GuardrailError } from '../../protocol/errors';
import type { BlockMatrix, FileRange } from '../checkpoints/blockMatrix';
import type { TensorSource } from '../checkpoints/checkpoint';
import type { ElementType, Value } from '../graph/graph';
import type { GraphBuilder } from '../graph/graphBuilder';
import { cast, concat, gather } from '../graph/ops';
import type { WeightValues } from './blockContext';
import { blockProduct, blockRows, type BlockValues } from './blockProducts';
import { checkShape } from './checkShape';

const elementTypes: Readonly<Record<TensorSource['dtype'], ElementType>> = {
  F32: 'float32',
  F16: 'float16',
  BF16: 'bfloat16',
};

/** The deepest folder that holds every file: ONNX Runtime refuses external data outside one folder. */
function commonFolder(files: Iterable<string>): string {
  let common: string | null = null;
  for (const file of files) {
    const folder = dirname(file);
    if (common === null) {
      common = folder;
      continue;
    }
    while (folder !== common && !folder.startsWith(common.endsWith(sep) ? common : common + sep)) {
      const parent = dirname(common);
      if (parent === common) {
        throw new GuardrailError(
          'checkpointUnsupported',
          `The checkpoint's files lie on different drives: ${common} and ${folder}.`,
          'Put the base checkpoint and the adapter on one drive.',
        );
      }
      common = parent;
    }
  }
  if (common === null) throw new RangeError('A checkpoint has at least one file.');
  return common;
}

/** Bytes of a matrix that ONNX Runtime packs anew in one go, so that it is there twice for a moment. */
const packedAtOnce = 2 ** 28;

export class Weights implements WeightValues {
  /** The folder that external data is relative to. */
  readonly folder: string;
  private readonly raw = new Map<string, Value>();
  private readonly converted = new Map<string, Value>();
  private readonly inBlocks = new Map<string, BlockValues>();

  constructor(
    private readonly graph: GraphBuilder,
    private readonly tensors: ReadonlyMap<string, TensorSource>,
    private readonly matrices: ReadonlyMap<string, BlockMatrix> = new Map(),
    /** Tensors that are float32 elsewhere, too. */
    private readonly widened: ReadonlyMap<string, TensorSource> = new Map(),
    private readonly partBytes = packedAtOnce,
  ) {
    const files = [...tensors.values(), ...matrices.values(), ...widened.values()].map(({ file }) => file);
    this.folder = commonFolder(files);
  }

  has(name: string): boolean {
    return this.tensors.has(name);
  }

  /** The tensor as it lies in the file. */
  private table(name: string, shape: readonly number[]): Value {
    const known = this.raw.get(name);
    if (known !== undefined) return known;
    const source = this.tensors.get(name);
    if (source === undefined) {
      throw new GuardrailError(
        'checkpointCorrupt',
        `The checkpoint has no tensor ${name}.`,
        'Check that every shard of the checkpoint is there and that config.json belongs to it.',
      );
    }
    const value = this.stored(name, source, shape);
    this.raw.set(name, value);
    return value;
  }

  private stored(name: string, source: TensorSource, shape: readonly number[]): Value {
    checkShape(source.name, source.shape, shape);
    return this.graph.external(name, elementTypes[source.dtype], shape, {
      location: this.location(source.file),
      offset: source.offset,
      byteLength: source.byteLength,
    });
  }

  /** As float32; ONNX Runtime folds the cast when it loads the graph. */
  float32(name: string, shape: readonly number[]): Value {
    const known = this.converted.get(name);
    if (known !== undefined) return known;
    const wide = this.widened.get(name);
    const value =
      wide === undefined
        ? cast(this.graph, this.table(name, shape), 'float32')
        : this.stored(`${name}.float32`, wide, shape);
    this.converted.set(name, value);
    return value;
  }

  parts(name: string, shape: readonly [number, number]): readonly Value[] {
    const wide = this.widened.get(name);
    if (wide === undefined || wide.byteLength <= this.partBytes) return [this.float32(name, shape)];
    checkShape(name, wide.shape, shape);
    const [rows, columns] = shape;
    const height = Math.floor(this.partBytes / (4 * columns));
    return Array.from({ length: Math.ceil(rows / height) }, (_, index) => {
      const from = index * height;
      const count = Math.min(height, rows - from);
      return this.graph.external(`${name}.float32.${index}`, 'float32', [count, columns], {
        location: this.location(wide.file),
        offset: wide.offset + 4 * from * columns,
        byteLength: 4 * count * columns,
      });
    });
  }

  /** Rows of a look-up table, float32. @throws as table */
  rows(name: string, shape: readonly [number, number], ids: Value): Value {
    const matrix = this.matrices.get(name);
    if (matrix === undefined) {
      // The table is read row by row in its own type; only the rows taken are converted.
      return cast(this.graph, gather(this.graph, this.table(name, shape), ids, 0), 'float32');
    }
    const [rows, columns] = shape;
    const { digits, blockSize } = matrix;
    const values = this.blockValues(matrix, `${name}.rows`, shape, {
      quants: [rows, (digits * columns) / 2],
      scales: [rows, (digits * columns) / blockSize],
    });
    return blockRows(this.graph, values, ids);
  }

  blocks(name: string, shape: readonly [number, number]): BlockValues | null {
    const known = this.inBlocks.get(name);
    if (known !== undefined) return known;
    const matrix = this.matrices.get(name);
    if (matrix === undefined) return null;
    const [rows, columns] = shape;
    const { digits, blockSize } = matrix;
    const blocks = (digits * columns) / blockSize;
    const values = this.blockValues(matrix, name, shape, {
      quants: [rows, blocks, blockSize / 2],
      scales: [rows * blocks],
    });
    this.inBlocks.set(name, values);
    return values;
  }

  blockProduct(x: Value, matrices: readonly BlockValues[], name?: string): Value {
    return blockProduct(this.graph, x, matrices, name);
  }

  /** A product and a look-up want other shapes of the same bytes: each has initialisers of its own, and none is copied. */
  private blockValues(
    matrix: BlockMatrix,
    name: string,
    shape: readonly [number, number],
    sizes: { readonly quants: readonly number[]; readonly scales: readonly number[] },
  ): BlockValues {
    checkShape(matrix.name, matrix.shape, shape);
    const location = this.location(matrix.file);
    const part = (suffix: string, type: 'uint8' | 'float32', dims: readonly number[], range: FileRange) =>
      this.graph.external(`${name}.${suffix}`, type, dims, { location, ...range });
    const { offsetValues, blockSize } = matrix;
    const offsetSizes = [shape[0], shape[1] / blockSize];
    return {
      layout: matrix,
      shape,
      quants: part('quants', 'uint8', sizes.quants, matrix.quants),
      scales: part('scales', 'float32', sizes.scales, matrix.scales),
      offsets: offsetValues === null ? null : part('offsets', 'float32', offsetSizes, offsetValues),
    };
  }

  stacked(names: readonly string[], rows: readonly number[], rest: readonly number[]): Value {
    const parts = names.map((name, index) => this.float32(name, [rows[index] ?? 0, ...rest]));
    return concat(this.graph, parts, 0);
  }

  private location(file: string): string {
    return relative(this.folder, file).split(sep).join('/');
  }
}
