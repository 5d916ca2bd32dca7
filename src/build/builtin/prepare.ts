// What stands before training: the text, the tokenizer and the initial checkpoint, in a working folder.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { heldOutPrompts } from './corpus/heldOutPrompts';
import { suitePrompts } from './corpus/suitePrompts';
import { writeInitialCheckpoint } from './initialCheckpoint';
import { geometry, recipe } from './recipe';
import { trainTokenizer } from './tokenizer/tokenizerFiles';
import { textsOf, writeTrainingText } from './trainingText';

/** Writes pretrain.jsonl and initial/ into `work`; the built-in suites of `media` are held out. */
export async function prepare(work: string, media: string): Promise<void> {
  await mkdir(work, { recursive: true });
  const { seed, examples, tokenizerExamples } = recipe;
  const source = { seed, examples, heldOut: heldOutPrompts(await suitePrompts(media)) };
  await writeTrainingText(join(work, 'pretrain.jsonl'), source);
  const tokenizer = trainTokenizer(textsOf(source, tokenizerExamples), geometry.vocabSize);
  await writeInitialCheckpoint(join(work, 'initial'), { geometry, tokenizer, seed });
}
