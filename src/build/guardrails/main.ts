// `npm run guardrails -- <folder> --model <Hugging Face folder> --benchmarks <folder>`: aligns a chat model that refuses little,
// so that it has guardrails to lose; with --aligned it begins with a model that has them. From there it audits two rewards,
// trains with every algorithm and compares what came out. Prints what that will take, and goes on when it is run again.
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { productCli } from '../experiments/productCli';
import { align } from './align';
import { experiment } from './experiment';

const usage =
  'Usage: npm run guardrails -- <folder> (--model <Hugging Face folder> | --aligned <checkpoint>) --benchmarks <folder> [--only-align] [--epochs n] [--runs grpo-sums,…] [--steps n] [--prompts n] [--samples n] [--learning-rate x] [--limit n] [--audit-samples n]';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    model: { type: 'string' },
    aligned: { type: 'string' },
    benchmarks: { type: 'string' },
    'only-align': { type: 'boolean', default: false },
    epochs: { type: 'string', default: '3' },
    runs: { type: 'string', default: '' },
    steps: { type: 'string', default: '30' },
    prompts: { type: 'string', default: '8' },
    samples: { type: 'string', default: '4' },
    'learning-rate': { type: 'string', default: '2e-4' },
    limit: { type: 'string', default: '30' },
    'audit-samples': { type: 'string', default: '8' },
  },
});
const [folderName] = positionals;
const start = values.aligned ?? values.model;
if (folderName === undefined || start === undefined || values.benchmarks === undefined) {
  console.error(usage);
  process.exit(2);
}
const folder = resolve(folderName);
mkdirSync(folder, { recursive: true });
const cli = productCli(folder);
const benchmarks = resolve(values.benchmarks);
const model =
  values.aligned === undefined
    ? await align({
        ...{ folder, model: resolve(start), benchmarks: [benchmarks] },
        epochs: Number(values.epochs),
        cli,
      })
    : resolve(values.aligned);
console.error(`The aligned model: ${model}`);
if (!values['only-align']) {
  const sizes = {
    steps: Number(values.steps),
    prompts: Number(values.prompts),
    samples: Number(values.samples),
    learningRate: Number(values['learning-rate']),
  };
  const wanted = values.runs.split(',').filter((name) => name !== '');
  const asking = {
    ...{ folder, benchmarks, cli, maxNewTokens: 48 },
    limit: Number(values.limit),
    samples: Number(values['audit-samples']),
  };
  console.log(await experiment(model, resolve('media'), { sizes, wanted }, asking));
}
