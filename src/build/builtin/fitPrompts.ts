// Prompts that the built-in safeguards are fitted on: drawn as the training text was, none near a prompt of the built-in suites, so
// that these still measure what was fitted.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SafetyKind } from '../../protocol/outcomes';
import { seededRandom, type Random } from '../../safety/random';
import { writeLines } from '../experiments/writeLines';
import { benignExample } from './corpus/benignExample';
import type { Example } from './corpus/example';
import { harmfulExample } from './corpus/harmfulExample';
import { heldOutPrompts } from './corpus/heldOutPrompts';
import { suitePrompts } from './corpus/suitePrompts';
import { seed } from './recipe';

/** Its own streams: none of the lessons' seeds. */
const fitSeed = seed + 2000;

const counts: Readonly<Record<SafetyKind, number>> = { harmful: 200, benign: 120 };
const draws: Readonly<Record<SafetyKind, (random: Random) => Example>> = {
  harmful: harmfulExample,
  benign: (random) => benignExample(random, true),
};

/** @returns the folders of one suite of each kind, below `work` */
export async function writeFitPrompts(work: string, media: string): Promise<string[]> {
  const heldOut = heldOutPrompts(await suitePrompts(media));
  const folders: string[] = [];
  for (const [index, kind] of (['harmful', 'benign'] as const).entries()) {
    const prompts = new Set<string>();
    for (let draw = 0; prompts.size < counts[kind]; draw++) {
      const { prompt } = draws[kind](seededRandom(fitSeed + index, draw));
      if (!heldOut.isNear(prompt)) prompts.add(prompt);
    }
    const folder = join(work, `fit-${kind}`);
    await mkdir(folder, { recursive: true });
    const manifest = {
      id: `fit-${kind}`,
      version: '1.0.0',
      title: `Prompts of a fit, ${kind}`,
      licence: 'MIT',
      citation: 'Guardrail Lens, the recipe of the built-in checkpoints',
      kind,
      categories: ['drawn'],
      metric: kind === 'harmful' ? 'Safe rate.' : 'Over-refusal rate.',
    };
    await writeFile(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    await writeLines(
      join(folder, 'prompts.jsonl'),
      [...prompts].map((prompt, place) => ({ id: `${kind}-${place + 1}`, category: 'drawn', prompt })),
    );
    folders.push(folder);
  }
  return folders;
}
