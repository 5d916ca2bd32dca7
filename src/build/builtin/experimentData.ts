// What the experiment needs beside generated sums: harmless exchanges to fine-tune on, and the same sums as files.
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseConfig } from '../../engine/training/config/validateConfig';
import { seededRandom } from '../../safety/random';
import { samplePairs } from '../experiments/samplePairs';
import { writeLines } from '../experiments/writeLines';
import { writePairs } from '../experiments/writePairs';
import { benignExample } from './corpus/benignExample';
import { heldOutPrompts } from './corpus/heldOutPrompts';
import { suitePrompts } from './corpus/suitePrompts';
import { seed } from './recipe';

const exchanges = 2000;
/** Its own stream: none of the lessons' seeds. */
const harmlessSeed = seed + 1000;

/** Writes harmless.jsonl, and sampled pairs and held-out sums of the configuration file, into `work`. */
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
  const settings = parseConfig(await readFile(configPath, 'utf8'), configPath);
  const pairs = await samplePairs(settings);
  await writePairs(work, pairs);
  await writeLines(
    join(work, 'held-out-sums.jsonl'),
    pairs.heldOut.map(({ prompt, chosen, answer }) => ({ prompt, completion: chosen, answer })),
  );
}
