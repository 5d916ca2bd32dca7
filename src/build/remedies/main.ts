// `npm run remedies -- <folder> [--matrix sft,grpo] [--steps n] [--seeds 1,2,3]`: what safeguards give and cost on the built-in model, or on
// that of --model.
// Prints what it will take, trains every remedy with every seed, puts the others on what SFT left, and tabulates; goes on when it is
// run again.
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { productCli } from '../experiments/productCli';
import type { SweepSummary } from '../../protocol/sweep';
import { sayBudget, sayMendingBudget } from './budget';
import { askingOptions, measuredSuites } from './compareRemedies';
import { goesOnFromStages, matrices, matrixIds, remediesOf, sweepOf, type MatrixId } from './matrices';
import { remedyNames } from './remedyNames';
import { mendedSft } from './mendedSft';
import { learnStages, writeStages } from './reflections';
import { writeRemedyData } from './remedyData';
import { writeJson } from './writeJson';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    matrix: { type: 'string', default: matrixIds.join() },
    steps: { type: 'string' },
    seeds: { type: 'string', default: '1,2,3' },
    'learning-rate': { type: 'string', default: '0.005' },
    limit: { type: 'string', default: '12' },
    prompts: { type: 'string', default: '24' },
    only: { type: 'string' },
    model: { type: 'string', default: 'media/checkpoints/glens-tiny' },
  },
});
const [folderName] = positionals;
const wanted = matrixIds.filter((id) => values.matrix.split(',').includes(id));
const only = values.only?.split(',') ?? null;
const known = remedyNames(wanted);
const unknown = only?.filter((name) => !known.includes(name)) ?? [];
if (unknown.length > 0) {
  console.error(
    `No remedy of ${wanted.join(' and ')} is called ${unknown.join(', ')}; there are ${known.join(', ')}.`,
  );
  process.exit(2);
}
if (folderName === undefined || wanted.length === 0) {
  console.error(
    'Usage: npm run remedies -- <folder> [--matrix sft,grpo] [--model <checkpoint>] [--learning-rate x] [--steps n] [--seeds 1,2,3] [--limit n] [--prompts n] [--only none,smpo]',
  );
  process.exit(2);
}
const folder = resolve(folderName);
mkdirSync(folder, { recursive: true });
await writeRemedyData(folder, resolve('media'));
const cli = productCli(folder);
const model = resolve(values.model);
const learningRate = Number(values['learning-rate']);
writeStages(folder, cli);
if (wanted.includes('grpo') && remediesOf('grpo', { only }).some(goesOnFromStages)) {
  await learnStages(folder, { model, learningRate }, cli);
}
const seeds = values.seeds.split(',').map(Number);
const settings = (id: MatrixId) => ({
  ...{ model, learningRate, seeds, only },
  probeLimit: Number(values.limit),
  steps: Number(values.steps ?? matrices[id].steps),
});
const asking = askingOptions(await measuredSuites(folder, resolve('media')), Number(values.prompts));
for (const id of wanted) await sayBudget(folder, id, settings(id), cli);
if (wanted.includes('sft')) sayMendingBudget(settings('sft'), asking, cli);
for (const id of wanted) {
  const file = join(folder, `${id}.sweep.json`);
  await writeJson(file, sweepOf(id, settings(id)));
  const sweep = cli('sweep', file, '--html', join(folder, `${id}.html`)) as SweepSummary;
  console.error(`${id}: ${join(folder, `${id}.html`)}`);
  if (id === 'sft') console.log(await mendedSft(sweep, { folder, settings: settings(id), asking }, cli));
}
