// `npm run control -- <folder>`: trains PPO and every method that makes it safe in both environments, three seeds each with the same
// steps, and compares each with the PPO of its seed on 200 paired episodes. Says what that will take, and goes on when it is run again.
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { controlEnvironmentIds } from '../../protocol/control';
import { productCli } from '../experiments/productCli';
import { sayBudget } from './budget';
import { plannedRuns, trainRun } from './runs';
import { comparedWithPpo } from './compared';
import { controlTables } from './controlTables';

const usage = 'Usage: npm run control -- <folder> [--steps n] [--seeds n]';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { steps: { type: 'string', default: '40000' }, seeds: { type: 'string', default: '3' } },
});
const [folderName] = positionals;
if (folderName === undefined) {
  console.error(usage);
  process.exit(2);
}
const folder = resolve(folderName);
mkdirSync(folder, { recursive: true });
const cli = productCli(folder);
const seeds = Array.from({ length: Number(values.seeds) }, (_, index) => index + 1);
const runs = plannedRuns(folder, { seeds, steps: Number(values.steps) });
sayBudget(runs, folder, cli);
for (const run of runs) trainRun(run, cli);
for (const environment of controlEnvironmentIds) {
  const compared = seeds.map((seed) => comparedWithPpo({ folder, environment, seed }, cli));
  console.log(controlTables(environment, compared));
}
