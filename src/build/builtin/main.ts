// `npm run builtin [base] [grpo] [sft] [sft-harmless] [safeguards] [experiment]`: makes the built-in checkpoints anew, from their seed; all but
// the experiment by default. Composition root of the recipe.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { writeExperimentData } from './experimentData';
import { writeFitPrompts } from './fitPrompts';
import { prepare } from './prepare';
import { publishAdapter, publishBase, publishPatch } from './publish';
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
if (adapters.some(makes) || wanted.includes('experiment')) {
  await writeExperimentData(work, media, join(recipes, 'grpo.train.json'));
}
for (const name of adapters) {
  if (!makes(name)) continue;
  run('train', `${name}.train.json`);
  await publishAdapter(join(work, name), `${base}-${name}`, base);
}

if (makes('safeguards')) await makeSafeguards();

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

/** The tune that lost refusals, moved back halfway; and a shield of it. */
async function makeSafeguards(): Promise<void> {
  const task = `${base}-sft-harmless`;
  const patched = join(work, 'patched');
  await rm(patched, { recursive: true, force: true });
  const halfway = ['--base', base, '--with', base, '--method', 'linear', '--weight', '0.5'];
  product('patch', task, ...halfway, '--out', patched);
  await publishPatch(patched, `${task}-patched`, base);
  const shield = join(media, 'safeguards', `${basename(task)}-shield`);
  await rm(shield, { recursive: true, force: true });
  const suites = (await writeFitPrompts(work, media)).flatMap((folder) => ['--suite', folder]);
  const few = ['--limit', '100', '--samples', '1', '--seed', String(seed)];
  product('fit', task, '--base', base, '--method', 'shield', ...suites, ...few, '--out', shield);
}

/** The product's own command on one of the files beside this one. */
function run(command: 'train' | 'sweep', file: string): void {
  product(command, join(recipes, file));
}

function product(...args: string[]): void {
  const { status } = spawnSync(process.execPath, [join(root, 'dist', 'cli.mjs'), ...args], {
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error(`${args.join(' ')} failed.`);
}
