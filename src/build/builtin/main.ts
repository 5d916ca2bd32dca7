// `npm run builtin [base] [grpo] [sft]`: makes the built-in checkpoints anew, from their seed; all of them by
// default. Composition root of the recipe.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { prepare } from './prepare';
import { publishAdapter, publishBase } from './publish';
import { lessons, seed } from './recipe';
import { trainBase } from './trainBase';

const root = process.cwd();
const media = join(root, 'media');
const work = join(root, '.cache', 'builtin');
const base = join(media, 'checkpoints', 'glens-tiny');
const adapters = ['grpo', 'sft'] as const;

/** A lesson that was interrupted is begun anew, one that was finished is not. */
const doneName = 'finished';

const wanted = process.argv.slice(2);
const makes = (name: string): boolean => wanted.length === 0 || wanted.includes(name);

if (makes('base')) await makeBase();
for (const name of adapters) {
  if (!makes(name)) continue;
  train(join(root, 'src', 'build', 'builtin', `${name}.train.json`));
  await publishAdapter(join(work, name), `${base}-${name}`, base);
}

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

/** By the product's own command. */
function train(config: string): void {
  const cli = join(root, 'dist', 'cli.mjs');
  const { status } = spawnSync(process.execPath, [cli, 'train', config], { stdio: 'inherit' });
  if (status !== 0) throw new Error(`${config} could not be trained.`);
}
