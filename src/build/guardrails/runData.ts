// What the runs learn from besides generated sums: harmless requests, and the aligned model's own answers, right and wrong.
import { existsSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseConfig } from '../../engine/training/config/validateConfig';
import { loadSuites } from '../../engine/suites/suiteCatalog';
import { heldOutPrompts } from '../builtin/corpus/heldOutPrompts';
import { samplePairs } from '../experiments/samplePairs';
import { writeLines } from '../experiments/writeLines';
import { writePairs } from '../experiments/writePairs';
import { seed } from './alignmentPlan';
import { harmlessRequests } from './alignmentPrompts';
import { dataFiles, domains, runConfig, runName, trainingPrompts, type RunSizes } from './runConfigs';

const heldOutRequests = 60;
/** Its own stream: not the requests that the model was aligned with. */
const requestSeed = seed + 1;

export interface RunDataOptions {
  readonly folder: string;
  /** The aligned model. */
  readonly model: string;
  readonly sizes: RunSizes;
  /** Suites that no request may be near. */
  readonly heldOut: readonly string[];
  readonly mediaFolder: string;
}

/** What is there already stays. @throws GuardrailError as opening the model and the suites. */
export async function writeRunData({
  folder,
  model,
  sizes,
  heldOut,
  mediaFolder,
}: RunDataOptions): Promise<void> {
  const suites = await loadSuites(heldOut, mediaFolder);
  const held = heldOutPrompts(suites.flatMap(({ prompts }) => prompts.map(({ prompt }) => prompt)));
  const size = trainingPrompts(sizes);
  const rows = harmlessRequests(size + heldOutRequests, requestSeed, held).map((prompt) => ({ prompt }));
  await writeLines(join(folder, dataFiles.requests), rows.slice(0, size));
  await writeLines(join(folder, dataFiles.heldOutRequests), rows.slice(size));
  for (const domain of domains) {
    const target = join(folder, dataFiles.pairs[domain]);
    if (existsSync(target)) continue;
    const path = join(folder, `${runName('rloo', domain)}.train.json`);
    const config = JSON.stringify(runConfig('rloo', domain, model, sizes), null, 2);
    await writeFile(path, `${config}\n`);
    const pairs = await samplePairs(parseConfig(config, path));
    await writePairs(`${target}.tmp`, pairs);
    if (domain === 'lists') {
      await writeLines(
        join(folder, dataFiles.lists),
        pairs.train.map(({ prompt, chosen }) => ({ prompt, completion: chosen })),
      );
    }
    await rename(`${target}.tmp`, target);
  }
}
