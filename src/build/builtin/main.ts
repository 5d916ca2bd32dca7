// `npm run builtin [base] [grpo] [sft] [sft-harmless] [experiment]`: makes the built-in checkpoints anew, from their seed; all but
// the experiment by default. Composition root of the recipe.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeExperimentData } from './experimentData';
import { prepare } from './prepare';
import { publishAdapter, publishBase } from './publish';
import { lessons, seed } from './recipe';
import { trainBase } from './trainBase';

const root = process.cwd();
const media = join(root, 'media');
const work = join(root, '.cache', 'builtin');
const recipes = join(root, 'src', 'build', 'builtin');
const base = join(media, 'checkpoints', 'glens-tiny');
const adapters = ['grpo', 'sft', 'sft-harmless'] as const;

/** A lesson that was interrupted is begun anew, one that was finished is not. */
const doneName = 'finished';

const wanted = process.argv.slice(2);
const makes = (name: string): boolean => wanted.length === 0 || wanted.includes(name);

if (makes('base')) await makeBase();
await writeExperimentData(work, media, join(recipes, 'grpo.train.json'));
for (const name of adapters) {
  if (!makes(name)) continue;
  run('train', `${name}.train.json`);
  await publishAdapter(join(work, name), `${base}-${name}`, base);
}

// Not part of the recipe, but made from it: three seeds of each algorithm (EXPERIMENTS.md).
if (wanted.includes('experiment')) run('sweep', 'experiment.sweep.json');

async function makeBase(): Promise<void> {
  let from = join(work, 'initial');
  console.log(`Training text, tokenizer and initial weights: ${work}`);
  const texts = await prepare(from, media);
  for (const [index, lesson] of lessons.entries()) {
    const examples = texts[index] ?? [];
    const to = join(work, lesson.name);
    if (existsSync(join(to, doneName))) {
      console.log(`${lesson.name}: done already (${to})`);
    } else {
      console.log(`${lesson.name}: ${examples.length} exchanges`);
      const settings = { ...lesson.training, seed: seed + index };
      await trainBase({ from, to, cache: work }, examples, settings, (line) => console.log(line));
      await writeFile(join(to, doneName), '');
    }
    from = to;
  }
  await publishBase(from, base);
}

/** The product's own command on one of the files beside this one. */
function run(command: 'train' | 'sweep', file: string): void {
  const cli = join(root, 'dist', 'cli.mjs');
  const { status } = spawnSync(process.execPath, [cli, command, join(recipes, file)], { stdio: 'inherit' });
  if (status !== 0) throw new Error(`${command} ${file} failed.`);
}
