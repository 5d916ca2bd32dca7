// One function per ONNX operator, with ONNX's name: it appends the node and knows the output's shape.
// Operators of com.microsoft (ONNX Runtime's own) are in microsoftOps.ts.
import type { Dimension, ElementType, OpName, Shape, Value } from './graph';
import type { GraphBuilder } from './graphBuilder';

/** Numpy broadcasting of two shapes; names are equal or meet 1. */
export function broadcast(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, index): Dimension => {
    const left = a[a.length - rank + index] ?? 1;
    const right = b[b.length - rank + index] ?? 1;
    if (left === 1) return right;
    if (right === 1 || left === right) return left;
    throw new RangeError(`Shapes [${a.join(', ')}] and [${b.join(', ')}] do not broadcast.`);
  });
}

/** The shape of a matrix product over broadcast leading dimensions. */
export function matMulShape(a: Shape, b: Shape): Shape {
  const inner = [a.at(-1), b.at(-2)];
  const [rows, columns] = [a.at(-2), b.at(-1)];
  if (rows === undefined || columns === undefined || inner[0] !== inner[1]) {
    throw new RangeError(`Shapes [${a.join(', ')}] and [${b.join(', ')}] do not multiply.`);
  }
  return [...broadcast(a.slice(0, -2), b.slice(0, -2)), rows, columns];
}

function binary(op: OpName) {
  return (g: GraphBuilder, a: Value, b: Value): Value =>
    g.node(op, [a, b], { type: a.type, shape: broadcast(a.shape, b.shape) });
}

function unary(op: OpName) {
  return (g: GraphBuilder, x: Value): Value => g.node(op, [x], { type: x.type, shape: x.shape });
}

function comparison(op: OpName) {
  return (g: GraphBuilder, a: Value, b: Value): Value =>
    g.node(op, [a, b], { type: 'bool', shape: broadcast(a.shape, b.shape) });
}

export const add = binary('Add');
export const sub = binary('Sub');
export const mul = binary('Mul');
export const div = binary('Div');
export const pow = binary('Pow');
/** Element by element; the smaller and the larger of two. */
export const min = binary('Min');
export const max = binary('Max');

export const abs = unary('Abs');
export const exp = unary('Exp');
/** Natural. */
export const log = unary('Log');
export const neg = unary('Neg');
export const reciprocal = unary('Reciprocal');
export const sigmoid = unary('Sigmoid');
/** −1, 0 or 1. */
export const sign = unary('Sign');
/** log(1 + eˣ), without overflow. */
export const softplus = unary('Softplus');
export const sqrt = unary('Sqrt');
export const tanh = unary('Tanh');

/** Truth values, element by element. */
export const equal = comparison('Equal');
export const greater = comparison('Greater');
export const less = comparison('Less');
export const lessOrEqual = comparison('LessOrEqual');
export const not = unary('Not');

export function square(g: GraphBuilder, x: Value): Value {
  return mul(g, x, x);
}

/** log σ(x) = −log(1 + e⁻ˣ) */
export function logSigmoid(g: GraphBuilder, x: Value): Value {
  return neg(g, softplus(g, neg(g, x)));
}

/** A float32 [] constant. */
export function scalar(g: GraphBuilder, value: number): Value {
  return g.float32([], [value]);
}

/** x, at least `low` and at most `high`. */
export function clip(
  g: GraphBuilder,
  x: Value,
  bounds: { readonly low?: number; readonly high?: number },
): Value {
  const { low, high } = bounds;
  const inputs = [
    x,
    low === undefined ? null : scalar(g, low),
    ...(high === undefined ? [] : [scalar(g, high)]),
  ];
  return g.node('Clip', inputs, { type: x.type, shape: x.shape });
}

/** a where `condition` (bool) holds, else b. */
export function where(g: GraphBuilder, condition: Value, a: Value, b: Value): Value {
  const shape = broadcast(condition.shape, broadcast(a.shape, b.shape));
  return g.node('Where', [condition, a, b], { type: a.type, shape });
}

