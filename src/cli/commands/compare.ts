// guardrail-lens compare
import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { defaultGenerationSettings } from '../../protocol/generation';
import type { CheckpointRef } from '../../protocol/checkpoints';
import type { ComparisonSpec, JudgeSpec } from '../../protocol/comparison';
import { parseFailIf } from '../../safety/analysis/failIf';
import { withEngine, type EngineFlags } from '../engine';
import { finishComparison, type OutputFlags } from '../finishComparison';
import { collectJudge, judgeHelp } from '../judgeOption';
import {
  addEngineOptions,
  addGenerationOptions,
  collect,
  generationSettings,
  integer,
  type GenerationFlags,
} from '../options';

interface CompareFlags extends GenerationFlags, EngineFlags, OutputFlags {
  readonly base: string;
  readonly tuned: string;
  readonly merge: boolean;
  readonly suite: readonly string[];
  readonly attack: readonly string[];
  readonly limit?: number;
  readonly judge: readonly JudgeSpec[];
  readonly apiKeyEnv?: string;
  readonly aa: boolean;
  readonly force: boolean;
  readonly out?: string;
}

export function addCompareCommand(program: Command): void {
  const command = program
    .command('compare')
    .description('compare a tuned checkpoint with its base')
    .requiredOption('--base <checkpoint>', 'Hugging Face folder or GGUF file')
    .requiredOption('--tuned <checkpoint>', 'the same, or a PEFT adapter folder')
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
    .option('--api-key-env <name>', 'environment variable with the key of endpoint judges')
    .option('--aa', 'also run base against base, the noise floor', false)
    .option('--force', 'run even where the comparability gate finds an error', false)
    .option('--out <file>', 'comparison file to write (default: <base>-vs-<tuned>.glens)');
  addOutputOptions(addEngineOptions(addGenerationOptions(command))).action(async (flags: CompareFlags) => {
    flags.failIf.map(parseFailIf);
    const path = resolve(flags.out ?? `${nameOf(flags.base)}-vs-${nameOf(flags.tuned)}.glens`);
    await withEngine(flags, async (client, signal) => {
      await client.request('createComparison', { path, spec: comparisonSpec(flags) }, { signal });
      await finishComparison(client, path, flags, signal);
    });
  });
}

export function addOutputOptions(command: Command): Command {
  return command
    .option('--report <file>', 'write the HTML report')
    .option('--json', 'print JSON (media/schemas/comparison.schema.json)', false)
    .option(
      '--fail-if <expression>',
      'exit with 3 if it holds, e.g. "harmful.delta < -2pp" (repeatable)',
      collect,
      [],
    );
}

function comparisonSpec(flags: CompareFlags): ComparisonSpec {
  return {
    base: { path: resolve(flags.base) },
    tuned: tunedRef(flags),
    suites: flags.suite.length === 0 ? ['built-in'] : flags.suite.map(suiteEntry),
    attacks: flags.attack,
    limit: flags.limit ?? null,
    settings: { ...defaultGenerationSettings, ...generationSettings(flags) },
    judges: judgesOf(flags),
    control: flags.aa,
    force: flags.force,
  };
}

/** A path counts from here, whatever folder the comparison is repeated in; `path#suite` picks one suite of it. */
function suiteEntry(text: string): string {
  const [path = text, suite] = text.split('#', 2);
  if (!existsSync(path)) return text;
  return suite === undefined ? resolve(path) : `${resolve(path)}#${suite}`;
}

/** Only an adapter has a base of its own, and can be merged. */
function tunedRef(flags: CompareFlags): CheckpointRef {
  const path = resolve(flags.tuned);
  if (!existsSync(join(path, 'adapter_config.json'))) return { path };
  return { path, basePath: resolve(flags.base), merge: flags.merge };
}

function judgesOf(flags: CompareFlags): JudgeSpec[] {
  if (flags.judge.length === 0) return [{ kind: 'rules' }];
  return flags.judge.map((judge) =>
    judge.kind === 'endpoint' ? { ...judge, apiKeyEnv: flags.apiKeyEnv ?? null } : judge,
  );
}

function nameOf(path: string): string {
  return basename(resolve(path)).replace(/\.gguf$/i, '');
}
