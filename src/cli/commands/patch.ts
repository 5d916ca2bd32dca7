// guardrail-lens patch
import { resolve } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import {
  parameterSafeguardIds,
  savedDtypes,
  type ParameterSafeguardId,
  type PatchResult,
  type SavedDtype,
} from '../../protocol/safeguards';
import { otherLine, weightsText } from '../../safety/presentation/representationText';
import { safeguardHelp } from '../../safety/presentation/safeguardText';
import { parameterSafeguards } from '../../safety/safeguards/safeguards';
import { checkpointName } from '../../safety/subjects/checkpointName';
import { withEngine, type EngineFlags } from '../engine';
import { jsonText } from '../jsonText';
import { addEngineOptions, number } from '../options';
import { ProgressBar } from '../progressBar';
import { print } from '../terminal';

interface PatchFlags extends EngineFlags {
  readonly method: ParameterSafeguardId;
  readonly with: string;
  readonly base?: string;
  readonly weight: readonly number[];
  readonly density?: number;
  readonly dtype: SavedDtype;
  readonly out: string;
  readonly json: boolean;
}

export function addPatchCommand(program: Command): void {
  const command = program
    .command('patch <checkpoint>')
    .description('make another adapter or checkpoint of one whose guardrail fell, without training')
    .addOption(
      new Option('--method <name>', 'what is done').choices(parameterSafeguardIds).makeOptionMandatory(),
    )
    .requiredOption('--with <checkpoint>', 'of the same base: what has the guardrail, or the patch')
    .option('--base <checkpoint>', 'what both were trained from (default: what the adapter says)')
    .addOption(
      new Option('--weight <w,…>', 'of the safety checkpoint; several make one checkpoint each')
        .argParser(weights)
        .makeOptionMandatory(),
    )
    .option('--density <d>', 'ties: the share of each change that is kept (default: 0.2)', number(0, 1))
    .addOption(new Option('--dtype <type>', 'of whole weights').choices(savedDtypes).default('float32'))
    .requiredOption('--out <folder>', 'what is written; of several weights one folder weight-<w> each in it')
    .option('--json', 'print JSON', false)
    .addHelpText('after', `\n${safeguardHelp(Object.values(parameterSafeguards))}`);
  addEngineOptions(command).action(async (checkpoint: string, flags: PatchFlags) => {
    const bar = new ProgressBar();
    await withEngine(flags, async (client, signal) => {
      try {
        const result = await client.request(
          'patchCheckpoint',
          {
            method: flags.method,
            task: { path: resolve(checkpoint) },
            base: flags.base === undefined ? null : { path: resolve(flags.base) },
            safety: { path: resolve(flags.with) },
            options: flags.density === undefined ? {} : { density: flags.density },
            weights: flags.weight,
            target: resolve(flags.out),
            dtype: flags.dtype,
          },
          { signal, onProgress: ({ phase, done, total }) => bar.showStep(phases[phase], done, total) },
        );
        bar.end();
        print(flags.json ? jsonText(result) : resultText(result, checkpoint));
      } finally {
        bar.end();
      }
    });
  });
}

const phases = { reading: 'reading', comparing: 'modules compared', writing: 'tensors' } as const;

const weight = number(0, 1000);

function weights(text: string): number[] {
  const values = text.split(',').map(weight);
  if (new Set(values).size < values.length) throw new InvalidArgumentError('A weight is named twice.');
  return values;
}

function resultText({ checkpoints, overlap, notes }: PatchResult, task: string): string {
  return [
    ...(overlap === null
      ? []
      : [
          'The patch beside the weights and the task:',
          '',
          weightsText(overlap),
          otherLine(checkpointName(resolve(task))),
        ]),
    ...checkpoints.map(({ path, weight: of, format }) => `weight ${of}: ${path} (${format})`),
    ...notes.map((note) => `Note: ${note}`),
    '',
  ].join('\n');
}
