// What a matrix will take, said before it begins: the short measurement of one run of every remedy.
import { join } from 'node:path';
import type { TrainingPlan } from '../../protocol/training';
import { formatDuration } from '../../safety/presentation/numbers';
import type { ComparisonForecast } from '../../protocol/forecast';
import type { ProductCli } from '../experiments/productCli';
import { afterwardsOf, fitSizes } from './afterwards';
import { configsOf, remediesOf, type MatrixId, type MatrixSettings } from './matrices';
import { directionPrompts } from './remedyData';
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

/** A search keeps four texts at a time (its default budget) and asks a second model about each. */
const searchFactor = 8;

/**
 * What is put on checkpoints that are not there yet: counted in answers, at the speed of a pilot of the model's own. Learning from
 * them comes on top, and the runs on refusals, each about as long as one without a remedy.
 */
export function sayMendingBudget(settings: MatrixSettings, asking: readonly string[], cli: ProductCli): void {
  const { model, seeds } = settings;
  const plan = ['compare', '--base', model, '--tuned', model, ...asking, '--plan'];
  const { kinds, responses, seconds } = cli(...plan) as ComparisonForecast;
  const perAnswer = (seconds ?? 0) / Math.max(1, responses);
  const prompts = kinds.reduce((sum, kind) => sum + kind.prompts, 0);
  const afterwards = afterwardsOf(settings);
  const searches = afterwards.filter((one) => 'fit' in one && one.fit === 'saffron-1').length;
  const plain = remediesOf('sft', settings).length + 1 + afterwards.length - searches;
  const compared = prompts * (plain + searches * searchFactor) * perAnswer;
  const fits = new Set(afterwards.flatMap((one) => ('fit' in one ? [one.fit] : []))).size;
  const answered = fits * 2 * directionPrompts * fitSizes.samples;
  console.error(
    `sft afterwards: for each of ${seeds.length} seeds a run on refusals, ${fits} fits to ${answered} answers in all (${formatDuration(answered * perAnswer)}), and ${plain + searches} subjects on ${prompts} prompts (${formatDuration(compared)}); in all ${formatDuration(seeds.length * (compared + answered * perAnswer))} of answering, and what is learned from it.`,
  );
}
