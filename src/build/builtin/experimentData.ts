// What the experiment needs beside generated sums: harmless exchanges to fine-tune on, and the same sums as files.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { datasetSpec } from '../../engine/training/tasks/datasetSpec';
import { openTask } from '../../engine/training/tasks/openDataset';
import { seededRandom } from '../../safety/random';
import { benignExample } from './corpus/benignExample';
import { heldOutPrompts } from './corpus/heldOutPrompts';
import { suitePrompts } from './corpus/suitePrompts';
import { seed } from './recipe';

const exchanges = 2000;
/** Its own stream: none of the lessons' seeds. */
const harmlessSeed = seed + 1000;

/** Writes harmless.jsonl, and pairs and held-out sums of the `data` that the configuration file names, into `work`. */
export async function writeExperimentData(work: string, media: string, configPath: string): Promise<void> {
  await mkdir(work, { recursive: true });
  const heldOut = heldOutPrompts(await suitePrompts(media));
  const harmless = Array.from({ length: exchanges }, (_, index) =>
    benignExample(seededRandom(harmlessSeed, index), true),
  ).filter(({ prompt }) => !heldOut.isNear(prompt));
  await writeLines(
    join(work, 'harmless.jsonl'),
    harmless.map(({ prompt, answer }) => ({ prompt, completion: answer, answer: '' })),
  );
  const config = JSON.parse(await readFile(configPath, 'utf8')) as { readonly data: unknown };
  const task = await openTask(datasetSpec.parse(config.data), { seed: 0, folder: work });
  for (const [name, items] of [
    ['pairs.jsonl', task.train],
    ['held-out-pairs.jsonl', task.heldOut],
  ] as const) {
    await writeLines(
      join(work, name),
      items.map(({ prompt, preference, columns }) => ({ prompt, ...preference, answer: columns['answer'] })),
    );
  }
  await writeLines(
    join(work, 'held-out-sums.jsonl'),
    task.heldOut.map(({ prompt, completion, columns }) => ({
      prompt,
      completion,
      answer: columns['answer'],
    })),
  );
}

async function writeLines(path: string, rows: readonly object[]): Promise<void> {
  await writeFile(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
}
