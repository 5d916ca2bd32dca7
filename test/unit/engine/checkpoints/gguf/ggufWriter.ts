// Writes small GGUF files for tests, false ones included: every count, length and offset can be overridden.

export type WrittenValue =
  | { readonly type: 'uint32' | 'float32' | 'uint64'; readonly value: number }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'bool'; readonly value: boolean }
  | { readonly type: 'strings'; readonly value: readonly string[] }
  | { readonly type: 'int32s' | 'float32s'; readonly value: readonly number[] }
  /** Bytes as they are, value type included. */
  | { readonly type: 'raw'; readonly value: Uint8Array };

export interface WrittenTensor {
  readonly name: string;
  /** GGUF's order: the row length first. */
  readonly dims: readonly number[];
  /** ggml's number. */
  readonly type: number;
  readonly data: Uint8Array;
  /** Instead of where the data really lies. */
  readonly offset?: number;
}

export interface WrittenGguf {
  readonly magic?: string;
  readonly version?: number;
  readonly tensorCount?: bigint;
  readonly keyCount?: bigint;
  readonly metadata: readonly (readonly [key: string, value: WrittenValue])[];
  readonly tensors: readonly WrittenTensor[];
  /** More header bytes after the tensor table. */
  readonly tail?: Uint8Array;
}

const alignment = 32;

export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

export function uint64(value: number | bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function float32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
}

export function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([uint64(bytes.byteLength), bytes]);
}

function list(type: number, items: readonly Buffer[]): Buffer {
  return Buffer.concat([uint32(9), uint32(type), uint64(items.length), ...items]);
}

function valueBytes(value: WrittenValue): Uint8Array {
  switch (value.type) {
    case 'uint32':
      return Buffer.concat([uint32(4), uint32(value.value)]);
    case 'float32':
      return Buffer.concat([uint32(6), float32(value.value)]);
    case 'bool':
      return Buffer.concat([uint32(7), Buffer.from([value.value ? 1 : 0])]);
    case 'string':
      return Buffer.concat([uint32(8), text(value.value)]);
    case 'uint64':
      return Buffer.concat([uint32(10), uint64(value.value)]);
    case 'strings':
      return list(8, value.value.map(text));
    case 'int32s':
      return list(
        5,
        value.value.map((item) => uint32(item >>> 0)),
      );
    case 'float32s':
      return list(6, value.value.map(float32));
    case 'raw':
      return value.value;
  }
}

export function ggufBytes(file: WrittenGguf): Buffer {
  const head: Uint8Array[] = [
    Buffer.from(file.magic ?? 'GGUF', 'latin1'),
    uint32(file.version ?? 3),
    uint64(file.tensorCount ?? file.tensors.length),
    uint64(file.keyCount ?? file.metadata.length),
  ];
  for (const [key, value] of file.metadata) head.push(text(key), valueBytes(value));
  const data: Uint8Array[] = [];
  let end = 0;
  for (const tensor of file.tensors) {
    head.push(text(tensor.name), uint32(tensor.dims.length), ...tensor.dims.map(uint64));
    head.push(uint32(tensor.type), uint64(tensor.offset ?? end));
    const padding = (alignment - (tensor.data.byteLength % alignment)) % alignment;
    data.push(tensor.data, Buffer.alloc(padding));
    end += tensor.data.byteLength + padding;
  }
  const header = Buffer.concat([...head, file.tail ?? Buffer.alloc(0)]);
  const gap = Buffer.alloc((alignment - (header.byteLength % alignment)) % alignment);
  return Buffer.concat([header, gap, ...data]);
}

const vocabulary = ['<unk>', '<s>', '</s>', ...Array.from('abcdefghijklm')];

/** A whole model of one layer with 4-dimensional heads in F32; 16 tokens, SentencePiece. */
export function tinyModel(): { metadata: [string, WrittenValue][]; tensors: WrittenTensor[] } {
  const [hidden, inner] = [8, 12];
  const tensor = (name: string, ...dims: number[]): WrittenTensor => {
    const values = Float32Array.from({ length: dims.reduce((product, dim) => product * dim, 1) }, (_, i) =>
      Math.sin(i + name.length),
    );
    return { name, dims, type: 0, data: new Uint8Array(values.buffer) };
  };
  return {
    metadata: [
      ['general.architecture', { type: 'string', value: 'llama' }],
      ['llama.context_length', { type: 'uint32', value: 64 }],
      ['llama.embedding_length', { type: 'uint32', value: hidden }],
      ['llama.block_count', { type: 'uint32', value: 1 }],
      ['llama.feed_forward_length', { type: 'uint32', value: inner }],
      ['llama.attention.head_count', { type: 'uint32', value: 2 }],
      ['llama.attention.head_count_kv', { type: 'uint32', value: 1 }],
      ['llama.attention.layer_norm_rms_epsilon', { type: 'float32', value: 1e-5 }],
      ['tokenizer.ggml.model', { type: 'string', value: 'llama' }],
      ['tokenizer.ggml.tokens', { type: 'strings', value: vocabulary }],
      ['tokenizer.ggml.scores', { type: 'float32s', value: vocabulary.map((_, i) => -i) }],
      ['tokenizer.ggml.token_type', { type: 'int32s', value: vocabulary.map((_, i) => [2, 3, 3][i] ?? 1) }],
      ['tokenizer.ggml.eos_token_id', { type: 'uint32', value: 2 }],
    ],
    tensors: [
      tensor('token_embd.weight', hidden, vocabulary.length),
      tensor('output_norm.weight', hidden),
      tensor('blk.0.attn_norm.weight', hidden),
      tensor('blk.0.attn_q.weight', hidden, hidden),
      tensor('blk.0.attn_k.weight', hidden, 4),
      tensor('blk.0.attn_v.weight', hidden, 4),
      tensor('blk.0.attn_output.weight', hidden, hidden),
      tensor('blk.0.ffn_norm.weight', hidden),
      tensor('blk.0.ffn_gate.weight', hidden, inner),
      tensor('blk.0.ffn_up.weight', hidden, inner),
      tensor('blk.0.ffn_down.weight', inner, hidden),
    ],
  };
}
