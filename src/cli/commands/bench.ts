// guardrail-lens bench
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { EngineClient } from '../../client/engineClient';
import { withEngine } from '../engine';
import { integer } from '../options';
import { formatTable } from '../../safety/report/plainText';

type Name = 'generation' | 'load' | 'store';
type Options = Record<string, string | number | boolean>;

export function addBenchCommand(program: Command): void {
  const bench = program.command('bench').description('measure the product on this machine');
  bench
    .command('generation')
    .description('tokens per second, beside a peer on the same weights')
    .option('--model <checkpoint>', 'default: random weights of SmolLM2-135M geometry')
    .option('--batch <list>', 'batch sizes, for example 1,8,32')
    .option('--new-tokens <n>', 'per row', integer(1))
    .option('--repeats <n>', 'turns per side', integer(1))
    .option('--peer <name>', 'transformers or none', 'none')
    .action((options: Options) => runBench('generation', options));
  bench
    .command('load')
    .description('time to the first token, memory of a base with adapters')
    .option('--model <checkpoint>', 'default: random bfloat16 weights of SmolLM2-135M geometry')
    .action(benchLoad);
  bench
    .command('store')
    .description('a comparison of many responses: open, filter, search')
    .option('--responses <n>', 'how many', integer(1))
    .option('--keep <file>', 'keep the generated comparison')
    .action((options: Options) => runBench('store', options));
}

/** Weights are written by one engine and loaded by a fresh one, whose memory holds nothing else. */
async function benchLoad(options: Options): Promise<void> {
  if (options['model'] !== undefined) return runBench('load', options);
  const folder = await mkdtemp(join(tmpdir(), 'guardrail-lens-bench-'));
  try {
    process.stderr.write('Writing random weights (269 MB) …\n');
    await withEngine({}, (client, signal) =>
      client.request('bench', { name: 'load', options: { write: folder } }, { signal }),
    );
    await runBench('load', { model: folder });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runBench(name: Name, options: Options): Promise<void> {
  await withEngine({ verbose: false }, async (client: EngineClient, signal) => {
    const { rows } = await client.request(
      'bench',
      { name, options },
      { signal, onProgress: ({ line }) => process.stderr.write(`${line}\n`) },
    );
    const table = formatTable(
      [
        { title: 'measure', align: 'left' },
        { title: 'value', align: 'right' },
        { title: 'unit', align: 'left' },
      ],
      rows.map((row) => [row.label, formatValue(row.value), row.unit]),
    );
    process.stdout.write(`${table}\n`);
  });
}

function formatValue(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(2);
}
