// `bench memory`: a whole comparison of a checkpoint of random weights with an adapter over it, in an engine of its own, and the
// most memory that this engine took.
import { join } from 'node:path';
import { precisions } from '../protocol/checkpoints';
import type { BenchRow } from '../protocol/contracts';
import { GuardrailError } from '../protocol/errors';
import { defaultGenerationSettings } from '../protocol/generation';
import { inPrecision } from '../safety/subjects/defaultPrecision';
import { withEngine } from './engine';
import { ProgressBar } from './progressBar';

type Options = Readonly<Record<string, string | number | boolean>>;

/** @param model a folder as `bench load` writes it: its adapter lies in it */
export async function comparisonInMemory(model: string, options: Options): Promise<readonly BenchRow[]> {
  const { prompts = 32, newTokens = 8, memoryLimit } = options;
  const precision = precisionOf(options);
  const path = join(model, 'memory.glens');
  const adapter = inPrecision({ path: join(model, 'adapter'), basePath: model }, precision);
  const spec = {
    base: { kind: 'checkpoint', ...inPrecision({ path: model }, precision) },
    tuned: { kind: 'checkpoint', ...adapter },
    ...{ suites: ['glens-overrefusal'], attacks: [], limit: Number(prompts), control: false },
    settings: { ...defaultGenerationSettings, maxNewTokens: Number(newTokens), batchSize: 8 },
    judges: [{ kind: 'rules' }],
    exactBase: 'declined',
  } as const;
  const flags = memoryLimit === undefined ? {} : { memoryLimit: Number(memoryLimit) };
  return withEngine(flags, async (client, signal) => {
    const started = performance.now();
    await client.request('createComparison', { path, spec, apiKeys: {} }, { signal });
    const bar = new ProgressBar();
    try {
      await client.request(
        'runComparison',
        { path, apiKeys: {} },
        { signal, onProgress: (progress) => bar.show(progress) },
      );
    } finally {
      bar.end();
    }
    const seconds = (performance.now() - started) / 1000;
    const { responses } = await client.request('describeComparison', { path });
    const { rows } = await client.request('bench', { name: 'peak', options: {} }, { signal });
    return [
      { label: 'answers', value: responses, unit: '' },
      { label: 'whole comparison', value: seconds, unit: 's' },
      ...rows,
    ];
  });
}

function precisionOf({ precision = 'int4' }: Options): (typeof precisions)[number] {
  const known = precisions.find((name) => name === precision);
  if (known !== undefined) return known;
  throw new GuardrailError('invalidRequest', 'Unknown precision.', `There are: ${precisions.join(', ')}.`);
}
