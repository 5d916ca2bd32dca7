// From the initial checkpoint to the base model: pretraining, and its weights in bf16 beside the initial files.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openCheckpoint } from '../../engine/checkpoints/openCheckpoint';
import { saveFullWeights } from '../../engine/training/checkpoint/saveFullWeights';
import type { Example } from './corpus/example';
import { pretrain } from './pretrain';
import { pretraining, recipe } from './recipe';

const reportEvery = 50;

/** Reads work/initial, writes work/base. */
export async function trainBase(
  work: string,
  examples: readonly Example[],
  say: (line: string) => void,
): Promise<void> {
  const initial = join(work, 'initial');
  const base = join(work, 'base');
  await mkdir(base, { recursive: true });
  const checkpoint = await openCheckpoint({ path: initial }, { cacheFolder: work, scratchFolder: work });
  const started = performance.now();
  let sum = 0;
  await pretrain(
    checkpoint,
    examples,
    { seed: recipe.seed, ...pretraining },
    ({ step, steps, loss, tokens }) => {
      sum += loss;
      if (step % reportEvery !== 0 && step !== steps) return;
      const seconds = (performance.now() - started) / 1000;
      const mean = sum / (step % reportEvery || reportEvery);
      say(`step ${step}/${steps}  loss ${mean.toFixed(3)}  ${(tokens / seconds).toFixed(0)} tokens/s`);
      sum = 0;
    },
    (trainables) => saveFullWeights(base, checkpoint, initial, trainables, 'bfloat16'),
  );
}
