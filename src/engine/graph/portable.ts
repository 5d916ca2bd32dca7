// A graph for execution providers that lack ONNX Runtime's fused product: WebGPU and CoreML hand it to the CPU, and copy every
// matrix there and back.
import { encodeModel } from './encodeModel';
import type { Graph, GraphNode, Initializer, Shape, Value } from './graph';

/** The bytes of an ONNX model that this execution provider (ONNX Runtime's short name) can compute by itself. */
export function encodeFor(executionProvider: string, graph: Graph): Uint8Array {
  return encodeModel(executionProvider === 'cpu' ? graph : portable(graph));
}

/**
 * The same computation with each FusedMatMul as Transpose, MatMul and Mul, which every provider has. ONNX Runtime folds the
 * Transpose of a weight when it loads it.
 */
export function portable(graph: Graph): Graph {
  const nodes: GraphNode[] = [];
  const initializers: Initializer[] = [...graph.initializers];
  const transposes = new Map<Value, Value>();
  const factors = new Map<number, Value>();
  const names = unusedNames(graph);

  const transposed = (value: Value): Value => {
    const known = transposes.get(value);
    if (known !== undefined) return known;
    const result: Value = { name: names(), type: value.type, shape: lastTwoSwapped(value.shape) };
    const perm = lastTwoSwapped(value.shape.map((_, axis) => axis)) as readonly number[];
    nodes.push({ op: 'Transpose', domain: '', inputs: [value], outputs: [result], attributes: { perm } });
    transposes.set(value, result);
    return result;
  };
  const factor = (alpha: number): Value => {
    const known = factors.get(alpha);
    if (known !== undefined) return known;
    const value: Value = { name: names(), type: 'float32', shape: [] };
    initializers.push({
      value,
      data: { kind: 'inline', bytes: new Uint8Array(Float32Array.of(alpha).buffer) },
    });
    factors.set(alpha, value);
    return value;
  };

  for (const node of graph.nodes) {
    const [a, b] = node.inputs;
    const [product] = node.outputs;
    if (node.op !== 'FusedMatMul' || a == null || b == null || product == null) {
      nodes.push(node);
      continue;
    }
    const { transA, transB } = node.attributes;
    const alpha = floatOf(node, 'alpha');
    const inputs = [transA === 1 ? transposed(a) : a, transB === 1 ? transposed(b) : b];
    const plain: Value = alpha === 1 ? product : { ...product, name: names() };
    nodes.push({ op: 'MatMul', domain: '', inputs, outputs: [plain], attributes: {} });
    if (alpha !== 1) {
      nodes.push({
        op: 'Mul',
        domain: '',
        inputs: [plain, factor(alpha)],
        outputs: [product],
        attributes: {},
      });
    }
  }
  return { ...graph, nodes, initializers };
}

function floatOf({ attributes, op }: GraphNode, name: string): number {
  const attribute = attributes[name];
  if (typeof attribute === 'object' && 'float' in attribute) return attribute.float;
  throw new TypeError(`The attribute ${name} of a ${op} is a float.`);
}

function lastTwoSwapped(shape: Shape): Shape {
  const [rows, columns] = [shape.at(-2), shape.at(-1)];
  if (rows === undefined || columns === undefined) throw new RangeError('A matrix has two dimensions.');
  return [...shape.slice(0, -2), columns, rows];
}

function unusedNames({ inputs, nodes, initializers }: Graph): () => string {
  const used = new Set<string>();
  for (const { name } of inputs) used.add(name);
  for (const { value } of initializers) used.add(value.name);
  for (const { outputs } of nodes) for (const value of outputs) if (value !== null) used.add(value.name);
  let next = 0;
  return () => {
    let name = `portable_${next++}`;
    while (used.has(name)) name = `portable_${next++}`;
    return name;
  };
}
