// Settings and results of text generation.

export interface GenerationSettings {
  /** 0 is greedy. */
  readonly temperature: number;
  /** Nucleus mass in (0, 1]; 1 is off. */
  readonly topP: number;
  /** 0 is off. */
  readonly topK: number;
  readonly maxNewTokens: number;
  /** Generation ends when the decoded text contains one of these; the string itself is cut. */
  readonly stop: readonly string[];
  /** Responses per prompt. */
  readonly samples: number;
  readonly seed: number;
  readonly systemPrompt: string | null;
  /** Rows decoded together. */
  readonly batchSize: number;
  /** The output of a row does not depend on what else is in the batch (slower). */
  readonly fixedBatch: boolean;
  /** Extra variables for the chat template, for example `{ enable_thinking: false }`. */
  readonly templateVariables: Readonly<Record<string, string | number | boolean>>;
}

export const defaultGenerationSettings: GenerationSettings = {
  temperature: 0,
  topP: 1,
  topK: 0,
  maxNewTokens: 128,
  stop: [],
  samples: 1,
  seed: 0,
  systemPrompt: null,
  batchSize: 32,
  fixedBatch: false,
  templateVariables: {},
};

/** Why a row ended: an end token, a stop string, or the token limit. */
export const finishReasons = ['stop', 'stopString', 'length'] as const;
export type FinishReason = (typeof finishReasons)[number];

export const chatRoles = ['system', 'user', 'assistant'] as const;
export type ChatRole = (typeof chatRoles)[number];

export interface ChatMessage {
  readonly role: ChatRole;
  readonly content: string;
}

export interface Generated {
  /** Decoded text without special tokens, reasoning included. */
  readonly text: string;
  readonly tokenIds: readonly number[];
  /** Natural-log probability of each generated token under temperature 1, in the order of `tokenIds`. */
  readonly logprobs: readonly number[];
  readonly finishReason: FinishReason;
  readonly promptTokens: number;
  /** Wall time from this row's prefill to its end, milliseconds. */
  readonly milliseconds: number;
}
