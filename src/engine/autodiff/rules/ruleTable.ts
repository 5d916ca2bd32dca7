// Every operator's derivative. The table is total: an operator without an entry does not compile.
import type { OpName } from '../../graph/graph';
import type { NoRule, VjpRule } from '../vjpRule';
import {
  addRule,
  divRule,
  mulRule,
  negRule,
  powRule,
  reciprocalRule,
  sqrtRule,
  subRule,
  sumRule,
} from './sumsAndProducts';
import { absRule, castRule, expRule, logRule, sigmoidRule, softplusRule, tanhRule } from './functions';
import { gatherElementsRule, gatherRule } from './indexing';
import { concatRule, padRule, sliceRule, splitRule } from './joining';
import { fusedMatMulRule, matMulRule } from './matMul';
import { simplifiedLayerNormalizationRule, skipSimplifiedLayerNormalizationRule } from './normalization';
import { reduceMeanRule, reduceSumRule } from './reductions';
import { rotaryEmbeddingRule } from './rotary';
import { clipRule, maxRule, minRule, whereRule } from './choosing';
import { expandRule, reshapeRule, transposeRule } from './shaping';
import { logSoftmaxRule, softmaxRule } from './softmax';

export const rules: Readonly<Record<OpName, VjpRule | NoRule>> = {
  Abs: absRule,
  Add: addRule,
  ArgMax: 'integer',
  Cast: castRule,
  Clip: clipRule,
  Concat: concatRule,
  ConstantOfShape: 'constant',
  Div: divRule,
  Equal: 'integer',
  Exp: expRule,
  Expand: expandRule,
  FusedMatMul: fusedMatMulRule,
  Gather: gatherRule,
  GatherElements: gatherElementsRule,
  Greater: 'integer',
  GatherBlockQuantized: 'missing',
  GroupQueryAttention: 'missing',
  // stopGradient
  Identity: 'constant',
  Less: 'integer',
  LessOrEqual: 'integer',
  Log: logRule,
  LogSoftmax: logSoftmaxRule,
  MatMul: matMulRule,
  Max: maxRule,
  Min: minRule,
  Mul: mulRule,
  Neg: negRule,
  Not: 'integer',
  Pad: padRule,
  Pow: powRule,
  Reciprocal: reciprocalRule,
  ReduceMax: 'missing',
  ReduceMean: reduceMeanRule,
  ReduceSum: reduceSumRule,
  Reshape: reshapeRule,
  MatMulNBits: 'missing',
  RotaryEmbedding: rotaryEmbeddingRule,
  // Only in backward passes, which are not differentiated again.
  ScatterElements: 'missing',
  Shape: 'integer',
  Sigmoid: sigmoidRule,
  Sign: 'constant',
  SimplifiedLayerNormalization: simplifiedLayerNormalizationRule,
  SkipSimplifiedLayerNormalization: skipSimplifiedLayerNormalizationRule,
  Slice: sliceRule,
  Softmax: softmaxRule,
  Softplus: softplusRule,
  Split: splitRule,
  Sqrt: sqrtRule,
  Squeeze: reshapeRule,
  Sub: subRule,
  Sum: sumRule,
  Tanh: tanhRule,
  Transpose: transposeRule,
  Unsqueeze: reshapeRule,
  Where: whereRule,
};
