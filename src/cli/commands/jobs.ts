// guardrail-lens jobs
import type { Command } from 'commander';
import type { ClusterJob } from '../../protocol/cluster';
import { formatUtc } from '../../safety/presentation/numbers';
import { formatTable } from '../../safety/presentation/textTable';
import { withEngine, type EngineFlags } from '../engine';
import { followClusterJob } from '../followJob';
import { jsonText } from '../jsonText';
import { addEngineOptions } from '../options';
import { print } from '../terminal';

export function addJobsCommand(program: Command): void {
  const jobs = program
    .command('jobs')
    .description('what was sent to a cluster: runs (train --on), comparisons (compare --on) and servers');
  addEngineOptions(
    jobs
      .command('list <target>')
      .description('the jobs of this product on a target')
      .option('--json', 'print them as JSON', false),
  ).action(async (target: string, { json, ...flags }: EngineFlags & { readonly json: boolean }) => {
    await withEngine(flags, async (client, signal) => {
      const list = await client.request('listClusterJobs', { target, apiKeys: {} }, { signal });
      print(json ? jsonText(list) : jobsText(target, list));
    });
  });
  addEngineOptions(
    jobs
      .command('follow <target> <job>')
      .description('show its log until it has ended; Ctrl+C leaves it alone'),
  ).action(async (target: string, job: string, flags: EngineFlags) => {
    await withEngine(flags, async (client, signal) => {
      const { folder } = await followClusterJob(client, { target, job }, signal);
      if (folder !== null) print(`${folder}\n`);
    });
  });
  addEngineOptions(jobs.command('stop <target> <job>').description('end it; its checkpoints stay')).action(
    async (target: string, job: string, flags: EngineFlags) => {
      await withEngine(flags, async (client, signal) => {
        const request = { target, job, apiKeys: {} };
        const { stopped } = await client.request('stopClusterJob', request, { signal });
        print(stopped ? `${job} is being stopped.\n` : `${job} had ended already.\n`);
      });
    },
  );
}

function jobsText(target: string, jobs: readonly ClusterJob[]): string {
  if (jobs.length === 0) return `No job of Guardrail Lens is on ${target}.\n`;
  const columns = ['Job', 'Status', 'Begun', 'Ended', 'Run'].map((title) => ({
    title,
    align: 'left' as const,
  }));
  const time = (iso: string | null): string => (iso === null ? '' : formatUtc(iso));
  const rows = jobs.map(({ id, status, begun, ended, folder }) => [
    ...[id, status, time(begun), time(ended), folder ?? ''],
  ]);
  return `${formatTable(columns, rows)}\n`;
}
