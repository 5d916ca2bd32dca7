// What others published, beside what these functions give for the same.
import { cacheBytesPerToken, parameterCount, type DecoderShape } from './decoderShape';
import { gpus } from './gpus';
import { knownModels, type KnownModel } from './knownModels';
import { trainedStates, trainingMemory } from './trainingMemory';

export interface PublishedFigure {
  readonly what: string;
  readonly here: string;
  readonly published: string;
  readonly source: string;
  /** Both as numbers of one unit. */
  readonly values: { readonly here: number; readonly published: number };
}

/** Billions, of the models' cards. */
const cardParameters: Readonly<Record<KnownModel, number>> = {
  'Qwen2.5-0.5B': 0.49,
  'Qwen2.5-1.5B': 1.54,
  'Qwen2.5-3B': 3.09,
  'Qwen2.5-7B': 7.61,
  'Llama-3.1-8B': 8.03,
  'Qwen2.5-14B': 14.7,
  'Qwen2.5-32B': 32.5,
  'Llama-3.1-70B': 70.6,
};

/** As arXiv 2205.01068 has it; no gated MLP, which its cache does not depend on. */
const opt13b: DecoderShape = {
  ...{ layers: 40, hiddenSize: 5120, intermediateSize: 20_480, heads: 40, kvHeads: 40, headDim: 128 },
  ...{ vocabSize: 50_272, tied: true, attentionBias: true },
};

/** As arXiv 2302.13971 has it. */
const llama65b: DecoderShape = {
  ...{ layers: 80, hiddenSize: 8192, intermediateSize: 22_016, heads: 64, kvHeads: 64, headDim: 128 },
  ...{ vocabSize: 32_000, tied: false, attentionBias: false },
};

/** GPU hours on A100 80 GB for 2·10¹² tokens, and weights (arXiv 2307.09288, tables 1 and 2). */
const llama2Hours = [
  { name: 'Llama 2 7B', weights: 7e9, hours: 184_320 },
  { name: 'Llama 2 13B', weights: 13e9, hours: 368_640 },
  { name: 'Llama 2 70B', weights: 70e9, hours: 1_720_320 },
] as const;

export function publishedFigures(): readonly PublishedFigure[] {
  const counts = (Object.keys(cardParameters) as KnownModel[]).map((name) =>
    figure(
      `weights of ${name}, billions`,
      parameterCount(knownModels[name]) / 1e9,
      cardParameters[name],
      'model card',
      2,
    ),
  );
  const zero = ([1, 64] as const).map((count) =>
    figure(
      `weights, gradients and AdamW of 7.5 B, ${count} GPU${count === 1 ? '' : 's'}, GB each`,
      sum(Object.values(trainedStates(7.5e9, count))) / 1e9,
      count === 1 ? 120 : 1.9,
      'ZeRO, arXiv 1910.02054, figure 1',
      1,
    ),
  );
  const qlora = trainingMemory(llama65b, {
    ...{ kind: 'qlora', rank: 64, gpus: 1, microBatchTokens: 512, reference: false },
  });
  const hours = llama2Hours.map(({ name, weights, hours: published }) =>
    figure(
      `GPU hours of pretraining ${name}, 6N operations per token at 40%`,
      (6 * weights * 2e12) / (gpus['a100-80'].flops * 0.4) / 3600,
      published,
      'arXiv 2307.09288, table 2',
      0,
    ),
  );
  return [
    ...counts,
    ...zero,
    {
      ...figure('QLoRA of LLaMA 65B, rank 64, GB of 2³⁰ bytes', qlora.total / 2 ** 30, 48, '', 0),
      published: 'below 48',
      source: 'QLoRA, arXiv 2305.14314, abstract',
    },
    figure(
      'cache of a token of OPT-13B, KB of 1,024 bytes',
      cacheBytesPerToken(opt13b) / 1024,
      800,
      'vLLM, arXiv 2309.06180 §3',
      0,
    ),
    ...hours,
  ];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function figure(
  what: string,
  here: number,
  published: number,
  source: string,
  digits: number,
): PublishedFigure {
  const text = (value: number): string =>
    value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return { what, here: text(here), published: text(published), source, values: { here, published } };
}
