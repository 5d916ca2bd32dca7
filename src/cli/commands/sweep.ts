// guardrail-lens sweep
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { EngineClient } from '../../client/engineClient';
import { GuardrailError } from '../../protocol/errors';
import { runFile, type TrainingRunFacts } from '../../protocol/training';
import { withEngine, type EngineFlags } from '../engine';
import { exitCodes } from '../exitCodes';
import { jsonText } from '../jsonText';
import { addEngineOptions } from '../options';
import { parseSweep, type Sweep, type SweepRun } from '../sweepConfig';
import { sweepText, type SweepRow } from '../sweepTable';
import { trainFolder } from './train';

interface SweepFlags extends EngineFlags {
  readonly json: boolean;
}

export function addSweepCommand(program: Command): void {
  const command = program
    .command('sweep <sweep>')
    .description('train every combination of algorithms, models, data and seeds, and tabulate what changed')
    .option('--json', 'print JSON', false);
  addEngineOptions(command).action(async (file: string, flags: SweepFlags) => {
    const path = resolve(file);
    const sweep = readSweep(path);
    await withEngine(flags, async (client, signal) => {
      await checkAll(client, sweep);
      const runs: TrainingRunFacts[] = [];
      for (const [index, run] of sweep.runs.entries()) {
        if (signal.aborted) break;
        process.stderr.write(`[${index + 1}/${sweep.runs.length}] ${run.name}\n`);
        runs.push(await trainOne(client, sweep, run, signal));
      }
      const rows = await tabulate(client, sweep, runs);
      process.stdout.write(
        flags.json
          ? jsonText({ runs: runs.map(({ folder, status }) => ({ folder, status })), rows })
          : sweepText(rows),
      );
      if (signal.aborted) process.exitCode = exitCodes.cancelled;
    });
  });
}

function readSweep(path: string): Sweep {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new GuardrailError('configInvalid', `There is no sweep ${path}.`, 'Check the path.', { cause });
  }
  const name = basename(path).replace(/(\.sweep)?\.json$/i, '');
  return parseSweep(text, dirname(path), name === basename(path) ? `${name}-runs` : name);
}

/** Hours of training must not end in the last run's typing mistake. */
async function checkAll(client: EngineClient, sweep: Sweep): Promise<void> {
  const problems: string[] = [];
  for (const run of sweep.runs) {
    const found = await client.request('validateTraining', {
      text: JSON.stringify(run.config),
      path: configPath(sweep, run),
    });
    for (const { severity, path, message } of found) {
      if (severity === 'error') problems.push(`  ${run.name}: ${path.join('.')}: ${message}`);
    }
  }
  if (problems.length === 0) return;
  throw new GuardrailError(
    'configInvalid',
    `The sweep cannot be run:\n${problems.slice(0, 8).join('\n')}`,
    'Correct the file. Nothing has been trained yet.',
  );
}

/** A finished run is kept as it is; one that was broken off goes on. */
async function trainOne(
  client: EngineClient,
  sweep: Sweep,
  run: SweepRun,
  signal: AbortSignal,
): Promise<TrainingRunFacts> {
  const config = configPath(sweep, run);
  const folder = join(sweep.outputFolder, run.name);
  if (!existsSync(join(folder, runFile))) {
    mkdirSync(sweep.outputFolder, { recursive: true });
    writeFileSync(config, jsonText({ ...run.config, output_dir: folder }));
    await client.request('createTraining', { configPath: config });
  }
  const before = await client.request('describeTraining', { folder });
  if (before.status === 'finished' || before.status === 'halted') return before;
  return trainFolder(client, folder, true, signal);
}

async function tabulate(
  client: EngineClient,
  sweep: Sweep,
  runs: readonly TrainingRunFacts[],
): Promise<SweepRow[]> {
  const groups = new Map<string, { run: SweepRun; facts: TrainingRunFacts }[]>();
  for (const [index, facts] of runs.entries()) {
    const run = sweep.runs[index];
    if (run === undefined) continue;
    const key = [run.algorithm, run.model, run.data].join('\u0000');
    groups.set(key, [...(groups.get(key) ?? []), { run, facts }]);
  }
  const rows: SweepRow[] = [];
  for (const members of groups.values()) {
    const [first] = members;
    if (first === undefined) continue;
    const summary = await client.request('summarizeTraining', {
      folders: members.map(({ facts }) => facts.folder),
    });
    rows.push({
      algorithm: first.run.algorithm,
      model: first.run.model,
      data: first.run.data,
      seeds: members.map(({ run }) => run.seed),
      unfinished: members
        .filter(({ facts }) => facts.status !== 'finished')
        .map(
          ({ run, facts }) =>
            `${run.name}: ${facts.status} after ${facts.step} of ${facts.maxSteps} steps. ${facts.reason ?? ''}`,
        ),
      summary,
    });
  }
  return rows;
}

function configPath(sweep: Sweep, run: SweepRun): string {
  return join(sweep.outputFolder, `${run.name}.train.json`);
}
