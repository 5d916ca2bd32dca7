// Collects the inputs, initialisers, nodes and outputs of a Graph. Knows no operator; those are in ops/.
import type {
  Attribute,
  ElementType,
  Graph,
  GraphNode,
  Initializer,
  InitializerData,
  OpName,
  Shape,
  Value,
} from './graph';
import { elementBytes } from './graph';

export interface OutputSpec {
  readonly type: ElementType;
  readonly shape: Shape;
  readonly name?: string;
}

export class GraphBuilder {
  private readonly inputs: Value[] = [];
  private readonly outputs: Value[] = [];
  private readonly built: GraphNode[] = [];
  private readonly initializers: Initializer[] = [];
  private readonly names = new Set<string>();
  private readonly constants = new Map<string, Value>();
  private readonly ints = new Map<Value, readonly number[]>();
  private next = 0;

  input(name: string, type: ElementType, shape: Shape): Value {
    const value = this.declare(name, type, shape);
    this.inputs.push(value);
    return value;
  }

  /** A tensor whose bytes are in a file. */
  external(
    name: string,
    type: ElementType,
    shape: readonly number[],
    data: Omit<Extract<InitializerData, { kind: 'external' }>, 'kind'>,
  ): Value {
    const expected = shape.reduce((product, size) => product * size, elementBytes[type]);
    if (data.byteLength !== expected) {
      throw new RangeError(`${name}: ${data.byteLength} bytes given, ${expected} expected`);
    }
    const value = this.declare(name, type, shape);
    this.initializers.push({ value, data: { kind: 'external', ...data } });
    return value;
  }

  float32(shape: readonly number[], data: Float32Array | readonly number[]): Value {
    return this.inline('float32', shape, Float32Array.from(data));
  }

  int64(shape: readonly number[], data: readonly number[]): Value {
    const value = this.inline(
      'int64',
      shape,
      BigInt64Array.from(data, (item) => BigInt(item)),
    );
    this.ints.set(value, data);
    return value;
  }

  uint8(shape: readonly number[], data: Uint8Array): Value {
    return this.inline('uint8', shape, data);
  }

  int32(shape: readonly number[], data: readonly number[]): Value {
    return this.inline('int32', shape, Int32Array.from(data));
  }

  /** Appends a node with one output. */
  node(
    op: OpName,
    inputs: readonly (Value | null)[],
    output: OutputSpec,
    attributes: Readonly<Record<string, Attribute>> = {},
    domain = '',
  ): Value {
    const [value] = this.nodes(op, inputs, [output], attributes, domain);
    if (value === undefined) throw new Error('A node has an output.');
    return value;
  }

  /** Appends a node with several outputs; those given as null are left out, also of the result. */
  nodes(
    op: OpName,
    inputs: readonly (Value | null)[],
    outputs: readonly (OutputSpec | null)[],
    attributes: Readonly<Record<string, Attribute>> = {},
    domain = '',
  ): Value[] {
    const values = outputs.map((output) =>
      output === null ? null : this.declare(output.name ?? `${op}_${this.next++}`, output.type, output.shape),
    );
    this.built.push({ op, domain, inputs, outputs: values, attributes });
    return values.filter((value) => value !== null);
  }

  /** Makes a value an output of the graph. */
  output(value: Value): void {
    this.outputs.push(value);
  }

  /** The nodes so far, in order: each comes after those that it reads. */
  get nodeList(): readonly GraphNode[] {
    return this.built;
  }

  get inputList(): readonly Value[] {
    return this.inputs;
  }

  /** The numbers of an int64 constant; null where the value is computed or given at run time. */
  constantInts(value: Value): readonly number[] | null {
    return this.ints.get(value) ?? null;
  }

  /** Without what no output needs: ONNX Runtime would compute it. Inputs stay, needed or not. */
  build(): Graph {
    const needed = new Set(this.outputs);
    const nodes = this.built.toReversed().filter(({ inputs, outputs }) => {
      if (!outputs.some((value) => value !== null && needed.has(value))) return false;
      for (const value of inputs) if (value !== null) needed.add(value);
      return true;
    });
    return {
      inputs: this.inputs,
      outputs: this.outputs,
      nodes: nodes.reverse(),
      initializers: this.initializers.filter(({ value }) => needed.has(value)),
    };
  }

  /** Equal constants are stored once. */
  private inline(
    type: ElementType,
    shape: readonly number[],
    data: Float32Array | BigInt64Array | Int32Array | Uint8Array,
  ): Value {
    const size = shape.reduce((product, dimension) => product * dimension, 1);
    if (data.length !== size) throw new RangeError(`${data.length} elements given for [${shape.join(', ')}]`);
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const key = size > 64 ? null : `${type}[${shape.join(',')}]${data.join(',')}`;
    const known = key === null ? undefined : this.constants.get(key);
    if (known !== undefined) return known;
    const value = this.declare(`constant_${this.next++}`, type, shape);
    this.initializers.push({ value, data: { kind: 'inline', bytes } });
    if (key !== null) this.constants.set(key, value);
    return value;
  }

  private declare(name: string, type: ElementType, shape: Shape): Value {
    if (this.names.has(name)) throw new Error(`Two values of the graph are named ${name}.`);
    this.names.add(name);
    return { name, type, shape };
  }
}
