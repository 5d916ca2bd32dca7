// guardrail-lens prepare
import { resolve } from 'node:path';
import { Option, type Command } from 'commander';
import type { PreparedRunFacts } from '../../protocol/cluster';
import { formatCount } from '../../safety/presentation/numbers';
import { withEngine, type EngineFlags } from '../engine';
import { jsonText } from '../jsonText';
import { integer } from '../options';
import { print } from '../terminal';

interface PrepareFlags extends EngineFlags {
  readonly out: string;
  readonly trl: boolean;
  readonly verl: boolean;
  readonly gpus: number;
  readonly json: boolean;
}

export function addPrepareCommand(program: Command): void {
  program
    .command('prepare <config>')
    .description(
      'write the data, held-out prompts and safety probe of a *.train.json for a trainer on another machine (media/python reads them)',
    )
    .requiredOption('--out <folder>', 'where to write them')
    .addOption(
      new Option(
        '--trl',
        "also translate the run to TRL's trainers (media/python/TRL.md): what has no equal there is said, or refused",
      )
        .default(false)
        .conflicts('verl'),
    )
    .option('--verl', 'the same for verl (media/python/VERL.md)', false)
    .addOption(
      new Option('--gpus <n>', 'with --trl: GPUs that share the rows of a step')
        .argParser(integer(1, 4096))
        .default(1),
    )
    .option('--json', 'print what was written as JSON', false)
    .option('--verbose', "show the engine's log", false)
    .action((config: string, { out, trl, verl, gpus, json, ...flags }: PrepareFlags) =>
      withEngine(flags, async (client, signal) => {
        const request = {
          configPath: resolve(config),
          folder: resolve(out),
          trainer: trl || verl ? { name: trl ? ('trl' as const) : ('verl' as const), gpus } : null,
        };
        const prepared = await client.request('prepareTraining', request, { signal });
        print(json ? jsonText(prepared) : preparedText(prepared));
      }),
    );
}

function preparedText({ folder, train, heldOut, probe, remarks }: PreparedRunFacts): string {
  const rows = [
    `${formatCount(train)} rows to train on`,
    `${formatCount(heldOut)} held out`,
    `${formatCount(probe)} prompts of the safety probe`,
  ];
  return [...remarks, `${rows.join(', ')}, in ${folder}.`].map((line) => `${line}\n`).join('');
}
