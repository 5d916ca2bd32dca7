// What of a decoder counts for memory and time, and its number of weights.

export interface DecoderShape {
  readonly layers: number;
  readonly hiddenSize: number;
  readonly intermediateSize: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  readonly vocabSize: number;
  /** Embedding and head are one matrix. */
  readonly tied: boolean;
  /** Queries, keys and values have biases. */
  readonly attentionBias: boolean;
}

/** Of the plain decoder: attention with groups of keys and values, a gated MLP, two norms per layer. */
export function parameterCount(shape: DecoderShape): number {
  const { layers, hiddenSize, vocabSize, tied } = shape;
  return layers * layerParameters(shape) + hiddenSize + (tied ? 1 : 2) * vocabSize * hiddenSize;
}

/** Of the matrices that every token is multiplied with: all weights but the embedding, which is looked up. */
export function multipliedParameters(shape: DecoderShape): number {
  return shape.layers * layerParameters(shape) + shape.vocabSize * shape.hiddenSize;
}

/** Of LoRA matrices A [r, in] and B [out, r] on all seven projections of every layer (arXiv 2106.09685 §4.1). */
export function loraParameters(shape: DecoderShape, rank: number): number {
  const ends = projections(shape).reduce((sum, [inputs, outputs]) => sum + inputs + outputs, 0);
  return shape.layers * rank * ends;
}

/** Bytes of keys and values of one token in 16 bits. */
export function cacheBytesPerToken({ layers, kvHeads, headDim }: DecoderShape): number {
  return 2 * layers * kvHeads * headDim * 2;
}

/** [inputs, outputs] of q, k, v, o, gate, up and down. */
function projections({
  hiddenSize,
  intermediateSize,
  heads,
  kvHeads,
  headDim,
}: DecoderShape): (readonly [number, number])[] {
  const [queries, values] = [heads * headDim, kvHeads * headDim];
  return [
    [hiddenSize, queries],
    [hiddenSize, values],
    [hiddenSize, values],
    [queries, hiddenSize],
    [hiddenSize, intermediateSize],
    [hiddenSize, intermediateSize],
    [intermediateSize, hiddenSize],
  ];
}

function layerParameters(shape: DecoderShape): number {
  const matrices = projections(shape).reduce((sum, [inputs, outputs]) => sum + inputs * outputs, 0);
  const biases = shape.attentionBias ? (shape.heads + 2 * shape.kvHeads) * shape.headDim : 0;
  return matrices + biases + 2 * shape.hiddenSize;
}
