// One lesson of the pretraining: from one checkpoint to the next, saved in bf16 with the files around it.
import { mkdir } from 'node:fs/promises';
import { openCheckpoint } from '../../engine/checkpoints/openCheckpoint';
import { saveFullWeights } from '../../engine/training/checkpoint/saveFullWeights';
import type { Example } from './corpus/example';
import { pretrain, type PretrainSettings } from './pretrain';

const reportEvery = 50;

/** Reads the checkpoint `from`, writes `to`. */
export async function trainBase(
  { from, to, cache }: { readonly from: string; readonly to: string; readonly cache: string },
  examples: readonly Example[],
  settings: PretrainSettings,
  say: (line: string) => void,
): Promise<void> {
  await mkdir(to, { recursive: true });
  const checkpoint = await openCheckpoint({ path: from }, { cacheFolder: cache, scratchFolder: cache });
  const started = performance.now();
  let sum = 0;
  await pretrain(
    checkpoint,
    examples,
    settings,
    ({ step, steps, loss, tokens }) => {
      sum += loss;
      if (step % reportEvery !== 0 && step !== steps) return;
      const seconds = (performance.now() - started) / 1000;
      const mean = sum / (step % reportEvery || reportEvery);
      say(`step ${step}/${steps}  loss ${mean.toFixed(3)}  ${(tokens / seconds).toFixed(0)} tokens/s`);
      sum = 0;
    },
    (trainables) => saveFullWeights(to, checkpoint, from, trainables, 'bfloat16'),
  );
}