/** x, which no gradient flows back through. ONNX Runtime takes the node away. */
export function stopGradient(g: GraphBuilder, x: Value): Value {
  return g.node('Identity', [x], { type: x.type, shape: x.shape });
}

export function cast(g: GraphBuilder, x: Value, to: ElementType): Value {
  const codes: Record<ElementType, number> = {
    float32: 1,
    int32: 6,
    int64: 7,
    uint8: 2,
    bool: 9,
    float16: 10,
    bfloat16: 16,
  };
  if (x.type === to) return x;
  return g.node('Cast', [x], { type: to, shape: x.shape }, { to: codes[to] });
}

export function matMul(g: GraphBuilder, a: Value, b: Value): Value {
  return g.node('MatMul', [a, b], { type: a.type, shape: matMulShape(a.shape, b.shape) });
}

export function transpose(g: GraphBuilder, x: Value, perm: readonly number[], name?: string): Value {
  const shape = perm.map((axis) => sizeOf(x, axis));
  return g.node('Transpose', [x], { type: x.type, shape, ...named(name) }, { perm });
}

/** `sizes` may hold 0 (keep the input's) and one -1, as ONNX has it; `shape` is what comes out. */
export function reshape(g: GraphBuilder, x: Value, sizes: readonly number[], shape: Shape): Value {
  return g.node('Reshape', [x, g.int64([sizes.length], sizes)], { type: x.type, shape });
}

export function concat(g: GraphBuilder, parts: readonly Value[], axis: number, name?: string): Value {
  const [first] = parts;
  if (first === undefined) throw new RangeError('Concat needs a part.');
  if (parts.length === 1 && name === undefined) return first;
  const at = axis < 0 ? axis + first.shape.length : axis;
  const sizes = parts.map((part) => sizeOf(part, at));
  const total = sizes.every((size) => typeof size === 'number')
    ? sizes.reduce<number>((sum, size) => sum + size, 0)
    : sizes.join('+');
  const shape = first.shape.map((size, index) => (index === at ? total : size));
  return g.node('Concat', parts, { type: first.type, shape, ...named(name) }, { axis });
}

export function split(g: GraphBuilder, x: Value, sizes: readonly number[], axis: number): Value[] {
  const at = axis < 0 ? axis + x.shape.length : axis;
  const outputs = sizes.map((size) => ({
    type: x.type,
    shape: x.shape.map((old, index) => (index === at ? size : old)),
  }));
  return g.nodes('Split', [x, g.int64([sizes.length], sizes)], outputs, { axis });
}

/** Takes whole slices along `axis`. */
export function gather(g: GraphBuilder, data: Value, indices: Value, axis: number): Value {
  const shape = [...data.shape.slice(0, axis), ...indices.shape, ...data.shape.slice(axis + 1)];
  return g.node('Gather', [data, indices], { type: data.type, shape }, { axis });
}

export function softmax(g: GraphBuilder, x: Value, axis: number): Value {
  return g.node('Softmax', [x], { type: x.type, shape: x.shape }, { axis });
}

export function logSoftmax(g: GraphBuilder, x: Value, axis: number): Value {
  return g.node('LogSoftmax', [x], { type: x.type, shape: x.shape }, { axis });
}

/** x[…, from:to, …] along one axis, `to` exclusive; negative positions count from the end. */
export function slice(
  g: GraphBuilder,
  x: Value,
  axis: number,
  range: { readonly from: number; readonly to: number; readonly size: Dimension },
): Value {
  const at = axis < 0 ? axis + x.shape.length : axis;
  const shape = x.shape.map((size, index) => (index === at ? range.size : size));
  return g.node('Slice', [x, g.int64([1], [range.from]), g.int64([1], [range.to]), g.int64([1], [axis])], {
    type: x.type,
    shape,
  });
}

export function argMax(g: GraphBuilder, x: Value, axis: number, name?: string): Value {
  const shape = reduced(x.shape, axis);
  return g.node(
    'ArgMax',
    [x],
    { type: 'int64', shape, ...named(name) },
    { axis, keepdims: 1, select_last_index: 0 },
  );
}

