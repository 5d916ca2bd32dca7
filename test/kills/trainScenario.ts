// A training that is ended: it goes on from its last checkpoint to the same weights, bit for bit.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { shortAnswers } from '../support/training';
import { runCommand, wrongEnding } from './killedProcess';
import type { Scenario } from './scenario';

const steps = 6;
const config = { ...shortAnswers, max_steps: steps, save: { steps: 1, total_limit: 20 } };

function weights(folder: string): string {
  return ['adapter_model.safetensors', 'optimizer.safetensors']
    .map((name) => readFileSync(join(folder, 'x', `checkpoint-${steps}`, name)))
    .map((bytes) => createHash('sha256').update(bytes).digest('hex'))
    .join();
}

function configIn(folder: string): void {
  writeFileSync(join(folder, 'x.train.json'), JSON.stringify(config));
}

export function trainScenario(): Scenario {
  let whole = '';
  return {
    name: 'train',
    begin: async (folder) => {
      configIn(folder);
      const ended = await runCommand(['train', 'x.train.json', '--json'], folder, null);
      if (ended.status !== 0) throw new Error(ended.stderr);
      whole = weights(folder);
      return ended.milliseconds;
    },
    trial: async (folder, plan) => {
      configIn(folder);
      const ended = await runCommand(['train', 'x.train.json', '--json'], folder, plan);
      const wrong = wrongEnding(ended, plan, [0, 130]);
      if (wrong !== null) return wrong;
      // A run has its record from its first moment, or there is none.
      const begun = existsSync(join(folder, 'x', 'run.json'));
      const again = await runCommand(
        ['train', 'x.train.json', '--json', ...(begun ? ['--resume'] : [])],
        folder,
        null,
      );
      if (again.status !== 0) return `It does not go on: ${again.status} ${again.stderr}`;
      return weights(folder) === whole ? null : 'It came to other weights.';
    },
  };
}
