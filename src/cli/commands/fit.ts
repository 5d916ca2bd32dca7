// guardrail-lens fit
import { resolve } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { defaultGenerationSettings, type GenerationSettings } from '../../protocol/generation';
import { fittedSafeguardIds, type FitResult, type FittedSafeguardId } from '../../protocol/safeguards';
import { formatCount, formatMetric } from '../../safety/presentation/numbers';
import { fitHelp, safeguardHelp } from '../../safety/presentation/safeguardText';
import { fittedSafeguards } from '../../safety/safeguards/safeguards';
import { withEngine, type EngineFlags } from '../engine';
import { jsonText } from '../jsonText';
import { addEngineOptions, collect, integer, number } from '../options';
import { ProgressBar } from '../progressBar';
import { suiteEntry } from '../suiteEntry';
import { print } from '../terminal';

interface FitFlags extends EngineFlags {
  readonly method: FittedSafeguardId;
  readonly base?: string;
  readonly suite: readonly string[];
  readonly limit?: number;
  readonly samples: number;
  readonly temperature: number;
  readonly maxNewTokens: number;
  readonly seed: number;
  readonly set: readonly (readonly [string, string])[];
  readonly out: string;
  readonly json: boolean;
}

export function addFitCommand(program: Command): void {
  const command = program
    .command('fit <checkpoint>')
    .description(
      "fit a safeguard that acts while a checkpoint generates, to that checkpoint's own judged answers",
    )
    .addOption(
      new Option('--method <name>', 'what is fitted').choices(fittedSafeguardIds).makeOptionMandatory(),
    )
    .option('--base <checkpoint>', 'what an adapter lies over (default: what the adapter says)')
    .option(
      '--suite <id|path>',
      'prompts that it is fitted on, harmful and benign ones (repeatable; default: built-in, which then no longer measure it)',
      collect,
      [],
    )
    .option('--limit <n>', 'prompts of each suite', integer(1))
    .addOption(new Option('--samples <k>', 'answers to each prompt').argParser(integer(1)).default(2))
    .addOption(new Option('--temperature <t>', 'of these answers').argParser(number(0, 100)).default(1))
    .addOption(new Option('--max-new-tokens <n>', 'of an answer').argParser(integer(1)).default(64))
    .addOption(new Option('--seed <s>', 'of sampling and fitting').argParser(integer(0)).default(0))
    .option('--set <name=value>', 'an option of the fit, see below (repeatable)', collectSetting, [])
    .requiredOption('--out <folder>', 'what is written')
    .option('--json', 'print JSON', false)
    .addHelpText('after', () =>
      ['', safeguardHelp(Object.values(fittedSafeguards)), fitHelp(Object.values(fittedSafeguards))].join(
        '\n',
      ),
    );
  addEngineOptions(command).action(async (checkpoint: string, flags: FitFlags) => {
    const bar = new ProgressBar();
    await withEngine(flags, async (client, signal) => {
      try {
        const result = await client.request(
          'fitSafeguard',
          {
            method: flags.method,
            checkpoint: {
              path: resolve(checkpoint),
              ...(flags.base === undefined ? {} : { basePath: resolve(flags.base) }),
            },
            suites: flags.suite.length === 0 ? ['built-in'] : flags.suite.map(suiteEntry),
            limit: flags.limit ?? null,
            settings: settingsOf(flags),
            options: Object.fromEntries(flags.set.map(withAbsolutePath)),
            target: resolve(flags.out),
          },
          { signal, onProgress: ({ phase, done, total }) => bar.showStep(phases[phase], done, total) },
        );
        bar.end();
        print(flags.json ? jsonText(result) : resultText(result, flags.method, checkpoint));
      } finally {
        bar.end();
      }
    });
  });
}

const phases = {
  opening: 'opening',
  answering: 'answers',
  reading: 'states read',
  fitting: 'fitting',
} as const;

function settingsOf({ samples, temperature, maxNewTokens, seed }: FitFlags): GenerationSettings {
  return { ...defaultGenerationSettings, samples, temperature, maxNewTokens, seed };
}

/** A path counts from here. */
function withAbsolutePath([name, value]: readonly [string, string]): readonly [string, string] {
  return [name, name === 'guard' ? resolve(value) : value];
}

function collectSetting(
  text: string,
  before: readonly (readonly [string, string])[],
): readonly (readonly [string, string])[] {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError(`"${text}" is not name=value.`);
  return [...before, [text.slice(0, at), text.slice(at + 1)]];
}

function resultText(
  { path, answers, unsafe, measures, notes }: FitResult,
  method: string,
  checkpoint: string,
): string {
  return [
    `Fitted on ${formatCount(answers)} answers, ${formatCount(unsafe)} of them unsafe.`,
    ...measures.map(
      ({ label, value }) => `${label}: ${Number.isInteger(value) ? formatCount(value) : formatMetric(value)}`,
    ),
    ...notes.map((note) => `Note: ${note}`),
    `Use it as ${checkpoint}+${method}:folder=${path}`,
    '',
  ].join('\n');
}
