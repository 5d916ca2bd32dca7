// guardrail-lens compare
import { resolve } from 'node:path';
import { Option, type Command } from 'commander';
import type { EngineClient } from '../../client/engineClient';
import { defaultGenerationSettings } from '../../protocol/generation';
import type { ComparisonSpec, JudgeSpec } from '../../protocol/comparison';
import type { SubjectRef } from '../../protocol/subjects';
import { endpointUrls } from '../../safety/subjects/endpointUrls';
import { subjectName } from '../../safety/subjects/subjectText';
import { suiteEntry } from '../suiteEntry';
import { withEngine, type EngineFlags } from '../engine';
import { compareOnTarget, optionNames, wordsWithout } from '../compareOnTarget';
import { finishComparison, showComparison, type OutputFlags } from '../finishComparison';
import { addGateOptions, gateSpec, marginOption } from '../gateOptions';
import { collectJudge, judgeHelp } from '../judgeOption';
import {
  addEngineOptions,
  addGenerationOptions,
  addPrecisionOption,
  collect,
  generationSettings,
  integer,
  type GenerationFlags,
  addThreadsOption,
} from '../options';
import { precisionPlanText } from '../../safety/presentation/precisionText';
import { printForecast } from '../printForecast';
import { apiKeysOf, onlyOnce, subjectHelp } from '../subjectOption';
import { say } from '../terminal';
import { baseSide, collectTuned, tunedSide, type TunedFlags } from '../tunedColumns';

interface CompareFlags extends GenerationFlags, EngineFlags, OutputFlags, TunedFlags {
  readonly base?: string;
  readonly suite: readonly string[];
  readonly attack: readonly string[];
  readonly limit?: number;
  readonly judge: readonly JudgeSpec[];
  readonly apiKeyEnv?: string;
  readonly aa: boolean;
  readonly exactBase: boolean;
  readonly plan: boolean;
  readonly pilot: number;
  readonly force: boolean;
  readonly out?: string;
  readonly on?: string;
}

export function addCompareCommand(program: Command): void {
  const command = program
    .command('compare')
    .description('compare a tuned checkpoint with its base')
    .option(
      '--base <checkpoint>',
      `${subjectHelp}, or a PEFT adapter folder (with --steps-of: by default what the run began from)`,
      onlyOnce,
    )
    .option(
      '--tuned <checkpoint...>',
      'the same; several (or repeated) are compared with the one base and with one another',
      collectTuned,
      [],
    )
    .option(
      '--steps-of <run>',
      "every step's checkpoint in a training run's folder, as if each were given by --tuned",
    )
    .option('--every <k>', 'with --steps-of: every k-th of its steps only, counted from the last', integer(1))
    .option('--tuned-name <name...>', 'what each of several is called in tables and gates', collect, [])
    .option(
      '--adapter-base <checkpoint>',
      'what adapters run over (default: the base, or what the adapter says)',
    )
    .option('--merge', 'fold an adapter into the weights', false)
    .option(
      '--suite <id|path>',
      'built-in id, suite folder, published file, or a folder of them (repeatable; default: built-in)',
      collect,
      [],
    )
    .option('--attack <id>', "attack wrapper, 'none' is the plain prompt (repeatable)", collect, [])
    .option('--limit <n>', 'prompts per suite, drawn with the seed', integer(1))
    .addOption(new Option('--judge <judge>', judgeHelp).argParser(collectJudge).default([], 'rules'))
    .option('--api-key-env <name>', 'environment variable with the key of the endpoints named here')
    .option(
      '--endpoint-template <path>',
      "render prompts here with this checkpoint's or .jinja file's chat template and send raw completions to endpoints",
    )
    .option(
      '--load-adapter <path>',
      'LoRA folder on the machine of the tuned endpoint, loaded there over its model (vLLM)',
    )
    .option('--aa', 'also run base against base, the noise floor', false)
    .option(
      '--no-exact-base',
      'in fast, int8 or int4: do not also ask the base exactly computed, which shows what rounding does by itself',
    )
    .option('--force', 'run even where the comparability gate finds an error', false)
    .option('--plan', 'say what this comparison would find and cost, and run a small pilot only', false)
    .addOption(
      new Option('--pilot <n>', 'with --plan: prompts per benchmark that the base answers, 0 is none')
        .argParser(integer(0))
        .default(8),
    )
    .addOption(marginOption())
    .addOption(
      new Option(
        '--on <target>',
        'compare on a cluster (guardrail-lens targets), whose folders the checkpoints are, and bring the file back',
      ).conflicts(['plan', 'stepsOf']),
    )
    .option('--out <file>', 'comparison file to write (default: <base>-vs-<tuned>.glens)');
  addPrecisionOption(command);
  addOutputOptions(addThreadsOption(addEngineOptions(addGenerationOptions(command)))).action(
    async (flags: CompareFlags, self: Command) => {
      if (flags.tuned.length === 0 && flags.stepsOf === undefined) {
        command.error(
          'error: nothing is named to compare with the base: give --tuned <checkpoint> or --steps-of <run>',
        );
      }
      if (flags.base === undefined && flags.stepsOf === undefined) {
        command.error("error: required option '--base <checkpoint>' not specified");
      }
      if (flags.every !== undefined && flags.stepsOf === undefined) {
        command.error('error: --every chooses among the steps of --steps-of <run>, which is not given');
      }
      await withEngine(flags, async (client, signal) => {
        if (flags.on !== undefined) {
          await compareThere(client, flags.on, flags, self, signal);
          return;
        }
        const spec = await comparisonSpec(client, flags);
        const path = resolve(flags.out ?? `${stemOf(spec.base)}-vs-${tunedStem(spec)}.glens`);
        const urls = endpointUrls(spec);
        const apiKeys = apiKeysOf(flags.apiKeyEnv, urls);
        const precision = await client.request('planPrecision', { spec }, { signal });
        if (precision !== null) say(`${precisionPlanText(precision).join('\n')}\n`);
        if (flags.plan) {
          await printForecast(client, { spec, apiKeys, pilot: flags.pilot }, flags, signal);
          return;
        }
        await client.request('createComparison', { path, spec, apiKeys }, { signal });
        // Whoever names a server here has agreed to it: resuming does not ask again, where that can be remembered.
        await client.request('allowEndpoints', { urls }).catch(() => undefined);
        await finishComparison(client, { path, apiKeys }, flags, signal);
      });
    },
  );
}

