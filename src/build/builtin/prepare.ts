// What stands before training: the text, the tokenizer and the initial checkpoint.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { corpusExample } from './corpus/corpus';
import type { Example } from './corpus/example';
import { heldOutPrompts } from './corpus/heldOutPrompts';
import { suitePrompts } from './corpus/suitePrompts';
import { writeInitialCheckpoint } from './initialCheckpoint';
import { geometry, recipe } from './recipe';
import { trainTokenizer } from './tokenizer/tokenizerFiles';

/** The training text; writes `work`/initial. The built-in suites of `media` are held out. */
export async function prepare(work: string, media: string): Promise<Example[]> {
  await mkdir(work, { recursive: true });
  const { seed, examples: count, tokenizerExamples } = recipe;
  const heldOut = heldOutPrompts(await suitePrompts(media));
  const examples = Array.from({ length: count }, (_, index) => corpusExample(seed, index, heldOut));
  const texts = examples.slice(0, tokenizerExamples).flatMap(({ prompt, answer }) => [prompt, answer]);
  const tokenizer = trainTokenizer(texts, geometry.vocabSize);
  await writeInitialCheckpoint(join(work, 'initial'), { geometry, tokenizer, seed });
  return examples;
}
