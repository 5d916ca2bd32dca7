// How each case of autodiffRules.json is built from operators. Support for tests; holds no test itself.
import type { Shape, Value } from '../../../../src/engine/graph/graph';
import type { GraphBuilder } from '../../../../src/engine/graph/graphBuilder';
import {
  fusedMatMul,
  rotaryEmbedding,
  skipSimplifiedLayerNormalization,
} from '../../../../src/engine/graph/microsoftOps';
import * as op from '../../../../src/engine/graph/ops';

export interface RuleCase {
  /** Names of sizes in the inputs' shapes, where they are not all numbers. */
  readonly shapes?: readonly Shape[];
  /** Where the function has a kink, finite differences say nothing. */
  readonly kink?: true;
  readonly build: (g: GraphBuilder, ...inputs: readonly Value[]) => Value | readonly Value[];
}

const angles = Array.from({ length: 6 }, (_, position) => [position, 0.3 * position]).flat();
const rope = (g: GraphBuilder): { cos: Value; sin: Value } => ({
  cos: g.float32([6, 2], angles.map(Math.cos)),
  sin: g.float32([6, 2], angles.map(Math.sin)),
});

export const ruleCases: Readonly<Record<string, RuleCase>> = {
  add: {
    shapes: [
      ['n', 3, 4],
      [3, 1],
    ],
    build: op.add,
  },
  sub: { shapes: [[3], ['n', 3]], build: op.sub },
  mul: {
    shapes: [
      ['n', 'm', 4],
      ['n', 1, 4],
    ],
    build: op.mul,
  },
  'mul by a scalar': { shapes: [['n', 3], []], build: op.mul },
  square: { build: op.square },
  div: { shapes: [['n', 3], [3]], build: op.div },
  pow: { build: op.pow },
  neg: { build: op.neg },
  'sum of three': {
    build: (g, ...terms) => g.node('Sum', terms, { type: 'float32', shape: [2, 3] }),
  },
  'used three times': {
    build: (g, a) => op.add(g, op.add(g, op.exp(g, a), op.square(g, a)), op.sigmoid(g, a)),
  },
  min: { build: op.min },
  max: { shapes: [['n', 4], [4]], build: op.max },
  'min at ties': { kink: true, build: op.min },
  'max at ties': { kink: true, build: op.max },
  clip: { build: (g, a) => op.clip(g, a, { low: -0.7, high: 1.1 }) },
  'clip below': { build: (g, a) => op.clip(g, a, { low: -0.7 }) },
  'clip at bounds': { kink: true, build: (g, a) => op.clip(g, a, { low: -1, high: 1 }) },
  where: {
    shapes: [['n', 3], [3]],
    build: (g, a, b) => op.where(g, op.greater(g, a, op.scalar(g, 0.1)), op.add(g, a, a), b),
  },
  abs: { build: op.abs },
  exp: { build: op.exp },
  log: { build: op.log },
  sqrt: { build: op.sqrt },
  reciprocal: { build: op.reciprocal },
  sigmoid: { build: op.sigmoid },
  logSigmoid: { build: op.logSigmoid },
  tanh: { build: op.tanh },
  // Steps of float16 are larger than what finite differences need.
  cast: { kink: true, build: (g, a) => op.cast(g, op.cast(g, a, 'float16'), 'float32') },
  // Finite differences see through it.
  stopGradient: { kink: true, build: (g, a) => op.mul(g, a, op.stopGradient(g, a)) },
  matMul: {
    shapes: [
      ['n', 4],
      [4, 2],
    ],
    build: op.matMul,
  },
  'matMul, batch by matrix': {
    shapes: [
      ['n', 'm', 4],
      [4, 5],
    ],
    build: op.matMul,
  },
  'matMul, broadcast batches': { build: op.matMul },
  'fusedMatMul, transB': {
    shapes: [
      ['n', 'm', 4],
      [5, 4],
    ],
    build: (g, a, b) => fusedMatMul(g, a, b, { transB: true, alpha: 0.5 }),
  },
  'fusedMatMul, transA': {
    shapes: [
      ['n', 4, 'm'],
      ['n', 4, 5],
    ],
    build: (g, a, b) => fusedMatMul(g, a, b, { transA: true, alpha: -1.5 }),
  },
  'fusedMatMul, both': { build: (g, a, b) => fusedMatMul(g, a, b, { transA: true, transB: true, alpha: 2 }) },
  'fusedMatMul, transA of a batch by a matrix': {
    build: (g, a, b) => fusedMatMul(g, a, b, { transA: true }),
  },
  transpose: { shapes: [['n', 3, 'm']], build: (g, a) => op.transpose(g, a, [2, 0, 1]) },
  reshape: {
    shapes: [['n', 'm', 4]],
    build: (g, a) => op.reshape(g, a, [-1, 4], ['n·m', 4]),
  },
  squeeze: { shapes: [['n', 1, 'm']], build: (g, a) => op.squeeze(g, a, [-2]) },
  unsqueeze: { shapes: [['n', 'm']], build: (g, a) => op.unsqueeze(g, a, [1, -1]) },
  expand: {
    shapes: [['n', 1, 3]],
    build: (g, a) => op.expand(g, a, g.int64([3], [1, 4, 1]), ['n', 4, 3]),
  },
  concat: {
    shapes: [
      ['n', 'm'],
      ['n', 1],
      ['n', 2],
    ],
    build: (g, ...parts) => op.concat(g, parts, -1),
  },
  split: {
    shapes: [['n', 5]],
    build: (g, a) => {
      const [left, right] = op.split(g, a, [2, 3], -1);
      if (left === undefined || right === undefined) throw new Error('Split gives two parts.');
      return [left, op.square(g, right)];
    },
  },
  'split, one part unused': {
    shapes: [['n', 6]],
    build: (g, a) => op.split(g, a, [2, 1, 3], 1)[1] ?? a,
  },
  slice: { shapes: [[3, 'n']], build: (g, a) => op.slice(g, a, 1, { from: 1, to: 4, size: 3 }) },
  'slice from the end': {
    shapes: [['n', 3]],
    build: (g, a) => op.slice(g, a, 0, { from: -3, to: -1, size: 2 }),
  },
  pad: {
    shapes: [['n', 3]],
    build: (g, a) => g.node('Pad', [a, g.int64([4], [0, 2, 0, 1])], { type: 'float32', shape: ['n', 6] }),
  },
  'gather rows': {
    shapes: [['n', 3]],
    build: (g, a) => op.gather(g, a, g.int64([2, 2], [2, 0, 2, 3]), 0),
  },
  'gather columns': { build: (g, a) => op.gather(g, a, g.int64([3], [3, 0, 3]), 1) },
  gatherElements: {
    shapes: [[2, 'n']],
    build: (g, a) => op.gatherElements(g, a, g.int64([2, 3], [0, 2, 2, 3, 1, 1]), 1),
  },
  reduceSum: { shapes: [['n', 'm', 4]], build: (g, a) => op.reduceSum(g, a, 1) },
  reduceMean: { shapes: [['n', 3, 'm']], build: (g, a) => op.reduceMean(g, a, -1) },
  sumAll: { shapes: [['n', 'm']], build: (g, a) => op.sumAll(g, a) },
  softmax: { shapes: [['n', 'm', 4]], build: (g, a) => op.softmax(g, a, -1) },
  'softmax inside': { build: (g, a) => op.softmax(g, a, 1) },
  logSoftmax: { build: (g, a) => op.logSoftmax(g, a, -1) },
  simplifiedLayerNormalization: {
    shapes: [['n', 'm', 4], [4]],
    build: (g, x, scale) => op.simplifiedLayerNormalization(g, x, scale, 1e-5),
  },
  skipSimplifiedLayerNormalization: {
    shapes: [['n', 'm', 4], ['n', 'm', 4], [4]],
    build: (g, x, residual, scale) => {
      const { normalised, sum } = skipSimplifiedLayerNormalization(g, x, residual, scale, 1e-5);
      return [normalised, sum];
    },
  },
  'skipSimplifiedLayerNormalization, sum unused': {
    build: (g, x, residual, scale) =>
      skipSimplifiedLayerNormalization(g, x, residual, scale, 1e-5).normalised,
  },
  rotaryEmbedding: {
    shapes: [['n', 3, 'm', 4]],
    build: (g, x) => rotaryEmbedding(g, x, g.int64([1], [0]), rope(g), { heads: 3 }),
  },
  'rotaryEmbedding, packed heads': {
    shapes: [['n', 'm', 12]],
    build: (g, x) => rotaryEmbedding(g, x, g.int64([1], [0]), rope(g), { heads: 3 }),
  },
};
