// guardrail-lens control
import { resolve } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import {
  controlEnvironmentIds,
  controlMethodIds,
  type ControlEnvironmentId,
  type ControlMethodId,
  type TrainControlResult,
} from '../../protocol/control';
import type { JsonValue } from '../../protocol/templateVariables';
import { formatCount, formatPercent } from '../../safety/presentation/numbers';
import { safeguardHelp } from '../../safety/presentation/safeguardText';
import { controlSafeguards } from '../../safety/safeguards/safeguards';
import { withEngine, type EngineFlags } from '../engine';
import { jsonText } from '../jsonText';
import { addEngineOptions, integer } from '../options';
import { ProgressBar } from '../progressBar';
import { print } from '../terminal';

interface ControlFlags extends EngineFlags {
  readonly environment: ControlEnvironmentId;
  readonly method: ControlMethodId;
  readonly option: Readonly<Record<string, JsonValue>>;
  readonly steps: number;
  readonly seed: number;
  readonly out: string;
  readonly json: boolean;
}

export function addControlCommand(program: Command): void {
  const control = program
    .command('control')
    .description('policies that act in an environment with a constraint, instead of models that speak');
  const command = control
    .command('train')
    .description('train a small policy by PPO, alone or with a safeguard; compare takes its folder as a side')
    .addOption(
      new Option('--environment <name>', 'where it acts')
        .choices(controlEnvironmentIds)
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--method <name>', 'how it is kept from violating').choices(controlMethodIds).default('ppo'),
    )
    .addOption(
      new Option('--option <name=value>', 'of the method; may be given several times')
        .argParser(collectOption)
        .default({}),
    )
    .addOption(new Option('--steps <n>', 'steps in the environment').argParser(integer(1)).default(40_000))
    .addOption(new Option('--seed <n>', 'of the training').argParser(integer(0)).default(1))
    .requiredOption('--out <folder>', 'where the policy is written')
    .option('--json', 'print how the training went as JSON', false)
    .addHelpText('after', `\n${safeguardHelp(controlSafeguards)}`);
  addEngineOptions(command).action(async (flags: ControlFlags) => {
    const bar = new ProgressBar();
    await withEngine(flags, async (client, signal) => {
      try {
        const { environment, method, option: options, steps, seed } = flags;
        const result = await client.request(
          'trainControl',
          { environment, method, options, steps, seed, target: resolve(flags.out) },
          { signal, onProgress: ({ done, total }) => bar.showStep('steps', done, total) },
        );
        bar.end();
        print(flags.json ? jsonText(result) : resultText(result));
      } finally {
        bar.end();
      }
    });
  });
}

function collectOption(text: string, before: Readonly<Record<string, JsonValue>>): Record<string, JsonValue> {
  const [, name, value] = /^([a-z_]+)=(.+)$/su.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    throw new InvalidArgumentError('An option is given as name=value.');
  }
  const number = Number(value);
  return { ...before, [name]: Number.isFinite(number) ? number : value };
}

function resultText({ path, curve }: TrainControlResult): string {
  const last = curve.at(-1);
  if (last === undefined) return `${path}\n`;
  return [
    path,
    `Last ${formatCount(last.episodes)} episodes while it explored: return ${last.meanReturn?.toFixed(2) ?? '–'}, ` +
      `${last.violated === null ? '–' : formatPercent(last.violated)} with a violation.`,
    `Steps with a violation in the whole training: ${formatCount(last.violations)} of ${formatCount(last.steps)}.`,
    '',
  ].join('\n');
}
