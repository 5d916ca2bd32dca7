// What a checkpoint's generation_config.json asks for, in words, and what of it is applied here when that is asked for.
import type { CheckpointFacts, GenerationDefaults } from '../../protocol/checkpoints';

/** By transformers' names. Whatever else a file sets is named as not applied. */
export const applicable: readonly string[] = [
  'do_sample',
  'temperature',
  'top_p',
  'top_k',
  'min_p',
  'repetition_penalty',
  'encoder_repetition_penalty',
  'no_repeat_ngram_size',
  'bad_words_ids',
  'min_length',
  'min_new_tokens',
  'suppress_tokens',
  'begin_suppress_tokens',
  'max_new_tokens',
];

/** Of comparisons from before this was kept: none. */
export function generationDefaultsOf({ generationDefaults }: CheckpointFacts): GenerationDefaults {
  return generationDefaults ?? {};
}

/** What is not in `applicable`. */
export function beyondApplicable(defaults: GenerationDefaults): GenerationDefaults {
  return Object.fromEntries(Object.entries(defaults).filter(([name]) => !applicable.includes(name)));
}

/** For example `do_sample true, repetition_penalty 1.3`; empty where there are none. */
export function defaultsText(defaults: GenerationDefaults): string {
  return Object.entries(defaults)
    .map(([name, value]) => `${name} ${shortened(JSON.stringify(value))}`)
    .join(', ');
}

/** A list of forbidden tokens may be long. */
const shownCharacters = 80;

function shortened(text: string): string {
  return text.length <= shownCharacters ? text : `${text.slice(0, shownCharacters)}…`;
}