/** What is written, gated and shown happens here. */
async function compareThere(
  client: EngineClient,
  target: string,
  flags: CompareFlags,
  self: Command,
  signal: AbortSignal,
): Promise<void> {
  const here = new Set(['on', 'out', 'verbose', ...optionNames(addOutputOptions)]);
  const words = wordsOf(self);
  const options = wordsWithout(words, self.options, here);
  const names = [flags.base ?? '', ...flags.tuned].map(
    (name) => name.split(/[\\/]/u).findLast(Boolean) ?? '',
  );
  const stem = `${names[0] ?? ''}-vs-${names.length === 2 ? (names[1] ?? '') : `${names.length - 1}-tuned`}`;
  const out = resolve(flags.out ?? `${stem.replace(/[^\p{L}\p{N}._-]+/gu, '-')}.glens`);
  const started = performance.now();
  if (await compareOnTarget(client, { target, options, out }, signal)) {
    await showComparison(client, out, flags, started);
  }
}

/** Behind the command's name, as they were written. */
function wordsOf(self: Command): string[] {
  const all = self.parent === null ? [] : [...rawArguments(self.parent)];
  return all.slice(all.indexOf(self.name()) + 1);
}

function rawArguments(program: Command): readonly string[] {
  // Commander keeps them, and leaves them out of its types.
  return 'rawArgs' in program && Array.isArray(program.rawArgs) ? (program.rawArgs as string[]) : [];
}

export function addOutputOptions(command: Command): Command {
  return addGateOptions(
    addReportOptions(command).option('--json', 'print JSON (media/schemas/comparison.schema.json)', false),
  );
}

/** The report as a file; every command that gives one names it alike. */
export function addReportOptions(command: Command): Command {
  return command
    .option('--report <file>', 'write the HTML report')
    .option('--no-appendix', 'leave the appendix out of it: two printed pages');
}

/** Merged weights are float32; then the base is computed with as they are. */
function precisionOfMerge(flags: CompareFlags): CompareFlags {
  return flags.merge && flags.precision === undefined ? { ...flags, precision: 'exact' } : flags;
}

async function comparisonSpec(client: EngineClient, given: CompareFlags): Promise<ComparisonSpec> {
  const flags = precisionOfMerge(given);
  const run =
    flags.stepsOf === undefined
      ? null
      : await client.request('trainingSteps', { folder: resolve(flags.stepsOf) });
  const base = baseSide(flags, run);
  return {
    base,
    ...tunedSide(flags, base, run),
    suites: flags.suite.length === 0 ? ['built-in'] : flags.suite.map(suiteEntry),
    attacks: flags.attack,
    limit: flags.limit ?? null,
    settings: { ...defaultGenerationSettings, ...generationSettings(flags) },
    judges: flags.judge.length === 0 ? [{ kind: 'rules' }] : flags.judge,
    control: flags.aa,
    ...(flags.exactBase ? {} : { exactBase: 'declined' as const }),
    force: flags.force,
    ...gateSpec(flags),
  };
}

function tunedStem({ tuned, columns }: ComparisonSpec): string {
  return columns === undefined ? stemOf(tuned) : `${columns.length}-tuned`;
}

/** For a file's name. */
function stemOf(ref: SubjectRef): string {
  return subjectName(ref)
    .replace(/\.(?:gguf|jsonl)$/i, '')
    .replace(/[^\p{L}\p{N}._-]+/gu, '-');
}
