// What think, reflect, revise begins with: rows of its stages by the built-in sentences, and sft on these alone, made once for all seeds.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { TrainingRunFacts } from '../../protocol/training';
import type { ProductCli } from '../experiments/productCli';
import { remedyFiles } from './remedyData';
import { writeJson } from './writeJson';

/** In the folder of the configurations. */
export const stagesFile = 'stages.jsonl';

/** In 24, as the runs of the first matrix have, the model learns to begin a reflection and none to its end. */
const steps = 100;
const name = 'stages';
export const stagesRun = { checkpoint: join(name, `checkpoint-${steps}`) } as const;

/** What is there already stays. */
export function writeStages(folder: string, cli: ProductCli): void {
  if (existsSync(join(folder, stagesFile))) return;
  cli('trr-data', remedyFiles.stagePrompts, '--no-think', '--seed', '1', '--out', stagesFile);
}

/** From the rows of `writeStages`. What is there already stays. @throws Error where the run did not finish */
export async function learnStages(
  folder: string,
  { model, learningRate }: { readonly model: string; readonly learningRate: number },
  cli: ProductCli,
): Promise<void> {
  if (existsSync(join(folder, stagesRun.checkpoint))) return;
  const config = join(folder, `${name}.train.json`);
  // As the runs of the first matrix.
  await writeJson(config, {
    ...{ model, algorithm: 'sft', threads: 1, seed: 1, lora: { r: 16, lora_alpha: 32 } },
    ...{ learning_rate: learningRate, per_device_train_batch_size: 12, max_steps: steps },
    data: { type: 'file', path: stagesFile },
    save: { steps: 25, total_limit: 1 },
    output_dir: name,
  });
  const resume = existsSync(join(folder, name, 'run.json')) ? ['--resume'] : [];
  const { status } = cli('train', config, ...resume) as TrainingRunFacts;
  if (status !== 'finished') throw new Error(`the run on the stages is ${status}`);
}
