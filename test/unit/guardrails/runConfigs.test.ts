// The configurations of the experiment: each one is valid, and no algorithm is given more prompts than another.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import {
  dataFiles,
  domains,
  runAlgorithms,
  runConfig,
  trainingPrompts,
} from '../../../src/build/guardrails/runConfigs';
import { parseConfig, validateConfig } from '../../../src/engine/training/config/validateConfig';
import { repositoryPath } from '../../support/paths';
import { scratchFolder } from '../../support/scratch';

const folder = scratchFolder();
const model = repositoryPath('media/checkpoints/glens-tiny');
const sizes = { steps: 6, prompts: 4, samples: 3, learningRate: 3e-4 };
const runs = domains.flatMap((domain) => runAlgorithms.map((algorithm) => ({ algorithm, domain })));

beforeAll(() => {
  const { requests, heldOutRequests, lists, pairs } = dataFiles;
  const paths = [
    requests,
    heldOutRequests,
    lists,
    ...Object.values(pairs).map((name) => `${name}/pairs.jsonl`),
  ];
  for (const path of [...paths, `${pairs.sums}/held-out-pairs.jsonl`]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), '{"prompt": "Hello", "chosen": "1. a", "rejected": "b"}\n');
  }
});

it.each(runs)(
  '$algorithm on $domain has no key without effect, and sees as many prompts',
  ({ algorithm, domain }) => {
    const path = join(folder, 'x.train.json');
    const text = JSON.stringify(runConfig(algorithm, domain, model, sizes));
    expect(validateConfig(text, path)).toEqual([]);
    const { method, maxSteps } = parseConfig(text, path);
    const perStep = method.kind === 'online' ? method.promptsPerStep : method.batchSize;
    expect((maxSteps ?? 0) * perStep).toBe(trainingPrompts(sizes));
  },
);
