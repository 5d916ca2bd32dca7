// `npm run builtin [base] [grpo] [sft]`: makes the built-in checkpoints anew, from their seed; all of them by default.
// Composition root of the recipe.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { prepare } from './prepare';
import { publishAdapter, publishBase } from './publish';
import { trainBase } from './trainBase';

const root = process.cwd();
const media = join(root, 'media');
const work = join(root, '.cache', 'builtin');
const base = join(media, 'checkpoints', 'glens-tiny');
const adapters = ['grpo', 'sft'] as const;

const wanted = process.argv.slice(2);
const makes = (name: string): boolean => wanted.length === 0 || wanted.includes(name);

if (makes('base')) {
  console.log(`Training text, tokenizer and initial weights: ${work}`);
  const examples = await prepare(work, media);
  console.log(`Pretraining on ${examples.length} exchanges`);
  await trainBase(work, examples, (line) => console.log(line));
  await publishBase(join(work, 'base'), base);
}
for (const name of adapters) {
  if (!makes(name)) continue;
  train(join(root, 'src', 'build', 'builtin', `${name}.train.json`));
  await publishAdapter(join(work, name), `${base}-${name}`, base);
}

/** By the product's own command. */
function train(config: string): void {
  const cli = join(root, 'dist', 'cli.mjs');
  const { status } = spawnSync(process.execPath, [cli, 'train', config], { stdio: 'inherit' });
  if (status !== 0) throw new Error(`${config} could not be trained.`);
}
