// guardrail-lens download
import type { Command } from 'commander';
import { formatBytes } from '../../safety/presentation/numbers';
import { hubPlanText } from '../../safety/presentation/hubPlanText';
import { formatTable } from '../../safety/presentation/textTable';
import { parseHubText } from '../../safety/subjects/hubText';
import { withEngine, type EngineFlags } from '../engine';
import { download } from '../checkpointReferences';
import { jsonText } from '../jsonText';
import { addEngineOptions } from '../options';
import { print } from '../terminal';

interface DownloadFlags extends EngineFlags {
  readonly dryRun: boolean;
  readonly json: boolean;
}

export function addDownloadCommand(program: Command): void {
  const command = program
    .command('download <reference...>')
    .description('download checkpoints from the Hugging Face hub, into the cache folder that Python uses too')
    .addHelpText(
      'after',
      `
<reference>: hf:<owner>/<name>[@<branch, tag or commit>][:<file>], for example hf:HuggingFaceTB/SmolLM2-135M-Instruct.
A GGUF file is named behind a colon. Where a command takes a <checkpoint>, it takes such a reference too.
Environment: HF_TOKEN (private and gated repositories), HF_HOME or HF_HUB_CACHE, HF_ENDPOINT, HF_HUB_OFFLINE.`,
    )
    .option('--dry-run', 'say which commit and files it would be, and how large; download nothing', false)
    .option('--json', 'print JSON', false);
  addEngineOptions(command).action(async (references: string[], flags: DownloadFlags) => {
    const refs = references.map(parseHubText);
    await withEngine(flags, async (client, signal) => {
      const results: object[] = [];
      for (const ref of refs) {
        const plan = await client.request('planHubDownload', { ref, apiKeys: {} }, { signal });
        if (flags.dryRun) {
          results.push(plan);
          if (!flags.json) print(`${hubPlanText(plan)}\n${filesTable(plan.files)}\n`);
          continue;
        }
        const path = await download(client, plan, signal);
        results.push({ ref, commit: plan.commit, bytes: plan.bytes, path });
        if (!flags.json) print(`${path}\n`);
      }
      if (flags.json) print(jsonText(results));
    });
  });
}

function filesTable(
  files: readonly { readonly path: string; readonly bytes: number; readonly here: boolean }[],
): string {
  return formatTable(
    [
      { title: 'File', align: 'left' },
      { title: 'Size', align: 'right' },
      { title: '', align: 'left' },
    ],
    files.map(({ path, bytes, here }) => [path, formatBytes(bytes), here ? 'here' : '']),
  );
}
