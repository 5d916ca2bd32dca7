// Which GGUF tensor is which Hugging Face tensor, with shapes checked against the configuration.
import { GuardrailError } from '../../../protocol/errors';
import type { BlockNorms } from '../architectures/decoderTraits';
import type { ModelConfig } from '../checkpoint';
import { joinedPlaces, partsOf } from '../joinedTensors';
import type { JoinedProjection } from '../projections';
import { corruptGguf } from './corruptGguf';
import type { GgufDescription } from './ggufConfig';
import type { GgufTensor } from './ggufHeader';

export interface NamedTensor {
  /** Hugging Face's name. */
  readonly name: string;
  readonly tensor: GgufTensor;
  /**
   * llama.cpp's converter reorders the rows of q and k of Llama models from [head][half][pair] to
   * [head][pair][half], for ggml's interleaved rotation. This is the head size to undo it with; null: as it lies.
   */
  readonly permutedHeadDim: number | null;
}

interface Expected {
  readonly gguf: string;
  readonly name: string;
  readonly shape: readonly number[];
  readonly permuted?: boolean;
}

/** Tensors that carry nothing that the configuration does not say. */
const ignored =
  /^(rope_freqs\.weight|rope_factors_(?:long|short)\.weight|blk\.\d+\.attn_rot_embd(\.weight)?)$/;

/**
 * Every weight the model needs, under its Hugging Face name.
 * @throws GuardrailError checkpointCorrupt for a missing tensor or a wrong shape, checkpointUnsupported for a tensor
 * that the model would ignore
 */
export function ggufTensors(
  { config, architecture }: GgufDescription,
  stored: ReadonlyMap<string, GgufTensor>,
): NamedTensor[] {
  const tensors = separate(stored, config);
  const named: NamedTensor[] = [];
  const used = new Set<string>();
  for (const expected of expectedTensors(config, architecture.permuted)) {
    const tensor = tensors.get(expected.gguf);
    if (tensor === undefined) throw corruptGguf(`the tensor ${expected.gguf} is missing`);
    if (tensor.shape.join() !== expected.shape.join()) {
      throw corruptGguf(
        `the tensor ${expected.gguf} has the shape [${tensor.shape.join(', ')}] instead of [${expected.shape.join(', ')}]`,
      );
    }
    if (tensor.type.quantized && tensor.shape.length === 1) {
      throw corruptGguf(`the vector ${expected.gguf} is quantised as ${tensor.type.name}`);
    }
    used.add(expected.gguf);
    const permutedHeadDim = expected.permuted === true ? config.headDim : null;
    named.push({ name: expected.name, tensor, permutedHeadDim });
  }
  const extra = [...tensors.keys()].find((name) => !used.has(name) && !ignored.test(name));
  if (extra !== undefined) {
    throw new GuardrailError(
      'checkpointUnsupported',
      `The GGUF file has the tensor ${extra}, which its architecture as it is known here does not use.`,
      'Use a plain model of this architecture; variants with additional weights are not supported.',
    );
  }
  return named;
}

/** What GGUF calls matrices that hold several projections, and these by themselves. */
const joinedNames: Readonly<Record<JoinedProjection, readonly [whole: string, parts: readonly string[]]>> = {
  qkv_proj: ['attn_qkv', ['attn_q', 'attn_k', 'attn_v']],
  gate_up_proj: ['ffn_up', ['ffn_gate', 'ffn_up']],
};

/** The same tensors with each projection by itself; what has another shape than its parts together stays. */
function separate(
  stored: ReadonlyMap<string, GgufTensor>,
  config: ModelConfig,
): ReadonlyMap<string, GgufTensor> {
  const tensors = new Map(stored);
  for (const { layer, joined } of joinedPlaces(config)) {
    const [whole, names] = joinedNames[joined];
    const tensor = stored.get(`blk.${layer}.${whole}.weight`);
    const parts = partsOf(config, joined);
    const [total, columns] = [parts.reduce((sum, { rows }) => sum + rows, 0), tensor?.shape[1] ?? 0];
    if (tensor?.shape[0] !== total) continue;
    tensors.delete(tensor.name);
    const rowBytes = tensor.byteLength / total;
    for (const [index, { from, rows }] of parts.entries()) {
      const name = `blk.${layer}.${names[index] ?? ''}.weight`;
      tensors.set(name, {
        ...tensor,
        name,
        shape: [rows, columns],
        elements: rows * columns,
        offset: tensor.offset + from * rowBytes,
        byteLength: rows * rowBytes,
      });
    }
  }
  return tensors;
}

/** What GGUF and Hugging Face call the norms that a block has. */
function normNames(norms: BlockNorms): (readonly [gguf: string, name: string])[] {
  const places = [
    ['attn_norm', norms.beforeAttention],
    ['post_attention_norm', norms.afterAttention],
    ['ffn_norm', norms.beforeFeedForward],
    ['post_ffw_norm', norms.afterFeedForward],
  ] as const;
  return places.flatMap(([gguf, name]) => (name === null ? [] : [[gguf, name] as const]));
}

function* expectedTensors(config: ModelConfig, permuted: boolean): Generator<Expected> {
  const { hiddenSize: hidden, intermediateSize: inner, vocabSize } = config;
  yield { gguf: 'token_embd.weight', name: 'model.embed_tokens.weight', shape: [vocabSize, hidden] };
  yield { gguf: 'output_norm.weight', name: 'model.norm.weight', shape: [hidden] };
  if (!config.tiedEmbeddings) {
    yield { gguf: 'output.weight', name: 'lm_head.weight', shape: [vocabSize, hidden] };
  }
  const queries = config.heads * config.headDim;
  const keys = config.kvHeads * config.headDim;
  for (let layer = 0; layer < config.layers; layer++) {
    const from = `blk.${layer}.`;
    const to = `model.layers.${layer}.`;
    const norm = (gguf: string, name: string, size: number): Expected => ({
      gguf: `${from}${gguf}.weight`,
      name: `${to}${name}.weight`,
      shape: [size],
    });
    for (const [gguf, name] of normNames(config.norms)) yield norm(gguf, name, hidden);
    if (config.qkNorm !== 'none') {
      const whole = config.qkNorm === 'whole';
      yield norm('attn_q_norm', 'self_attn.q_norm', whole ? queries : config.headDim);
      yield norm('attn_k_norm', 'self_attn.k_norm', whole ? keys : config.headDim);
    }
    const projections: readonly [gguf: string, name: string, out: number, from: number, bias: boolean][] = [
      ['attn_q', 'self_attn.q_proj', queries, hidden, config.attentionBias],
      ['attn_k', 'self_attn.k_proj', keys, hidden, config.attentionBias],
      ['attn_v', 'self_attn.v_proj', keys, hidden, config.attentionBias],
      ['attn_output', 'self_attn.o_proj', hidden, queries, config.outputBias],
      ['ffn_gate', 'mlp.gate_proj', inner, hidden, config.mlpBias],
      ['ffn_up', 'mlp.up_proj', inner, hidden, config.mlpBias],
      ['ffn_down', 'mlp.down_proj', hidden, inner, config.mlpBias],
    ];
    for (const [gguf, name, rows, columns, bias] of projections) {
      const reordered = permuted && (gguf === 'attn_q' || gguf === 'attn_k');
      yield {
        gguf: `${from}${gguf}.weight`,
        name: `${to}${name}.weight`,
        shape: [rows, columns],
        permuted: reordered,
      };
      if (bias) {
        yield { gguf: `${from}${gguf}.bias`, name: `${to}${name}.bias`, shape: [rows], permuted: reordered };
      }
    }
  }
}
