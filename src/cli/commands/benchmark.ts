// guardrail-lens benchmark
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { EngineClient } from '../../client/engineClient';
import type { BenchmarkPlan } from '../../protocol/hub';
import { formatBytes } from '../../safety/presentation/numbers';
import { shellQuote } from '../../safety/presentation/shellQuote';
import { formatTable } from '../../safety/presentation/textTable';
import { catalogue, catalogueEntry } from '../../safety/suites/catalogue/catalogue';
import { isByLink } from '../../safety/suites/catalogue/catalogueEntry';
import { withEngine, type EngineFlags } from '../engine';
import { HubBar } from '../hubBar';
import { jsonText } from '../jsonText';
import { addEngineOptions } from '../options';
import { print, say } from '../terminal';

interface GetFlags extends EngineFlags {
  readonly to?: string;
  readonly update: boolean;
  readonly dryRun: boolean;
  readonly json: boolean;
}

export function addBenchmarkCommand(program: Command): void {
  const command = program
    .command('benchmark')
    .description('public benchmarks: what there is, under which licence, and getting one');
  command
    .command('list', { isDefault: true })
    .description('the catalogue')
    .option('--json', 'print JSON', false)
    .action(({ json }: { readonly json: boolean }) => print(json ? jsonText(catalogue) : catalogueText()));
  addEngineOptions(
    command
      .command('get <id...>')
      .description('download benchmarks of the catalogue; their licences are those of their authors')
      .option('--to <folder>', 'where benchmarks lie, each in a folder of its own (default: of this user)')
      .option('--update', 'pin the newest version of what the catalogue has no checksum of', false)
      .option('--dry-run', 'say from where and how much it would be; download nothing', false)
      .option('--json', 'print JSON', false),
  ).action(async (ids: string[], flags: GetFlags) => {
    for (const id of ids) catalogueEntry(id);
    await withEngine(flags, async (client, signal) => {
      const results: object[] = [];
      for (const id of ids) results.push(await get(client, id, flags, signal));
      if (flags.json) print(jsonText(results));
    });
  });
}

async function get(
  client: EngineClient,
  id: string,
  { to, update, dryRun, json }: GetFlags,
  signal: AbortSignal,
): Promise<object> {
  const asked = { id, folder: to === undefined ? null : resolve(to), update, apiKeys: {} };
  const plan = await client.request('planBenchmark', asked, { signal });
  (dryRun && !json ? print : say)(`${planText(plan)}\n`);
  if (dryRun) return plan;
  const bar = new HubBar(plan.missingBytes > 0);
  try {
    const done = await client.request('getBenchmark', asked, {
      signal,
      onProgress: (progress) => bar.show(progress),
    });
    bar.end();
    if (json) return done;
    for (const { id: suite, title, prompts } of done.suites)
      print(`${suite}: ${title}, ${prompts} prompts\n`);
    print(`Use with: ${done.paths.map((path) => `--suite ${shellQuote(path)}`).join(' ')}\n`);
    return done;
  } finally {
    bar.end();
  }
}

function planText({ id, files, missingBytes, folder }: BenchmarkPlan): string {
  const { title, licence, citation } = catalogueEntry(id);
  const lines = files.map(
    ({ name, address, bytes, here, checksum }) =>
      `  ${name}, ${formatBytes(bytes)}${here ? ', here' : ''}: ${address} (checksum ${checksum})`,
  );
  return [
    `${title}: licence ${licence}. Cite ${citation}.`,
    ...lines,
    missingBytes === 0
      ? `All of it is in ${folder}.`
      : `${formatBytes(missingBytes)} to be downloaded to ${folder}.`,
  ].join('\n');
}

function catalogueText(): string {
  const table = formatTable(
    [
      { title: 'id', align: 'left' },
      { title: 'what it has', align: 'left' },
      { title: 'licence', align: 'left' },
      { title: 'page', align: 'left' },
    ],
    catalogue.map((entry) => [
      entry.id,
      entry.about,
      entry.licence,
      `${entry.page}${isByLink(entry) ? ' (by link)' : ''}`,
    ]),
  );
  return `${table}\n\nGet one: guardrail-lens benchmark get <id>. Those by link are downloaded by you, after accepting their terms.\n`;
}
