// A checkpoint's tensors as float32 values of a graph. Knows names and files, no architecture.
import { dirname, relative, sep } from 'node:path';
import { GuardrailError } from '../../protocol/errors';
import type { TensorSource } from '../checkpoints/checkpoint';
import type { ElementType, Value } from '../graph/graph';
import type { GraphBuilder } from '../graph/graphBuilder';
import { cast, concat } from '../graph/ops';
import type { WeightValues } from './blockContext';

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

export class Weights implements WeightValues {
  /** The folder that external data is relative to. */
  readonly folder: string;
  private readonly raw = new Map<string, Value>();
  private readonly converted = new Map<string, Value>();

  constructor(
    private readonly graph: GraphBuilder,
    private readonly tensors: ReadonlyMap<string, TensorSource>,
  ) {
    this.folder = commonFolder([...tensors.values()].map((tensor) => tensor.file));
  }

  has(name: string): boolean {
    return this.tensors.has(name);
  }

  /**
   * The tensor as it lies in the file.
   * @throws GuardrailError checkpointCorrupt where it is missing or has another shape.
   */
  table(name: string, shape: readonly number[]): Value {
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
    if (source.shape.length !== shape.length || source.shape.some((size, i) => size !== shape[i])) {
      throw new GuardrailError(
        'checkpointCorrupt',
        `Tensor ${name} has shape [${source.shape.join(', ')}]; config.json asks for [${shape.join(', ')}].`,
        'Check that config.json belongs to these weights.',
      );
    }
    const value = this.graph.external(name, elementTypes[source.dtype], shape, {
      location: relative(this.folder, source.file).split(sep).join('/'),
      offset: source.offset,
      byteLength: source.byteLength,
    });
    this.raw.set(name, value);
    return value;
  }

  /** As float32; ONNX Runtime folds the cast when it loads the graph. */
  float32(name: string, shape: readonly number[]): Value {
    const known = this.converted.get(name);
    if (known !== undefined) return known;
    const value = cast(this.graph, this.table(name, shape), 'float32');
    this.converted.set(name, value);
    return value;
  }

  stacked(names: readonly string[], rows: readonly number[], rest: readonly number[]): Value {
    const parts = names.map((name, index) => this.float32(name, [rows[index] ?? 0, ...rest]));
    return concat(this.graph, parts, 0);
  }
}
