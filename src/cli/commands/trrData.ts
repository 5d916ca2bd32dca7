// guardrail-lens trr-data
import { resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { defaultGenerationSettings } from '../../protocol/generation';
import { reflectionFaults, type ReflectionDataResult } from '../../protocol/reflections';
import { formatCount } from '../../safety/presentation/numbers';
import { serverUrls } from '../../safety/subjects/subjectText';
import { withEngine, type EngineFlags } from '../engine';
import { jsonText } from '../jsonText';
import { addEngineOptions, integer, number } from '../options';
import { ProgressBar } from '../progressBar';
import { apiKeysOf, subjectHelp, subjectOf } from '../subjectOption';
import { print } from '../terminal';

interface TrrDataFlags extends EngineFlags {
  readonly writer: string;
  readonly apiKeyEnv?: string;
  readonly think: boolean;
  readonly limit?: number;
  readonly temperature: number;
  readonly maxNewTokens: number;
  readonly reflectionTokens: number;
  readonly batchSize: number;
  readonly seed: number;
  readonly out: string;
  readonly json: boolean;
}

const builtIn = 'built-in';

export function addTrrDataCommand(program: Command): void {
  const command = program
    .command('trr-data <prompts>')
    .description(
      'write rows that teach a model to draft, reflect and revise (think-reflect-revise), from prompts of your own; the judge leaves out what should not be learned',
    )
    .option(
      '--writer <checkpoint>',
      'who writes the stages, see below; built-in: sentences that come with the product, with your own completions as answers to harmless prompts',
      builtIn,
    )
    .option('--api-key-env <name>', 'environment variable with the key of the endpoint')
    .option('--no-think', 'drafts without thinking before them')
    .option('--limit <n>', 'the first so many prompts', integer(1))
    .addOption(new Option('--temperature <t>', 'of the writer').argParser(number(0, 100)).default(0.7))
    .addOption(
      new Option('--max-new-tokens <n>', 'of drafts, with their thinking, and of revisions')
        .argParser(integer(1))
        .default(512),
    )
    .addOption(new Option('--reflection-tokens <n>', 'of a reflection').argParser(integer(1)).default(256))
    .addOption(
      new Option('--batch-size <n>', 'prompts that are written together')
        .argParser(integer(1))
        .default(defaultGenerationSettings.batchSize),
    )
    .addOption(new Option('--seed <s>', 'of sampling').argParser(integer(0)).default(0))
    .requiredOption('--out <file>', 'JSON Lines for train, made whole or not at all')
    .option('--json', 'print JSON', false)
    .addHelpText(
      'after',
      [
        '',
        '<prompts>: a dataset file as of train; every row says "kind": "harmful" or "kind": "benign"',
        `<checkpoint>: ${subjectHelp}`,
        '',
      ].join('\n'),
    );
  addEngineOptions(command).action(async (prompts: string, flags: TrrDataFlags) => {
    const bar = new ProgressBar();
    const writer = flags.writer === builtIn ? null : subjectOf(flags.writer);
    const urls = writer?.kind === 'endpoint' ? serverUrls(writer) : [];
    const apiKeys = apiKeysOf(flags.apiKeyEnv, urls);
    await withEngine(flags, async (client, signal) => {
      try {
        const result = await client.request(
          'writeReflections',
          {
            prompts: resolve(prompts),
            writer,
            thinking: flags.think,
            reflectionTokens: flags.reflectionTokens,
            limit: flags.limit ?? null,
            settings: settingsOf(flags),
            target: resolve(flags.out),
            apiKeys,
          },
          { signal, onProgress: ({ phase, done, total }) => bar.showStep(phases[phase], done, total) },
        );
        bar.end();
        print(flags.json ? jsonText(result) : resultText(result));
      } finally {
        bar.end();
      }
    });
  });
}

const phases = { opening: 'opening', writing: 'prompts' } as const;

function settingsOf({ temperature, maxNewTokens, batchSize, seed }: TrrDataFlags) {
  return { ...defaultGenerationSettings, temperature, maxNewTokens, batchSize, seed };
}

const faults: Readonly<Record<(typeof reflectionFaults)[number], string>> = {
  unanswered: 'without an answer',
  empty: 'with an empty stage',
  cut: 'cut by the token limit',
  unjudged: 'that the judge cannot tell',
  unsafe: 'unsafe after the revision',
  refused: 'harmless and refused after the revision',
};

function resultText(result: ReflectionDataResult): string {
  const { path, prompts, kept, rows, badDrafts, withoutThinking, dropped } = result;
  const left = reflectionFaults.filter((fault) => dropped[fault] > 0);
  return [
    `${formatCount(kept)} of ${formatCount(prompts)} prompts gave ${formatCount(rows)} rows: ${path}`,
    ...(left.length === 0
      ? []
      : [`Left out: ${left.map((fault) => `${formatCount(dropped[fault])} ${faults[fault]}`).join(', ')}.`]),
    ...(badDrafts === 0
      ? []
      : [`${formatCount(badDrafts)} drafts that break the policy are reflected on, and not taught.`]),
    ...(withoutThinking === 0 ? [] : [`${formatCount(withoutThinking)} drafts have no thinking.`]),
    '',
  ].join('\n');
}
