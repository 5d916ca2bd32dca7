// Shapes of published models, as their config.json has them.
import type { DecoderShape } from './decoderShape';

const qwen = { headDim: 128, attentionBias: true } as const;

export const knownModels = {
  'Qwen2.5-0.5B': {
    ...{ layers: 24, hiddenSize: 896, intermediateSize: 4864, heads: 14, kvHeads: 2, headDim: 64 },
    ...{ vocabSize: 151_936, tied: true, attentionBias: true },
  },
  'Qwen2.5-1.5B': {
    ...qwen,
    ...{ layers: 28, hiddenSize: 1536, intermediateSize: 8960, heads: 12, kvHeads: 2 },
    ...{ vocabSize: 151_936, tied: true },
  },
  'Qwen2.5-3B': {
    ...qwen,
    ...{ layers: 36, hiddenSize: 2048, intermediateSize: 11_008, heads: 16, kvHeads: 2 },
    ...{ vocabSize: 151_936, tied: true },
  },
  'Qwen2.5-7B': {
    ...qwen,
    ...{ layers: 28, hiddenSize: 3584, intermediateSize: 18_944, heads: 28, kvHeads: 4 },
    ...{ vocabSize: 152_064, tied: false },
  },
  'Llama-3.1-8B': {
    ...{ layers: 32, hiddenSize: 4096, intermediateSize: 14_336, heads: 32, kvHeads: 8, headDim: 128 },
    ...{ vocabSize: 128_256, tied: false, attentionBias: false },
  },
  'Qwen2.5-14B': {
    ...qwen,
    ...{ layers: 48, hiddenSize: 5120, intermediateSize: 13_824, heads: 40, kvHeads: 8 },
    ...{ vocabSize: 152_064, tied: false },
  },
  'Qwen2.5-32B': {
    ...qwen,
    ...{ layers: 64, hiddenSize: 5120, intermediateSize: 27_648, heads: 40, kvHeads: 8 },
    ...{ vocabSize: 152_064, tied: false },
  },
  'Llama-3.1-70B': {
    ...{ layers: 80, hiddenSize: 8192, intermediateSize: 28_672, heads: 64, kvHeads: 8, headDim: 128 },
    ...{ vocabSize: 128_256, tied: false, attentionBias: false },
  },
} as const satisfies Readonly<Record<string, DecoderShape>>;

export type KnownModel = keyof typeof knownModels;
