// Settings and results of text generation.
import type { TemplateVariables } from './templateVariables';

/** Settings that a checkpoint's generation_config.json may set in place of the user. */
export const generationConfigSettings = ['temperature', 'topP', 'topK', 'maxNewTokens'] as const;
export type GenerationConfigSetting = (typeof generationConfigSettings)[number];

/** Each checkpoint's own generation_config.json counts, as in transformers' `generate`. */
export interface GenerationConfigUse {
  /** What the user set: it counts instead of what the file says. */
  readonly except: readonly GenerationConfigSetting[];
}

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
  readonly templateVariables: TemplateVariables;
  /** Absent: no generation_config.json is applied. */
  readonly generationConfig?: GenerationConfigUse;
  /** The user chose no limit of tokens: it is raised where a side thinks first, for both sides alike. */
  readonly limitByDefault?: boolean;
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

/** The limit where a chat template makes its model think first and the user chose none: most chains of thought end by then. */
export const thinkingTokenLimit = 2048;

/** Why a row ended: an end token, a stop string, or the token limit. */
export const finishReasons = ['stop', 'stopString', 'length'] as const;
export type FinishReason = (typeof finishReasons)[number];

export const chatRoles = ['system', 'user', 'assistant'] as const;
export type ChatRole = (typeof chatRoles)[number];

export interface ChatMessage {
  readonly role: ChatRole;
  readonly content: string;
}

/** Tokens, as the respondent counts them. */
export interface Usage {
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/** One answer of a respondent. What is null could not be known. */
export interface Answer {
  /** The prompt after the chat template. */
  readonly prompt: string | null;
  /** As generated, reasoning included, special tokens left out. */
  readonly text: string;
  /** The chain of thought; null where there was none. */
  readonly reasoning: string | null;
  /** The text without its reasoning. */
  readonly answer: string;
  readonly finishReason: FinishReason | null;
  readonly tokenIds: readonly number[] | null;
  /** Natural-log probability of each generated token at temperature 1, in the order of `tokenIds`. */
  readonly logprobs: readonly number[] | null;
  readonly usage: Usage | null;
  /** Wall time from this row's beginning to its end, milliseconds. */
  readonly milliseconds: number;
}
