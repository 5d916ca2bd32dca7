// Writes a checkpoint of random weights in SmolLM2-135M's geometry, so that benchmarks need no download.
import { mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { seededRandom } from '../../safety/random';

export interface Geometry {
  readonly layers: number;
  readonly hiddenSize: number;
  readonly intermediateSize: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly vocabSize: number;
  readonly contextLength: number;
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

/**
 * A Llama checkpoint with tied embeddings: config.json, model.safetensors, and a tokenizer whose words are the numbers from
 * `firstWord` to the end of the vocabulary, each its own id. The same seed gives the same bytes.
 */
export async function writeRandomCheckpoint(
  folder: string,
  options: { readonly geometry: Geometry; readonly dtype: 'F32' | 'BF16'; readonly seed: number },
): Promise<void> {
  const { geometry, dtype } = options;
  await mkdir(folder, { recursive: true });
  await writeJson(join(folder, 'config.json'), configOf(geometry, dtype));
  await writeJson(join(folder, 'generation_config.json'), { bos_token_id: 0, eos_token_id: 1 });
  await writeJson(join(folder, 'tokenizer.json'), numberTokenizer(geometry.vocabSize));
  await writeJson(join(folder, 'tokenizer_config.json'), {
    tokenizer_class: 'PreTrainedTokenizerFast',
    bos_token: '<s>',
    eos_token: '</s>',
    pad_token: '</s>',
    model_max_length: geometry.contextLength,
    chat_template: "{%- for message in messages %}{{- message['content'] }}{%- endfor %}",
  });
  await writeWeights(join(folder, 'model.safetensors'), options);
}

function configOf(geometry: Geometry, dtype: 'F32' | 'BF16'): object {
  return {
    architectures: ['LlamaForCausalLM'],
    model_type: 'llama',
    attention_bias: false,
    mlp_bias: false,
    bos_token_id: 0,
    eos_token_id: 1,
    head_dim: geometry.hiddenSize / geometry.heads,
    hidden_act: 'silu',
    hidden_size: geometry.hiddenSize,
    intermediate_size: geometry.intermediateSize,
    max_position_embeddings: geometry.contextLength,
    num_attention_heads: geometry.heads,
    num_hidden_layers: geometry.layers,
    num_key_value_heads: geometry.kvHeads,
    rms_norm_eps: 1e-5,
    rope_scaling: null,
    rope_theta: 100000,
    tie_word_embeddings: true,
    torch_dtype: dtype === 'F32' ? 'float32' : 'bfloat16',
    vocab_size: geometry.vocabSize,
  };
}

const specialWords = ['<s>', '</s>', '<unk>'] as const;

/** The least number that is a word of a random checkpoint. */
export const firstWord = specialWords.length;

/** Every token is a word: tokens of a text and words of a text are the same thing. */
function numberTokenizer(vocabSize: number): object {
  const vocab = Object.fromEntries(
    Array.from({ length: vocabSize }, (_, id) => [specialWords[id] ?? String(id), id]),
  );
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: specialWords.map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: null,
    pre_tokenizer: { type: 'Whitespace' },
    post_processor: null,
    decoder: null,
    model: { type: 'WordLevel', vocab, unk_token: '<unk>' },
  };
}

interface Plan {
  readonly name: string;
  readonly shape: readonly number[];
  readonly norm: boolean;
}

function tensorsOf(geometry: Geometry): Plan[] {
  const { hiddenSize, intermediateSize, heads, kvHeads, vocabSize, layers } = geometry;
  const keyValue = (hiddenSize / heads) * kvHeads;
  const matrix = (name: string, ...shape: number[]): Plan => ({ name, shape, norm: false });
  const norm = (name: string): Plan => ({ name, shape: [hiddenSize], norm: true });
  const block = (layer: number): Plan[] => {
    const at = `model.layers.${layer}`;
    return [
      norm(`${at}.input_layernorm.weight`),
      matrix(`${at}.mlp.down_proj.weight`, hiddenSize, intermediateSize),
      matrix(`${at}.mlp.gate_proj.weight`, intermediateSize, hiddenSize),
      matrix(`${at}.mlp.up_proj.weight`, intermediateSize, hiddenSize),
      norm(`${at}.post_attention_layernorm.weight`),
      matrix(`${at}.self_attn.k_proj.weight`, keyValue, hiddenSize),
      matrix(`${at}.self_attn.o_proj.weight`, hiddenSize, hiddenSize),
      matrix(`${at}.self_attn.q_proj.weight`, hiddenSize, hiddenSize),
      matrix(`${at}.self_attn.v_proj.weight`, keyValue, hiddenSize),
    ];
  };
  return [
    matrix('model.embed_tokens.weight', vocabSize, hiddenSize),
    ...Array.from({ length: layers }, (_, layer) => block(layer)).flat(),
    norm('model.norm.weight'),
  ];
}

async function writeWeights(
  path: string,
  options: { readonly geometry: Geometry; readonly dtype: 'F32' | 'BF16'; readonly seed: number },
): Promise<void> {
  const size = options.dtype === 'F32' ? 4 : 2;
  const plans = tensorsOf(options.geometry);
  const header: Record<string, unknown> = { __metadata__: { format: 'pt' } };
  let offset = 0;
  for (const plan of plans) {
    const bytes = plan.shape.reduce((product, dimension) => product * dimension, size);
    header[plan.name] = {
      dtype: options.dtype,
      shape: plan.shape,
      data_offsets: [offset, offset + bytes],
    };
    offset += bytes;
  }
  const json = Buffer.from(JSON.stringify(header));
  const padded = Buffer.concat([json, Buffer.alloc((8 - (json.length % 8)) % 8, ' ')]);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  const file = await open(path, 'w');
  try {
    await file.writeFile(Buffer.concat([length, padded]));
    const random = seededRandom(options.seed);
    // One small buffer for all: what a benchmark measures afterwards must not be this function's garbage.
    const values = new Float32Array(2 ** 16);
    for (const plan of plans) {
      let left = plan.shape.reduce((product, dimension) => product * dimension, 1);
      while (left > 0) {
        const count = Math.min(left, values.length);
        // Uniform with a standard deviation of 0.04: near enough to trained weights for timing.
        for (let i = 0; i < count; i++) values[i] = plan.norm ? 1 : (random() - 0.5) * 0.14;
        const part = values.subarray(0, count);
        await file.writeFile(
          options.dtype === 'F32' ? new Uint8Array(part.buffer, 0, part.byteLength) : bfloat16(part),
        );
        left -= count;
      }
    }
  } finally {
    await file.close();
  }
}

/** The upper halves of float32 numbers. */
function bfloat16(values: Float32Array): Uint8Array {
  const words = new Uint16Array(values.buffer, values.byteOffset, 2 * values.length);
  const halves = Uint16Array.from(values, (_, index) => words[2 * index + 1] ?? 0);
  return new Uint8Array(halves.buffer);
}

async function writeJson(path: string, value: object): Promise<void> {
  await writeFile(path, `${JSON.stringify(value)}\n`);
}

const randomSizes = { F32: 'float32, 538 MB', BF16: 'bfloat16, 269 MB' } as const;

/** The model that is named, or random weights in the geometry of SmolLM2-135M below `scratch`. */
export async function modelOrRandom(
  model: string | undefined,
  scratch: string,
  dtype: keyof typeof randomSizes,
  report: (line: string) => void,
): Promise<string> {
  if (model !== undefined) return model;
  const path = join(scratch, 'model');
  report(`Writing random weights in the geometry of SmolLM2-135M (${randomSizes[dtype]}) …`);
  await writeRandomCheckpoint(path, { geometry: smolLm2Geometry, dtype, seed: 1 });
  return path;
}
