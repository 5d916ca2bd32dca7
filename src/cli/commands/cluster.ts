// guardrail-lens cluster serve
import { Command, InvalidArgumentError, Option } from 'commander';
import type { EngineClient } from '../../client/engineClient';
import type { ServingJob } from '../../protocol/cluster';
import { withEngine, type EngineFlags } from '../engine';
import { addEngineOptions, collect, integer } from '../options';
import { JobLog } from '../../safety/presentation/jobLog';
import { print, say } from '../terminal';
import { addCompareCommand } from './compare';

interface ServeFlags extends EngineFlags {
  readonly base: string;
  readonly adapter: Readonly<Record<string, string>>;
  readonly replicas: number;
  readonly vllm: readonly string[];
}

/** Servers end themselves after five minutes without one. */
const signOfLifeMilliseconds = 15_000;

export function addClusterCommand(program: Command): void {
  const cluster = program
    .command('cluster')
    .description('models that are too large for this machine, on a cluster');
  addEngineOptions(
    cluster
      .command('serve <target> [compare...]')
      .description(
        'start vLLM there for a base and its adapters, compare them, and take it down; behind -- options of compare',
      )
      .requiredOption('--base <model>', 'a folder on the cluster, or a name that it knows')
      .addOption(
        new Option('--adapter <name=path>', 'an adapter, as the cluster sees it (repeatable)')
          .argParser(collectAdapter)
          .default({}),
      )
      .addOption(
        new Option('--replicas <n>', 'servers, one job each; they share the prompts')
          .argParser(integer(1, 256))
          .default(1),
      )
      .option(
        '--vllm <option>',
        'further option of vllm serve, as --vllm=--dtype=bfloat16 (repeatable)',
        collect,
        [],
      ),
  ).action(async (target: string, compare: readonly string[], flags: ServeFlags, command: Command) => {
    if (Object.keys(flags.adapter).length === 0) {
      command.error('error: nothing is named to compare with the base: give --adapter <name=path>');
    }
    const named = compare.find((word) => /^--(?:base|tuned|steps-of)(?:=|$)/u.test(word));
    if (named !== undefined)
      command.error(`error: ${named} is what is served: it is given by the command itself`);
    await withEngine(flags, async (client, signal) => {
      const { base, adapter: adapters, replicas, vllm } = flags;
      const { name, jobs } = await client.request(
        'serveModels',
        { target, base, adapters, replicas, vllm, apiKeys: {} },
        { signal },
      );
      const living = setInterval(() => {
        client.request('keepServing', { jobs }).catch(() => undefined);
      }, signOfLifeMilliseconds);
      try {
        say(`${jobs.map(({ job }) => job).join(', ')}: starting\n`);
        const urls = await awaitReady(client, target, jobs, signal);
        say(`Ready: ${urls.join(', ')}\n`);
        const side = (model: string): string => `endpoint:${model}@${urls.join(',')}`;
        const tuned = Object.keys(adapters).flatMap((model) => ['--tuned', side(model)]);
        await compareServed(['--base', side(name), ...tuned, ...compare]);
      } finally {
        clearInterval(living);
        await client.request('endServing', { target, jobs, apiKeys: {} });
        say(`${jobs.map(({ job }) => job).join(', ')}: taken down\n`);
      }
    });
  });
}

async function awaitReady(
  client: EngineClient,
  target: string,
  jobs: readonly ServingJob[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const logs = new Map(jobs.map(({ job }) => [job, new JobLog()]));
  const { urls } = await client.request(
    'awaitServing',
    { target, jobs, apiKeys: {} },
    {
      signal,
      onProgress: ({ job, log }) => {
        const lines = logs.get(job)?.take(log) ?? '';
        say(jobs.length === 1 ? lines : lines.replace(/^(?=.)/gmu, `${job}: `));
      },
    },
  );
  return urls;
}

/** As `guardrail-lens compare` with these options. */
async function compareServed(options: readonly string[]): Promise<void> {
  const program = new Command('guardrail-lens')
    .configureOutput({ writeOut: print, writeErr: say })
    .exitOverride();
  addCompareCommand(program);
  await program.parseAsync(['compare', ...options], { from: 'user' });
}

function collectAdapter(
  text: string,
  before: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const at = text.indexOf('=');
  const [name, path] = [text.slice(0, at), text.slice(at + 1)];
  if (!/^[\w.-]+$/u.test(name) || path === '') throw new InvalidArgumentError(`"${text}" is not name=path.`);
  if (Object.hasOwn(before, name)) throw new InvalidArgumentError(`${name} was given already.`);
  return { ...before, [name]: path };
}
