// generation_config.json: the end tokens, and which of transformers' defaults for generating it sets. Reads no file, and does
// not know how they are applied (safety/settings).
import { z } from 'zod';
import type { GenerationDefaults } from '../../../protocol/checkpoints';

/** What is no finite number (files/jsonFile) is refused where it is applied, and harms nothing elsewhere. */
const float = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])]).nullish();
const tokenIds = z.union([z.int(), z.array(z.int())]).nullish();

/** What changes the text that is generated. */
const settings = {
  do_sample: z.boolean().nullish(),
  temperature: float,
  top_p: float,
  top_k: z.int().nullish(),
  min_p: float,
  top_h: float,
  typical_p: float,
  epsilon_cutoff: float,
  eta_cutoff: float,
  repetition_penalty: z.number().positive().nullish(),
  encoder_repetition_penalty: z.number().positive().nullish(),
  no_repeat_ngram_size: z.int().min(0).nullish(),
  encoder_no_repeat_ngram_size: z.int().min(0).nullish(),
  max_length: z.int().nullish(),
  max_new_tokens: z.int().nullish(),
  min_length: z.int().nullish(),
  min_new_tokens: z.int().nullish(),
  max_time: float,
  num_beams: z.int().min(1).nullish(),
  num_return_sequences: z.int().min(1).nullish(),
  guidance_scale: float,
  penalty_alpha: float,
  bad_words_ids: z.array(z.array(z.int())).nullish(),
  suppress_tokens: z.array(z.int()).nullish(),
  begin_suppress_tokens: z.array(z.int()).nullish(),
  forced_bos_token_id: z.int().nullish(),
  forced_eos_token_id: tokenIds,
  sequence_bias: z.json().nullish(),
  exponential_decay_length_penalty: z.json().nullish(),
  stop_strings: z.json().nullish(),
  watermarking_config: z.json().nullish(),
  dola_layers: z.json().nullish(),
};

type SettingName = keyof typeof settings;

/** The values that change nothing, beside null. */
const neutral: Readonly<Partial<Record<SettingName, unknown>>> = {
  do_sample: false,
  temperature: 1,
  top_p: 1,
  top_k: 0,
  min_p: 0,
  typical_p: 1,
  epsilon_cutoff: 0,
  eta_cutoff: 0,
  repetition_penalty: 1,
  encoder_repetition_penalty: 1,
  no_repeat_ngram_size: 0,
  encoder_no_repeat_ngram_size: 0,
  // Older files write this default of transformers, which any other limit overrides.
  max_length: 20,
  min_length: 0,
  min_new_tokens: 0,
  num_beams: 1,
  num_return_sequences: 1,
  guidance_scale: 1,
};
/** Fields of another kind than transformers reads are refused. */
export const generationConfigSchema = z.looseObject({ eos_token_id: tokenIds, ...settings });

/** What a checkpoint sets, without what changes nothing. `top_k` 0 stays: where it is absent, transformers has 50. */
export function defaultsOf(config: z.infer<typeof generationConfigSchema>): GenerationDefaults {
  const names = Object.keys(settings) as SettingName[];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = config[name];
      if (value === null || value === undefined) return [];
      return neutral[name] === value && !(name === 'top_k' && config.do_sample === true)
        ? []
        : [[name, value]];
    }),
  );
}
