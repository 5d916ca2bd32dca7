// Writes a checkpoint of random weights in the geometry of a published model, so that benchmarks need no download.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { smolLm2Geometry, type Geometry } from './geometries';
import { writeRandomWeights, type RandomWeights } from './randomWeights';
import { writeJson } from './writeJson';

/**
 * A Llama checkpoint: config.json, the weights, and a tokenizer whose words are the numbers from
 * `firstWord` to the end of the vocabulary, each its own id. The same seed gives the same bytes.
 */
export async function writeRandomCheckpoint(folder: string, options: RandomWeights): Promise<void> {
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
  await writeRandomWeights(folder, options);
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
    tie_word_embeddings: geometry.ownHead !== true,
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
    // Any other word is read as the first number: the prompts of suites have as many tokens as words.
    normalizer: { type: 'Replace', pattern: { Regex: '[^0-9\\s]+' }, content: ` ${firstWord} ` },
    pre_tokenizer: { type: 'Whitespace' },
    post_processor: null,
    decoder: null,
    model: { type: 'WordLevel', vocab, unk_token: '<unk>' },
  };
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
