// guardrail-lens sweep
import { basename, dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import type { EngineClient } from '../../client/engineClient';
import { GuardrailError, type ErrorCode } from '../../protocol/errors';
import { isPooled, type SweepRow, type SweepSummary } from '../../protocol/sweep';
import { isLive, type TrainingRunFacts } from '../../protocol/training';
import { withEngine, type EngineFlags } from '../engine';
import { exitCodes } from '../exitCodes';
import { jsonText } from '../jsonText';
import { addEngineOptions } from '../options';
import { parseSweep, type Sweep, type SweepRun } from '../sweepConfig';
import { changedKeys, configPath, isMade, removeRun, runFolder, writeConfig } from '../sweepFolder';
import { trainSweepOnTarget } from '../sweepOnTarget';
import { sweepContrasts, type SweepSetting } from '../sweepContrasts';
import { sweepDocument } from '../sweepJson';
import { sweepText } from '../sweepText';
import { hereName } from '../../safety/clusters/configuredTarget';
import { sweepTables } from '../../safety/presentation/sweep/sweepTables';
import { sweepReport } from '../../safety/report/sweepReport';
import { trainFolder } from './train';
import { print, say } from '../terminal';
import { readCliFile } from '../readCliFile';
import { figuresOption, writeFigures } from '../writeFigures';
import { writeTextFile } from '../writeTextFile';

interface SweepFlags extends EngineFlags {
  readonly on?: string;
  readonly html?: string;
  readonly figures?: string;
  readonly json: boolean;
}

export function addSweepCommand(program: Command): void {
  const command = program
    .command('sweep <sweep>')
    .description('train every combination of algorithms, models, data and seeds, and tabulate what changed')
    .option(
      '--on <target>',
      `train on a cluster, with TRL or verl (guardrail-lens targets): one job per run; ${hereName}: on this machine (default: the key where of common)`,
    )
    .option('--html <file>', 'write a self-contained HTML report')
    .option(...figuresOption)
    .option('--json', 'print JSON (media/schemas/sweep.schema.json)', false);
  addEngineOptions(command).action(async (file: string, flags: SweepFlags) => {
    const path = resolve(file);
    const sweep = readSweep(path, flags.on);
    await withEngine(flags, async (client, signal) => {
      const trained =
        sweep.target === null
          ? await trainHere(client, sweep, signal)
          : await trainSweepOnTarget(client, sweep, sweep.target, signal);
      const found = await tabulate(client, trained);
      print(flags.json ? jsonText(sweepDocument(found)) : sweepText(found));
      if (flags.html !== undefined) {
        const report = sweepReport({
          name: sweepName(path),
          sweep: found,
          generatedAt: new Date().toISOString(),
        });
        say(`Report: ${await writeTextFile(flags.html, report, 'report')} (open it in a browser)\n`);
      }
      if (flags.figures !== undefined) {
        const tables = sweepTables(found).map(({ table }) => table);
        await writeFigures(flags.figures, path, { figures: [], tables });
      }
      if (trained.some(({ facts }) => facts.status === 'failed')) process.exitCode = exitCodes.error;
      if (signal.aborted) process.exitCode = exitCodes.cancelled;
    });
  });
}

async function trainHere(client: EngineClient, sweep: Sweep, signal: AbortSignal): Promise<Trained[]> {
  await checkAll(client, sweep);
  const trained: Trained[] = [];
  for (const [index, run] of sweep.runs.entries()) {
    if (signal.aborted) break;
    say(`[${index + 1}/${sweep.runs.length}] ${run.name}\n`);
    trained.push({ run, facts: await trainOne(client, sweep, run, signal) });
  }
  return trained;
}

interface Trained {
  readonly run: SweepRun;
  readonly facts: TrainingRunFacts;
}

function readSweep(path: string, on: string | undefined): Sweep {
  let text: string;
  try {
    text = readCliFile(path);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new GuardrailError('configInvalid', `There is no sweep ${path}: ${why}.`, 'Check the path.', {
      cause,
    });
  }
  const name = sweepName(path);
  return parseSweep(text, dirname(path), name === basename(path) ? `${name}-runs` : name, on);
}

function sweepName(path: string): string {
  return basename(path).replace(/(\.sweep)?\.json$/i, '');
}

/** Hours of training must not end in the last run's typing mistake, nor in figures of other settings than the file's. */
async function checkAll(client: EngineClient, sweep: Sweep): Promise<void> {
  const problems: string[] = [];
  const outdated: string[] = [];
  for (const run of sweep.runs) {
    const found = await client.request('validateTraining', {
      text: JSON.stringify(run.config),
      path: configPath(sweep, run),
    });
    for (const { severity, path, message } of found) {
      if (severity === 'error') problems.push(`  ${run.name}: ${path.join('.')}: ${message}`);
    }
    const changed = changedKeys(sweep, run);
    if (changed.length === 0) continue;
    const { step, status } = await client.request('describeTraining', { folder: runFolder(sweep, run) });
    if (step > 0 || isLive({ status })) outdated.push(`  ${run.name}: ${changed.join(', ')}`);
  }
  if (problems.length > 0) {
    const advice = 'Correct the file. Nothing has been trained by this call.';
    throw new GuardrailError('configInvalid', `The sweep cannot be run:\n${listed(problems)}`, advice);
  }
  if (outdated.length === 0) return;
  throw new GuardrailError(
    'storeInvalid',
    `${sweep.outputFolder} holds runs with other settings than the sweep has now:\n${listed(outdated)}`,
    'Give the changed sweep another output_dir, undo the change, or remove the folders of these runs to train them anew.',
  );
}

function listed(lines: readonly string[]): string {
  const more = lines.length > 8 ? `\n  and ${lines.length - 8} more` : '';
  return lines.slice(0, 8).join('\n') + more;
}

/** A finished run is kept as it is; one that was broken off goes on. What fails does not keep the others from running. */
async function trainOne(
  client: EngineClient,
  sweep: Sweep,
  run: SweepRun,
  signal: AbortSignal,
): Promise<TrainingRunFacts> {
  const folder = runFolder(sweep, run);
  // Only runs without a step are left to differ from the sweep (checkAll).
  if (changedKeys(sweep, run).length > 0) removeRun(sweep, run);
  if (!isMade(sweep, run)) await client.request('createTraining', { configPath: writeConfig(sweep, run) });
  const before = await client.request('describeTraining', { folder });
  if (isPooled(before)) return before;
  try {
    return await trainFolder(client, folder, { resume: true }, signal);
  } catch (error) {
    if (!(error instanceof GuardrailError) || endsAll.has(error.code)) throw error;
    say(`${run.name}: ${error.message}\n${error.advice}\n`);
    return client.request('describeTraining', { folder });
  }
}

/** What the next run would meet as well. */
const endsAll: ReadonlySet<ErrorCode> = new Set(['storeWriteFailed', 'protocolMismatch']);

async function tabulate(client: EngineClient, trained: readonly Trained[]): Promise<SweepSummary> {
  const settings = new Map<string, Trained[]>();
  for (const one of trained) {
    const key = [one.run.algorithm, one.run.model, one.run.data].join('\u0000');
    settings.set(key, [...(settings.get(key) ?? []), one]);
  }
  const summarize = (folders: readonly string[]) => client.request('summarizeTraining', { folders });
  const rows: SweepRow[] = [];
  const ends: SweepSetting[] = [];
  for (const members of settings.values()) {
    const [first] = members;
    if (first === undefined) continue;
    const ended = members.filter(({ facts }) => isPooled(facts));
    const runs: SweepRow['runs'][number][] = [];
    for (const { run, facts } of members) {
      runs.push({
        name: run.name,
        seed: run.seed,
        folder: facts.folder,
        status: facts.status,
        step: facts.step,
        maxSteps: facts.maxSteps,
        reason: facts.reason,
        summary: await summarize([facts.folder]),
      });
    }
    const { algorithm, model, data } = first.run;
    ends.push({
      ...{ algorithm, model, data },
      ended: ended.map(({ run, facts }) => ({ seed: run.seed, facts })),
    });
    rows.push({
      ...{ algorithm, model, data },
      seeds: ended.map(({ run }) => run.seed),
      summary: await summarize(ended.map(({ facts }) => facts.folder)),
      runs,
    });
  }
  return { rows, contrasts: await sweepContrasts(client, ends) };
}
