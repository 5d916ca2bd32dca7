// What counts when a checkpoint answers: the settings of the run, or in their place what its generation_config.json says.
// Semantics are those of transformers' `generate` (GenerationConfig and _get_logits_processor, 5.24).
import { z } from 'zod';
import type { GenerationDefaults } from '../../protocol/checkpoints';
import { GuardrailError } from '../../protocol/errors';
import type { GenerationSettings } from '../../protocol/generation';

/** Rules over the logits of the next token; each is off at its neutral value. */
export interface LogitRules {
  /** Above 1 makes tokens of prompt and answer less likely; 1 is off. */
  readonly repetitionPenalty: number;
  /** Above 1 makes tokens of the prompt likelier; 1 is off. */
  readonly promptRepetitionPenalty: number;
  /** No n-gram of prompt and answer comes twice; 0 is off. */
  readonly noRepeatNgramSize: number;
  /** Sequences of tokens that are never completed. */
  readonly badWords: readonly (readonly number[])[];
  /** Least length of prompt and answer, tokens; 0 is off. */
  readonly minLength: number;
  /** Least length of the answer, tokens; 0 is off. */
  readonly minNewTokens: number;
  /** Tokens that are never taken. */
  readonly suppressed: readonly number[];
  /** Tokens that are not taken first. */
  readonly suppressedFirst: readonly number[];
}

export const noLogitRules: LogitRules = {
  repetitionPenalty: 1,
  promptRepetitionPenalty: 1,
  noRepeatNgramSize: 0,
  badWords: [],
  minLength: 0,
  minNewTokens: 0,
  suppressed: [],
  suppressedFirst: [],
};

export interface EffectiveSettings {
  /** 0 is greedy. */
  readonly temperature: number;
  readonly topP: number;
  readonly topK: number;
  /** Least probability of a token as a share of the likeliest one's (Nguyen et al. 2024, arXiv 2407.01082); 0 is off. */
  readonly minP: number;
  readonly maxNewTokens: number;
  readonly rules: LogitRules;
}

type RunSettings = Pick<
  GenerationSettings,
  'temperature' | 'topP' | 'topK' | 'maxNewTokens' | 'generationConfig'
>;

const tokens = z.array(z.int().nonnegative());
const count = z.int().nonnegative();

/** What transformers refuses is refused. */
const schema = z.object({
  do_sample: z.boolean().default(false),
  temperature: z.number().nonnegative().max(100).default(1),
  top_p: z.number().min(0).max(1).default(1),
  // GenerationConfig's own default, which counts wherever answers are sampled.
  top_k: count.default(50),
  min_p: z.number().min(0).max(1).default(0),
  repetition_penalty: z.number().positive().default(1),
  encoder_repetition_penalty: z.number().positive().default(1),
  no_repeat_ngram_size: count.default(0),
  bad_words_ids: z.array(tokens.min(1)).min(1).default([]),
  min_length: count.default(0),
  min_new_tokens: count.default(0),
  suppress_tokens: tokens.default([]),
  begin_suppress_tokens: tokens.default([]),
  max_new_tokens: z.int().positive().optional(),
});

/** A nucleus of no mass still holds the likeliest token. */
const leastNucleus = 1e-9;

/** @throws GuardrailError checkpointCorrupt where the file is applied and holds a value that cannot be. */
export function effectiveSettings(settings: RunSettings, defaults: GenerationDefaults): EffectiveSettings {
  const { temperature, topP, topK, maxNewTokens, generationConfig } = settings;
  if (generationConfig === undefined) {
    return { temperature, topP, topK, minP: 0, maxNewTokens, rules: noLogitRules };
  }
  const file = parsed(defaults);
  const own = new Set(generationConfig.except);
  const sampled = own.has('temperature') ? temperature > 0 : file.do_sample;
  return {
    temperature: sampled ? (own.has('temperature') ? temperature : file.temperature) : 0,
    topP: own.has('topP') ? topP : Math.max(leastNucleus, file.top_p),
    topK: own.has('topK') ? topK : file.top_k,
    minP: file.min_p,
    maxNewTokens: own.has('maxNewTokens') ? maxNewTokens : (file.max_new_tokens ?? maxNewTokens),
    rules: {
      repetitionPenalty: file.repetition_penalty,
      promptRepetitionPenalty: file.encoder_repetition_penalty,
      noRepeatNgramSize: file.no_repeat_ngram_size,
      badWords: file.bad_words_ids,
      minLength: file.min_length,
      minNewTokens: file.min_new_tokens,
      suppressed: file.suppress_tokens,
      suppressedFirst: file.begin_suppress_tokens,
    },
  };
}

function parsed(defaults: GenerationDefaults): z.infer<typeof schema> {
  const result = schema.safeParse(defaults);
  if (!result.success) {
    const problems = result.error.issues.map(
      ({ path, message }) => `${path.map(String).join(' → ')}: ${message}`,
    );
    throw cannotApply(problems.join('; '));
  }
  if (result.data.do_sample && result.data.temperature === 0) {
    throw cannotApply('do_sample is true with a temperature of 0; greedy decoding is do_sample false');
  }
  return result.data;
}

function cannotApply(problem: string): GuardrailError {
  return new GuardrailError(
    'checkpointCorrupt',
    `The checkpoint's generation_config.json cannot be applied: ${problem}.`,
    'Correct the file, or leave it unapplied.',
  );
}
