// The training text as a file, one exchange a line, with TRL's column names.
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { corpusExample } from './corpus/corpus';
import type { HeldOutPrompts } from './corpus/heldOutPrompts';

export interface TextSource {
  readonly seed: number;
  readonly examples: number;
  readonly heldOut: HeldOutPrompts;
}

/** Prompts and answers of the first `count` examples, for the tokenizer. */
export function* textsOf(source: TextSource, count: number): Generator<string> {
  for (let index = 0; index < count; index++) {
    const { prompt, answer } = corpusExample(source.seed, index, source.heldOut);
    yield prompt;
    yield answer;
  }
}

/** JSON lines with `prompt` and `completion`. */
export async function writeTrainingText(path: string, source: TextSource): Promise<void> {
  const file = createWriteStream(path, 'utf8');
  for (let index = 0; index < source.examples; index++) {
    const { prompt, answer } = corpusExample(source.seed, index, source.heldOut);
    if (!file.write(`${JSON.stringify({ prompt, completion: answer })}\n`)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
}
