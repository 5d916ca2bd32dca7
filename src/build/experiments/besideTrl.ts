// `npm run trl -- <folder> --model <Hugging Face folder> --python <path>`: trains one configuration here and by TRL, from the
// same rows, and prints reward and KL beside each other. Run again, it goes on.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { besideTrlTables } from './besideTrlTables';
import { productCli } from './productCli';
import { trainBoth, type TrainedRun } from './trlRuns';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    model: { type: 'string' },
    python: { type: 'string' },
    seeds: { type: 'string', default: '1,2,3' },
    steps: { type: 'string', default: '20' },
    prompts: { type: 'string', default: '4' },
    generations: { type: 'string', default: '8' },
    'completion-tokens': { type: 'string', default: '12' },
    'learning-rate': { type: 'string', default: '2e-4' },
  },
});
const [folderName] = positionals;
if (folderName === undefined || values.model === undefined || values.python === undefined) {
  console.error(
    'Usage: npm run trl -- <folder> --model <Hugging Face folder> --python <path> [--seeds 1,2,3] [--steps n] [--prompts n] [--generations n] [--completion-tokens n] [--learning-rate x]',
  );
  process.exit(2);
}
const folder = resolve(folderName);
mkdirSync(folder, { recursive: true });
const experiment = {
  ...{ folder, model: resolve(values.model), python: values.python },
  sizes: {
    steps: Number(values.steps),
    prompts: Number(values.prompts),
    generations: Number(values.generations),
    completionTokens: Number(values['completion-tokens']),
    learningRate: Number(values['learning-rate']),
  },
};
const cli = productCli(folder);
const runs: TrainedRun[] = [];
for (const seed of values.seeds.split(',').map(Number))
  runs.push(...(await trainBoth(experiment, seed, cli)));
const tables = besideTrlTables(runs);
writeFileSync(join(folder, 'beside-trl.md'), `${tables}\n`);
console.log(tables);
