// generation_config.json: the end tokens, and which of transformers' defaults for generating it sets. Reads no file.
import { z } from 'zod';

const tokenIds = z.union([z.int(), z.array(z.int())]).nullish();

/** What changes the text that is generated, with the values that change nothing. */
const settings = {
  do_sample: z.boolean().nullish(),
  temperature: z.number().nullish(),
  top_p: z.number().nullish(),
  top_k: z.int().nullish(),
  min_p: z.number().nullish(),
  typical_p: z.number().nullish(),
  epsilon_cutoff: z.number().nullish(),
  eta_cutoff: z.number().nullish(),
  repetition_penalty: z.number().positive().nullish(),
  encoder_repetition_penalty: z.number().positive().nullish(),
  no_repeat_ngram_size: z.int().min(0).nullish(),
  min_length: z.int().nullish(),
  min_new_tokens: z.int().nullish(),
  num_beams: z.int().min(1).nullish(),
  guidance_scale: z.number().nullish(),
  penalty_alpha: z.number().nullish(),
  bad_words_ids: z.array(z.array(z.int())).nullish(),
  suppress_tokens: z.array(z.int()).nullish(),
  begin_suppress_tokens: z.array(z.int()).nullish(),
  forced_bos_token_id: z.int().nullish(),
  forced_eos_token_id: tokenIds,
};
const neutral: ReadonlyMap<string, readonly unknown[]> = new Map<string, readonly unknown[]>([
  ['do_sample', [false]],
  ['temperature', [1]],
  ['top_p', [1]],
  ['top_k', [0]],
  ['min_p', [0]],
  ['typical_p', [1]],
  ['epsilon_cutoff', [0]],
  ['eta_cutoff', [0]],
  ['repetition_penalty', [1]],
  ['encoder_repetition_penalty', [1]],
  ['no_repeat_ngram_size', [0]],
  ['min_length', [0]],
  ['min_new_tokens', [0]],
  ['num_beams', [1]],
  ['guidance_scale', [1]],
]);
/** Fields of another kind than transformers reads are refused. */
export const generationConfigSchema = z.looseObject({ eos_token_id: tokenIds, ...settings });

/** What a checkpoint sets, for example `repetition_penalty 1.3`. */
export function unusedDefaults(config: z.infer<typeof generationConfigSchema>): string[] {
  return Object.keys(settings).flatMap((name) => {
    const value = config[name];
    const set = value !== null && value !== undefined && neutral.get(name)?.includes(value) !== true;
    return set ? [`${name} ${JSON.stringify(value)}`] : [];
  });
}
