// How decoders differ from each other beyond their sizes: every property is one difference, and the plain decoder (Llama's)
// has none of them. Graphs, tensor names and files follow from this description alone.

import type { JoinedProjection } from '../projections';

export type RopeScaling =
  | { readonly type: 'linear'; readonly factor: number }
  | {
      readonly type: 'llama3';
      readonly factor: number;
      readonly lowFreqFactor: number;
      readonly highFreqFactor: number;
      readonly originalMaxPositions: number;
    }
  | {
      readonly type: 'yarn';
      readonly factor: number;
      readonly originalMaxPositions: number;
      /** Turns within the original positions above which a frequency stays, and below which it is divided. */
      readonly betaFast: number;
      readonly betaSlow: number;
      /** The bounds between them are whole pairs of dimensions. */
      readonly truncate: boolean;
      /** Of cosines and sines. */
      readonly attentionFactor: number;
    }
  | {
      readonly type: 'longrope';
      /** Of each pair of dimensions. */
      readonly divisors: readonly number[];
      readonly attentionFactor: number;
    };

export interface RopeSettings {
  readonly theta: number;
  readonly scaling: RopeScaling | null;
}

/** What differs between the layers of one decoder. */
export interface LayerAttention {
  /** A token sees the last `slidingWindow` tokens, itself included, instead of all before it. */
  readonly sliding: boolean;
  /** Which of `ropes` turns queries and keys; null: none does (NoPE: Kazemnejad et al. 2023, arXiv 2305.19466). */
  readonly rope: number | null;
}

/** Hugging Face's names of a block's RMS norms over the hidden size; null: there is none at that place. */
export interface BlockNorms {
  readonly beforeAttention: string | null;
  /** Over what attention adds to the stream. */
  readonly afterAttention: string | null;
  readonly beforeFeedForward: string | null;
  readonly afterFeedForward: string | null;
}

export interface DecoderTraits {
  /** Of the gate in the feed-forward block. */
  readonly activation: 'silu' | 'geluTanh';
  readonly norms: BlockNorms;
  /** Norms multiply by 1 + their stored weight (Gemma). */
  readonly normsFromOne: boolean;
  /** RMS norm on q and k: over each head (Qwen3), or over all heads together (OLMo 2). */
  readonly qkNorm: 'none' | 'head' | 'whole';
  /** Bias on q, k, v (Qwen2, or Llama with attention_bias). */
  readonly attentionBias: boolean;
  /** Bias on o_proj too (Llama with attention_bias). */
  readonly outputBias: boolean;
  readonly mlpBias: boolean;
  /** Factor of q·k; null: 1/√headDim. */
  readonly attentionScale: number | null;
  /** c of c·tanh(x/c) over attention scores, before the mask (Gemma 2). */
  readonly attentionCap: number | null;
  /** The same over logits. */
  readonly logitCap: number | null;
  /** What embeddings are multiplied by. */
  readonly embeddingScale: number;
  /** What both sublayers' contributions to the stream are multiplied by (Granite). */
  readonly residualScale: number;
  /** What logits are multiplied by, before a cap. */
  readonly logitScale: number;
  /** Tokens; null: no layer slides. */
  readonly slidingWindow: number | null;
  /** Dimensions of a head that are turned, its first ones; null: all. */
  readonly rotaryDim: number | null;
  /** Neighbours are turned against each other, instead of the halves (GLM). */
  readonly ropeInterleaved: boolean;
  readonly ropes: readonly RopeSettings[];
  /** Of each layer. */
  readonly layerAttention: readonly LayerAttention[];
  /** Projections that lie in the files as one matrix, one above the other (Phi-3). */
  readonly joined: readonly JoinedProjection[];
}

const preNorms: BlockNorms = {
  beforeAttention: 'input_layernorm',
  afterAttention: null,
  beforeFeedForward: 'post_attention_layernorm',
  afterFeedForward: null,
};

/** What a decoder has where its architecture says nothing else. */
export const plainTraits: Omit<DecoderTraits, 'ropes' | 'layerAttention'> = {
  activation: 'silu',
  norms: preNorms,
  normsFromOne: false,
  qkNorm: 'none',
  attentionBias: false,
  outputBias: false,
  mlpBias: false,
  attentionScale: null,
  attentionCap: null,
  logitCap: null,
  embeddingScale: 1,
  residualScale: 1,
  logitScale: 1,
  slidingWindow: null,
  rotaryDim: null,
  ropeInterleaved: false,
  joined: [],
};
