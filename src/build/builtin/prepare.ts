// What stands before training: the texts, the tokenizer and the initial checkpoint.
import { mkdir } from 'node:fs/promises';
import { corpusExample } from './corpus/corpus';
import type { Example } from './corpus/example';
import { heldOutPrompts, type HeldOutPrompts } from './corpus/heldOutPrompts';
import { suitePrompts } from './corpus/suitePrompts';
import { writeInitialCheckpoint } from './initialCheckpoint';
import { geometry, lessons, seed, tokenizerExamples, type Lesson } from './recipe';
import { trainTokenizer } from './tokenizer/tokenizerFiles';

/** The text of each lesson, the built-in suites of `media` held out; writes the initial checkpoint into `initial`. */
export async function prepare(initial: string, media: string): Promise<(readonly Example[])[]> {
  const heldOut = heldOutPrompts(await suitePrompts(media));
  const texts = lessons.map((lesson, index) => textOf(lesson, seed + index, heldOut));
  const learnedFrom = (texts[0] ?? []).slice(0, tokenizerExamples);
  const tokenizer = trainTokenizer(
    learnedFrom.flatMap(({ prompt, answer }) => [prompt, answer]),
    geometry.vocabSize,
  );
  await mkdir(initial, { recursive: true });
  await writeInitialCheckpoint(initial, { geometry, tokenizer, seed });
  return texts;
}

function textOf(lesson: Lesson, textSeed: number, heldOut: HeldOutPrompts): Example[] {
  return Array.from({ length: lesson.examples }, (_, index) =>
    corpusExample(lesson, textSeed, index, heldOut),
  );
}
