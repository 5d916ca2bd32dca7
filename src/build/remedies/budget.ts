// What a matrix will take, said before it begins: the short measurement of one run of every remedy.
import { join } from 'node:path';
import type { TrainingPlan } from '../../protocol/training';
import { formatDuration } from '../../safety/presentation/numbers';
import type { ProductCli } from '../experiments/productCli';
import { configsOf, type MatrixId, type MatrixSettings } from './matrices';
import { writeJson } from './writeJson';

export async function sayBudget(
  folder: string,
  id: MatrixId,
  settings: MatrixSettings,
  cli: ProductCli,
): Promise<void> {
  let total = 0;
  for (const { name, config } of configsOf(id, settings)) {
    const path = join(folder, `${id}-${name}.train.json`);
    await writeJson(path, config);
    const { seconds } = cli('train', path, '--dry-run') as TrainingPlan;
    const all = seconds.asSeen * settings.seeds.length;
    total += all;
    console.error(`${id} ${name}: ${settings.seeds.length} runs of ${formatDuration(seconds.asSeen)}`);
  }
  console.error(`${id} in all: ${formatDuration(total)}, measured on this machine just now.`);
}
