// What the rest of the engine knows of an opened checkpoint. Nothing here knows a file format.
import type { CheckpointFacts, GenerationDefaults } from '../../protocol/checkpoints';
import type { ChatMessage } from '../../protocol/generation';
import type { ReasoningMarks } from '../../safety/judges/reasoningMarks';
import type { TemplateVariables } from '../../protocol/templateVariables';
import type { Adapter } from '../adapters/adapter';
import type { DecoderTraits } from './architectures/decoderTraits';
import type { BlockMatrix } from './blockMatrix';
import type { DecoderSizes } from './projections';

/** A tensor as raw little-endian bytes inside a file; ONNX external data points straight at it. */
export interface TensorSource {
  /** Hugging Face's name, for example model.layers.0.self_attn.q_proj.weight. */
  readonly name: string;
  readonly dtype: 'F32' | 'F16' | 'BF16';
  /** Hugging Face's layout: [out, in] for a projection. */
  readonly shape: readonly number[];
  /** Real path (links resolved). */
  readonly file: string;
  readonly offset: number;
  readonly byteLength: number;
}

export interface ModelConfig extends DecoderSizes, DecoderTraits {
  /** transformers' class, for example LlamaForCausalLM. */
  readonly architecture: string;
  readonly vocabSize: number;
  readonly contextLength: number;
  readonly rmsNormEps: number;
  readonly tiedEmbeddings: boolean;
}

/** Text in, ids out; and the chat template. */
export interface ChatTokenizer {
  /** Ids that end a response: the tokenizer's EOS and generation_config.json's list. */
  readonly eosTokenIds: readonly number[];
  readonly hash: string;
  /** null: the checkpoint has no chat template. */
  readonly templateHash: string | null;
  /** No special tokens are added: the template writes them. */
  encode(text: string): number[];
  /** Marks of reasoning that the checkpoint's tokens or template name, beyond those that are known anyway. */
  readonly reasoningMarks?: readonly ReasoningMarks[];
  /** The chat template writes or cuts off marks of reasoning: the model was made to think, unless it is told not to. */
  readonly templateNamesReasoning?: boolean;
  /** Special tokens left out, but for those that mark reasoning. */
  decode(ids: readonly number[]): string;
  /** One token by itself: a special one as it is written, else its text; empty for an id without a word. */
  tokenText(id: number): string;
  /**
   * Renders conversations through the chat template with a generation prompt (unless `variables` has
   * add_generation_prompt: false), under a time and memory limit.
   * @throws GuardrailError templateInvalid where there is no template, or it fails, loops, or is too large.
   */
  renderChats(chats: readonly (readonly ChatMessage[])[], variables?: TemplateVariables): Promise<string[]>;
}

export interface OpenCheckpoint {
  readonly config: ModelConfig;
  /** By Hugging Face name. `lm_head.weight` is absent where embeddings are tied. */
  readonly tensors: ReadonlyMap<string, TensorSource>;
  /** Matrices that are computed with in blocks of four bits, by Hugging Face name; none of them is in `tensors`. */
  readonly blocks?: ReadonlyMap<string, BlockMatrix>;
  /** null: not an adapter (or merged). */
  readonly adapter: Adapter | null;
  /** Why the adapter is not trained further, as the end of a sentence; absent: it can be. */
  readonly finished?: string;
  readonly tokenizer: ChatTokenizer;
  /** Of generation_config.json; absent: it sets none. */
  readonly generationDefaults?: GenerationDefaults;
  /** Reads every tensor once (fingerprints); cached by path, size and modification time. */
  facts(signal?: AbortSignal): Promise<CheckpointFacts>;
  /** Removes scratch files (dequantised GGUF, merged weights). */
  dispose(): Promise<void>;
}

/** Two checkpoints with the same key can share one session: same weights, adapters aside. */
export function weightsKey(checkpoint: OpenCheckpoint): string {
  const parts = [
    ...[...checkpoint.tensors.values()].map((t) => `${t.name}:${t.file}:${t.offset}`),
    ...[...(checkpoint.blocks?.values() ?? [])].map(
      (b) => `${b.name}:${b.file}:${b.quants.offset}:${b.activations ?? 'float32'}`,
    ),
  ];
  return parts.sort().join('\n');
}
