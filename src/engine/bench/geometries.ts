// Sizes of published models, for checkpoints of random weights: what they take follows from these alone.

export interface Geometry {
  readonly layers: number;
  readonly hiddenSize: number;
  readonly intermediateSize: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly vocabSize: number;
  readonly contextLength: number;
  /** A head of its own, not the embeddings. */
  readonly ownHead?: boolean;
}

/** HuggingFaceTB/SmolLM2-135M-Instruct, config.json. */
export const smolLm2Geometry: Geometry = {
  layers: 30,
  hiddenSize: 576,
  intermediateSize: 1536,
  heads: 9,
  kvHeads: 3,
  vocabSize: 49152,
  contextLength: 8192,
};

const llama = { kvHeads: 8, vocabSize: 128_256, contextLength: 131_072 } as const;

/** By the names that `bench --geometry` takes; the Llamas' from meta-llama's config.json. */
export const geometries: Readonly<Record<string, Geometry>> = {
  'smollm2-135m': smolLm2Geometry,
  'llama-3.2-1b': { ...llama, layers: 16, hiddenSize: 2048, intermediateSize: 8192, heads: 32 },
  'llama-3.2-3b': { ...llama, layers: 28, hiddenSize: 3072, intermediateSize: 8192, heads: 24 },
  'llama-3.1-8b': {
    ...llama,
    layers: 32,
    hiddenSize: 4096,
    intermediateSize: 14336,
    heads: 32,
    ownHead: true,
  },
};
