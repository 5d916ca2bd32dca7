// The peer of the generation benchmark: @huggingface/transformers on the same weights, with the ONNX layout and the
// settings that it uses by itself (GroupQueryAttention, growing cache, logits of the last position only).
import type * as transformers from '@huggingface/transformers';
import { cp, link, mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { GuardrailError } from '../../protocol/errors';
import type { OpenCheckpoint } from '../checkpoints/checkpoint';
import { encodeModel } from '../graph/encodeModel';
import type { Graph, Value } from '../graph/graph';
import { GraphBuilder } from '../graph/graphBuilder';
import { skipSimplifiedLayerNormalization } from '../graph/microsoftOps';
import {
  cast,
  gather,
  matMul,
  mul,
  reduceSum,
  sigmoid,
  simplifiedLayerNormalization,
  sub,
  transpose,
} from '../graph/ops';
import { ropeTables } from '../models/rope';
import { Weights } from '../models/weights';
import { groupQueryAttention } from './groupQueryAttention';

export interface Peer {
  /** Greedy, exactly `newTokens` per prompt; the prompts have one length. Returns milliseconds. */
  generate(prompts: readonly (readonly number[])[], newTokens: number): Promise<number>;
  dispose(): Promise<void>;
}

/**
 * Writes model and configuration into `folder` and loads them as a user of the library would.
 * @throws GuardrailError checkpointUnsupported for a model that is not a plain Llama in one file, invalidRequest where the library is
 * not installed: packages of the product do not carry it.
 */
export async function loadTransformersPeer(
  checkpoint: Pick<OpenCheckpoint, 'config' | 'tensors'>,
  folder: string,
): Promise<Peer> {
  const { AutoModelForCausalLM, Tensor, env } = await loadLibrary();
  await writePeerModel(checkpoint, folder);
  env.allowRemoteModels = false;
  env.localModelPath = `${dirname(folder)}/`;
  const model = await AutoModelForCausalLM.from_pretrained(basename(folder), {
    device: 'cpu',
    dtype: 'fp32',
    local_files_only: true,
  });
  return {
    generate: async (prompts, newTokens) => {
      const length = prompts[0]?.length ?? 0;
      const dims = [prompts.length, length];
      const ids = BigInt64Array.from(prompts.flat(), (id) => BigInt(id));
      const started = performance.now();
      // No end token: the library stops at the number of new tokens alone.
      const options: Parameters<typeof model.generate>[0] = {
        inputs: new Tensor('int64', ids, dims),
        attention_mask: new Tensor('int64', new BigInt64Array(ids.length).fill(1n), dims),
        do_sample: false,
        max_new_tokens: newTokens,
      };
      await model.generate(options);
      return performance.now() - started;
    },
    dispose: async () => {
      await model.dispose();
    },
  };
}

function loadLibrary(): Promise<typeof transformers> {
  return import('@huggingface/transformers').catch((cause: unknown) => {
    throw new GuardrailError(
      'invalidRequest',
      'transformers.js is not part of this installation.',
      'Run this from a clone of the repository, after `npm ci`, or leave --peer out.',
      { cause },
    );
  });
}

async function writePeerModel(
  checkpoint: Pick<OpenCheckpoint, 'config' | 'tensors'>,
  folder: string,
): Promise<void> {
  const { config, tensors } = checkpoint;
  const plain =
    config.architecture === 'LlamaForCausalLM' &&
    !config.attentionBias &&
    !config.outputBias &&
    !config.mlpBias;
  const files = [...new Set([...tensors.values()].map((tensor) => tensor.file))];
  const [file] = files;
  if (!plain || file === undefined || files.length > 1) {
    throw new GuardrailError(
      'checkpointUnsupported',
      'The comparison with transformers.js takes Llama models in one file.',
      'Leave --model out to use random weights in the geometry of SmolLM2-135M.',
    );
  }
  const onnxFolder = join(folder, 'onnx');
  await mkdir(onnxFolder, { recursive: true });
  const weightsFile = join(onnxFolder, 'model.safetensors');
  // The model may only refer to files beside it.
  await link(file, weightsFile).catch(() => cp(file, weightsFile));
  const moved = new Map([...tensors].map(([name, tensor]) => [name, { ...tensor, file: weightsFile }]));
  await writeFile(join(onnxFolder, 'model.onnx'), encodeModel(peerGraph(config, moved)));
  await writeFile(
    join(folder, 'config.json'),
    JSON.stringify({
      architectures: ['LlamaForCausalLM'],
      model_type: 'llama',
      hidden_size: config.hiddenSize,
      intermediate_size: config.intermediateSize,
      num_attention_heads: config.heads,
      num_key_value_heads: config.kvHeads,
      num_hidden_layers: config.layers,
      head_dim: config.headDim,
      vocab_size: config.vocabSize,
      max_position_embeddings: config.contextLength,
    }),
  );
  await writeFile(join(folder, 'generation_config.json'), JSON.stringify({}));
}

function peerGraph(config: OpenCheckpoint['config'], tensors: OpenCheckpoint['tensors']): Graph {
  const g = new GraphBuilder();
  const weights = new Weights(g, tensors);
  const { hiddenSize, intermediateSize, heads, kvHeads, headDim, vocabSize } = config;
  const ids = g.input('input_ids', 'int64', ['batch_size', 'sequence_length']);
  const mask = g.input('attention_mask', 'int64', ['batch_size', 'total_sequence_length']);
  const keep = g.input('num_logits_to_keep', 'int64', []);

  // Weights lie as [in, out] in such exports; the transposition is folded when the model is loaded.
  const linear = (x: Value, name: string, out: number, input: number): Value =>
    matMul(g, x, transpose(g, weights.float32(name, [out, input]), [1, 0]));

  const lengths = sub(g, reduceSum(g, mask, 1), g.int64([1], [1]));
  const seqlensK = cast(
    g,
    g.node('Squeeze', [lengths, g.int64([1], [1])], { type: 'int64', shape: ['batch_size'] }),
    'int32',
  );
  const shape = g.node('Shape', [mask], { type: 'int64', shape: [2] });
  const totalSequenceLength = cast(g, gather(g, shape, g.int64([], [1]), 0), 'int32');
  const [rope = { theta: 10_000, scaling: null }] = config.ropes;
  const tables = ropeTables(rope, config.headDim, Math.min(config.contextLength, 8192));
  const cosCache = g.float32([tables.positions, headDim / 2], tables.cos);
  const sinCache = g.float32([tables.positions, headDim / 2], tables.sin);

  const table = weights.float32('model.embed_tokens.weight', [vocabSize, hiddenSize]);
  let residual = gather(g, table, ids, 0);
  let pending: Value | null = null;
  const norm = (name: string): Value => {
    const gamma = weights.float32(name, [hiddenSize]);
    if (pending === null) return simplifiedLayerNormalization(g, residual, gamma, config.rmsNormEps);
    const both = skipSimplifiedLayerNormalization(g, residual, pending, gamma, config.rmsNormEps);
    residual = both.sum;
    return both.normalised;
  };
  for (let layer = 0; layer < config.layers; layer++) {
    const at = `model.layers.${layer}`;
    const x = norm(`${at}.input_layernorm.weight`);
    const cache = ['batch_size', kvHeads, 'past_sequence_length', headDim];
    const attended = groupQueryAttention(
      g,
      {
        query: linear(x, `${at}.self_attn.q_proj.weight`, heads * headDim, hiddenSize),
        key: linear(x, `${at}.self_attn.k_proj.weight`, kvHeads * headDim, hiddenSize),
        value: linear(x, `${at}.self_attn.v_proj.weight`, kvHeads * headDim, hiddenSize),
        pastKey: g.input(`past_key_values.${layer}.key`, 'float32', cache),
        pastValue: g.input(`past_key_values.${layer}.value`, 'float32', cache),
        seqlensK,
        totalSequenceLength,
        cosCache,
        sinCache,
      },
      { heads, kvHeads, headDim },
      {
        key: `present.${layer}.key`,
        value: `present.${layer}.value`,
        length: 'total_sequence_length',
      },
    );
    g.output(attended.presentKey);
    g.output(attended.presentValue);
    pending = linear(attended.output, `${at}.self_attn.o_proj.weight`, hiddenSize, heads * headDim);
    const y = norm(`${at}.post_attention_layernorm.weight`);
    const gate = linear(y, `${at}.mlp.gate_proj.weight`, intermediateSize, hiddenSize);
    const up = linear(y, `${at}.mlp.up_proj.weight`, intermediateSize, hiddenSize);
    const inner = mul(g, mul(g, gate, sigmoid(g, gate)), up);
    pending = linear(inner, `${at}.mlp.down_proj.weight`, hiddenSize, intermediateSize);
  }
  const last = norm('model.norm.weight');
  // The last `keep` positions; 0 keeps all, as the library means it.
  const kept = g.node(
    'Slice',
    [
      last,
      g.node('Reshape', [g.node('Neg', [keep], { type: 'int64', shape: [] }), g.int64([1], [1])], {
        type: 'int64',
        shape: [1],
      }),
      g.int64([1], [Number.MAX_SAFE_INTEGER]),
      g.int64([1], [1]),
    ],
    { type: 'float32', shape: ['batch_size', 'kept', hiddenSize] },
  );
  const name = config.tiedEmbeddings ? 'model.embed_tokens.weight' : 'lm_head.weight';
  const head = transpose(g, weights.float32(name, [vocabSize, hiddenSize]), [1, 0]);
  const logits = g.node('MatMul', [kept, head], {
    name: 'logits',
    type: 'float32',
    shape: ['batch_size', 'kept', vocabSize],
  });
  g.output(logits);
  return g.build();
}
