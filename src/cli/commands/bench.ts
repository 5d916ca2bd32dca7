// guardrail-lens bench
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
    .option('--model <checkpoint>')
    .action((options: Options) => runBench('load', options));
  bench
    .command('store')
    .description('a comparison of many responses: open, filter, search')
    .option('--responses <n>', 'how many', integer(1))
    .option('--keep <file>', 'keep the generated comparison')
    .action((options: Options) => runBench('store', options));
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
