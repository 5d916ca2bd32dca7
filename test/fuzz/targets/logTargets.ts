// Logs of other tools, as a side of a comparison reads them.
import { readdirSync } from 'node:fs';
import { responsesByPrompt } from '../../../src/engine/respondents/responses/pairResponses';
import { readResponses } from '../../../src/engine/respondents/responses/readResponses';
import type { Random } from '../../../src/safety/random';
import { repositoryPath } from '../../support/paths';
import { Corruption, type FuzzTarget } from '../fuzzTarget';
import { below, chance } from '../mutate/draw';
import { mutateBytes } from '../mutate/mutateBytes';
import { mutateJson, mutateJsonLines } from '../mutate/mutateJson';
import { fileIn, fixtureBytes } from './fixtureFiles';

const folder = 'test/fixtures/interchange';
const archive = `${folder}/inspect.eval`;
const lmEval = readdirSync(repositoryPath(`${folder}/lmEval`)).map((name) => `${folder}/lmEval/${name}`);

function logTarget(name: string, file: string, fixture: string, mutate: FuzzTarget['mutate']): FuzzTarget {
  return {
    name,
    mutate,
    codes: ['datasetInvalid'],
    open: (root) => {
      const log = fileIn(root, file);
      return {
        samples: [fixtureBytes(fixture)],
        read: async (input) => {
          const { rows, models } = await readResponses(log.write(input));
          for (const { sample, place } of rows) {
            if (sample !== null && !(Number.isSafeInteger(sample) && sample >= 0)) {
              throw new Corruption(`${place} is sample ${sample}.`);
            }
          }
          return [models, responsesByPrompt(rows).size];
        },
      };
    },
  };
}

/** A few bytes of the last two kilobytes, where an archive has its directory. */
function mutateEnd(sample: Uint8Array, random: Random): Uint8Array {
  const copy = Uint8Array.from(sample);
  for (let count = 1 + below(random, 6); count > 0; count--) {
    const at = copy.length - 1 - below(random, Math.min(copy.length, 2000));
    copy[at] = chance(random, 0.5) ? 0xff : below(random, 256);
  }
  return copy;
}

export const logTargets: readonly FuzzTarget[] = [
  logTarget('inspect-archive', 'log.eval', archive, mutateBytes),
  logTarget('inspect-directory', 'log.eval', archive, mutateEnd),
  logTarget('inspect-json', 'log.json', `${folder}/inspect.json`, mutateJson),
  logTarget('promptfoo', 'results.json', `${folder}/promptfoo.json`, mutateJson),
  logTarget('promptfoo-lines', 'results.jsonl', `${folder}/promptfoo.jsonl`, mutateJsonLines),
  logTarget(
    'lm-eval-samples',
    'samples_tea_1.jsonl',
    lmEval.find((path) => path.includes('tea_time')) ?? '',
    mutateJsonLines,
  ),
];
