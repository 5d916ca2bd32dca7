// guardrail-lens targets
import type { Command } from 'commander';
import type { ClusterTarget, TargetCheck } from '../../protocol/cluster';
import { targetProblems } from '../../safety/clusters/targetProblems';
import { formatTable } from '../../safety/presentation/textTable';
import { withEngine, type EngineFlags } from '../engine';
import { jsonText } from '../jsonText';
import { addEngineOptions } from '../options';
import { print } from '../terminal';

export function addTargetsCommand(program: Command): void {
  const targets = program
    .command('targets')
    .description('the clusters that runs can be sent to (train --on); described in a file of yours');
  addEngineOptions(
    targets.command('list', { isDefault: true }).description('the targets and their file'),
  ).action(async (flags: EngineFlags) => {
    await withEngine(flags, async (client, signal) => {
      const { file, targets: known } = await client.request('listTargets', {}, { signal });
      print(listText(file, known));
    });
  });
  addEngineOptions(
    targets
      .command('test <target>')
      .description(
        'run a job of a few seconds there: is the cluster reached, the folder shared, the trainer and Node found?',
      )
      .option('--json', 'print what was found as JSON', false),
  ).action(async (target: string, { json, ...flags }: EngineFlags & { readonly json: boolean }) => {
    await withEngine(flags, async (client, signal) => {
      const check = await client.request('checkTarget', { target, apiKeys: {} }, { signal });
      print(json ? jsonText(check) : checkText(target, check));
      if (targetProblems(check).length > 0) process.exitCode = 1;
    });
  });
}

function listText(file: string, targets: readonly ClusterTarget[]): string {
  if (targets.length === 0) {
    return `No target is described in ${file}. For example:\n{ "targets": { "lab": { "kind": "ray", "address": "http://head:8265", "folder": "/shared/glens", "gpus": 8 } } }\n`;
  }
  const columns = ['Target', 'Kind', 'Address', 'Shared folder', 'Trainer', 'GPUs'].map((title) => ({
    title,
    align: 'left' as const,
  }));
  const rows = targets.map(({ name, kind, address, folder, trainer, gpus }) => [
    ...[name, kind, address ?? 'this machine', folder, trainer, String(gpus)],
  ]);
  return `${formatTable(columns, rows)}\nIn ${file}\n`;
}

function checkText(target: string, check: TargetCheck): string {
  const packages = Object.entries(check.packages).map(
    ([name, version]) => `  ${name}: ${version ?? 'not there'}`,
  );
  const problems = targetProblems(check);
  return [
    `${check.scheduler}, Python ${check.python}, ${check.gpus} ${check.gpus === 1 ? 'GPU' : 'GPUs'} in a job; the folder is shared.`,
    ...packages,
    `  Node: ${check.node ?? 'not there'}`,
    problems.length === 0 ? `Runs can be trained on ${target}.` : problems.join('\n'),
    '',
  ].join('\n');
}