export function reduceMax(g: GraphBuilder, x: Value, axis: number, name?: string): Value {
  return g.node(
    'ReduceMax',
    [x, g.int64([1], [axis])],
    { type: x.type, shape: reduced(x.shape, axis), ...named(name) },
    { keepdims: 1 },
  );
}

export function reduceSum(g: GraphBuilder, x: Value, axis: number, name?: string): Value {
  return g.node(
    'ReduceSum',
    [x, g.int64([1], [axis])],
    { type: x.type, shape: reduced(x.shape, axis), ...named(name) },
    { keepdims: 1 },
  );
}

export function reduceMean(g: GraphBuilder, x: Value, axis: number, name?: string): Value {
  return g.node(
    'ReduceMean',
    [x, g.int64([1], [axis])],
    { type: x.type, shape: reduced(x.shape, axis), ...named(name) },
    { keepdims: 1 },
  );
}

/** The sum of all elements, shape []. */
export function sumAll(g: GraphBuilder, x: Value, name?: string): Value {
  if (x.shape.length === 0 && name === undefined) return x;
  return g.node('ReduceSum', [x], { type: x.type, shape: [], ...named(name) }, { keepdims: 0 });
}

/** Without the axes given, whose size is 1. */
export function squeeze(g: GraphBuilder, x: Value, axes: readonly number[]): Value {
  const at = axes.map((axis) => (axis < 0 ? axis + x.shape.length : axis));
  const shape = x.shape.filter((_, axis) => !at.includes(axis));
  return g.node('Squeeze', [x, g.int64([at.length], at)], { type: x.type, shape });
}

/** With new axes of size 1 at those positions of the result. */
export function unsqueeze(g: GraphBuilder, x: Value, axes: readonly number[]): Value {
  const rank = x.shape.length + axes.length;
  const at = axes.map((axis) => (axis < 0 ? axis + rank : axis));
  const old = x.shape.values();
  const shape = Array.from({ length: rank }, (_, axis): Dimension => {
    if (at.includes(axis)) return 1;
    const { value } = old.next();
    if (value === undefined) throw new RangeError('An axis is named twice.');
    return value;
  });
  return g.node('Unsqueeze', [x, g.int64([at.length], at)], { type: x.type, shape });
}

/** int64 [rank]: the sizes of x at run time. */
export function shapeOf(g: GraphBuilder, x: Value): Value {
  return g.node('Shape', [x], { type: 'int64', shape: [x.shape.length] });
}

/** x repeated along its axes of size 1 to `sizes` (int64 [rank]); `shape` is what comes out. */
export function expand(g: GraphBuilder, x: Value, sizes: Value, shape: Shape): Value {
  return g.node('Expand', [x, sizes], { type: x.type, shape });
}

/** data[…, indices[…, i], …]: one element per index, along `axis`. */
export function gatherElements(g: GraphBuilder, data: Value, indices: Value, axis: number): Value {
  return g.node('GatherElements', [data, indices], { type: data.type, shape: indices.shape }, { axis });
}

/** x / rms(x) · scale over the last axis (ONNX Runtime implements it without a domain). */
export function simplifiedLayerNormalization(
  g: GraphBuilder,
  x: Value,
  scale: Value,
  epsilon: number,
): Value {
  return g.node(
    'SimplifiedLayerNormalization',
    [x, scale],
    { type: x.type, shape: x.shape },
    { axis: -1, epsilon: { float: epsilon }, stash_type: 1 },
  );
}

function named(name: string | undefined): { readonly name?: string } {
  return name === undefined ? {} : { name };
}

function reduced(shape: Shape, axis: number): Shape {
  const at = axis < 0 ? axis + shape.length : axis;
  return shape.map((size, index) => (index === at ? 1 : size));
}

function sizeOf(x: Value, axis: number): Dimension {
  const size = x.shape[axis];
  if (size === undefined) throw new RangeError(`${x.name} has no axis ${axis}.`);
  return size;
}
