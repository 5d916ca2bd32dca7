// guardrail-lens train
import { existsSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Option, type Command } from 'commander';
import type { EngineClient } from '../../client/engineClient';
import { GuardrailError } from '../../protocol/errors';
import {
  controlFile,
  runFile,
  type TrainingControlRequest,
  type TrainingRunFacts,
} from '../../protocol/training';
import { configuredTarget, hereName } from '../../safety/clusters/configuredTarget';
import { shellQuote } from '../../safety/presentation/shellQuote';
import { trainingPlanText } from '../../safety/presentation/trainingPlanText';
import { withEngine, type EngineFlags } from '../engine';
import { exitCodes } from '../exitCodes';
import { jsonText } from '../jsonText';
import { addEngineOptions, integer } from '../options';
import { readCliFile } from '../readCliFile';
import { trainOnTarget } from '../trainOnTarget';
import { formatSeconds } from '../progressBar';
import { TrainingBar } from '../trainingBar';
import { remarkLines, trainingText } from '../trainingText';
import { print, say } from '../terminal';

interface TrainFlags extends EngineFlags {
  readonly resume: boolean;
  readonly json: boolean;
  readonly maxSteps?: number;
  readonly dryRun: boolean;
  readonly on?: string;
  readonly detach: boolean;
}

export function addTrainCommand(program: Command): void {
  const command = program
    .command('train <config>')
    .description(
      'train a checkpoint as a *.train.json says (GRPO and its relatives, PPO, SFT, DPO, reward models)',
    )
    .option('--resume', 'go on with the newest run of this configuration, or with a run folder', false)
    .addOption(
      new Option(
        '--dry-run',
        'say what the run would take and show one answer; nothing is trained or written',
      )
        .default(false)
        .conflicts('resume'),
    )
    .addOption(
      new Option(
        '--max-steps <n>',
        "steps of the run in place of the configuration's; with --resume, a finished run goes on to this step",
      ).argParser(integer(1)),
    )
    .addOption(
      new Option(
        '--on <target>',
        `train on a cluster, with TRL or verl (guardrail-lens targets), and show the job's log; ${hereName}: on this machine (default: the configuration's key where)`,
      ).conflicts(['resume', 'dryRun']),
    )
    .option('--detach', 'on a cluster: do not wait for the job', false)
    .option('--json', 'print the run as JSON', false);
  addEngineOptions(command).action(async (config: string, flags: TrainFlags) => {
    await withEngine(flags, async (client, signal) => {
      const path = resolve(config);
      if (flags.dryRun) {
        await sayPlan(client, path, flags, signal);
        return;
      }
      const target = targetOf(path, flags);
      if (target !== null) {
        await trainOnTarget(client, path, { ...flags, target }, signal);
        return;
      }
      const folder = flags.resume ? await runToResume(client, path) : await newRun(client, path);
      const started = performance.now();
      const run = await trainFolder(client, folder, { ...flags, plan: true }, signal);
      print(flags.json ? jsonText(run) : trainingText(run));
      say(`Done in ${formatSeconds((performance.now() - started) / 1000)}.\n`);
      if (run.status === 'halted') process.exitCode = exitCodes.gate;
      if (run.status === 'stopped') process.exitCode = exitCodes.cancelled;
    });
  });
}

/** null: this machine, where every run that is taken up lies. */
function targetOf(configPath: string, { on, resume, maxSteps }: TrainFlags): string | null {
  if (resume) return null;
  const target = on === undefined ? configuredTarget(textOf(configPath)) : on === hereName ? null : on;
  if (target === null || maxSteps === undefined) return target;
  throw new GuardrailError(
    'invalidRequest',
    `--max-steps is for a run on this machine, and this one goes to ${target}.`,
    `Set max_steps in the configuration, or train it here: --on ${hereName}.`,
  );
}

/** What cannot be read is said by what trains it. */
function textOf(path: string): string {
  try {
    return readCliFile(path);
  } catch {
    return '';
  }
}

async function sayPlan(
  client: EngineClient,
  configPath: string,
  { maxSteps, json }: Pick<TrainFlags, 'maxSteps' | 'json'>,
  signal: AbortSignal,
): Promise<void> {
  const plan = await client.request('planTraining', { configPath, maxSteps: maxSteps ?? null }, { signal });
  if (json) print(jsonText(plan));
  else print([...remarkLines(plan).map((line) => `${line}\n`), trainingPlanText(plan)].join(''));
}

interface TrainOptions extends Pick<TrainFlags, 'resume' | 'maxSteps'> {
  /** Say what was measured before the first step. */
  readonly plan?: boolean;
}

/** Runs a folder with a bar. */
export async function trainFolder(
  client: EngineClient,
  folder: string,
  { resume, maxSteps, plan = false }: TrainOptions,
  signal: AbortSignal,
): Promise<TrainingRunFacts> {
  const bar = new TrainingBar();
  let said = false;
  const sayRemarks = (): void => {
    if (said) return;
    said = true;
    // Hours before the end, which says them again: prompts that are left out are a reason to stop now.
    void client
      .request('describeTraining', { folder })
      .then((run) => {
        bar.name(run.accuracyOf?.reward ?? null);
        for (const line of remarkLines(run)) bar.say(line);
        if (plan && run.plan !== null && run.step === 0) bar.say(trainingPlanText(run.plan).trimEnd());
      })
      .catch(() => undefined);
  };
  const stop = (): void => {
    say('\nStopping: the step ends or is given up, and a checkpoint is saved.\n');
    askToStop(folder);
  };
  if (signal.aborted) throw notStarted(folder);
  signal.addEventListener('abort', stop, { once: true });
  try {
    // Not cancelled by the signal: a cancelled request is not waited for, and saving takes its time.
    return await client.request(
      'runTraining',
      {
        ...{ folder, resume, askedSince: performance.timeOrigin },
        ...(maxSteps === undefined ? {} : { maxSteps }),
      },
      {
        onProgress: (progress) => {
          if (progress.phase !== 'opening' && progress.phase !== 'trial') sayRemarks();
          bar.show(progress);
        },
      },
    );
  } catch (error) {
    throw error instanceof GuardrailError && error.code === 'engineGone' ? resumable(error, folder) : error;
  } finally {
    signal.removeEventListener('abort', stop);
    bar.end();
  }
}

function askToStop(folder: string): void {
  const request: TrainingControlRequest = { control: 'stop' };
  const file = join(folder, controlFile);
  writeFileSync(`${file}.tmp`, JSON.stringify(request));
  renameSync(`${file}.tmp`, file);
}

function notStarted(folder: string): GuardrailError {
  return new GuardrailError(
    'cancelled',
    'Cancelled.',
    `Nothing was trained; start it with: guardrail-lens train ${shellQuote(folder)} --resume`,
  );
}

function resumable(error: GuardrailError, folder: string): GuardrailError {
  return new GuardrailError(
    'engineGone',
    error.message,
    `The last checkpoint is saved; go on from it with: guardrail-lens train ${shellQuote(folder)} --resume. If it happens again, lower micro_batch_tokens or rollout_batch_size.`,
    { cause: error },
  );
}

async function newRun(client: EngineClient, configPath: string): Promise<string> {
  const { folder } = await client.request('createTraining', { configPath });
  say(`Run: ${folder}\n`);
  return folder;
}

/** A configuration's newest run, or the folder itself. */
async function runToResume(client: EngineClient, path: string): Promise<string> {
  if (existsSync(path) && statSync(path).isDirectory() && existsSync(join(path, runFile))) return path;
  const { folder } = await client.request('latestTraining', { configPath: path });
  if (folder !== null) return folder;
  throw new GuardrailError(
    'storeInvalid',
    `There is no run of ${path} to resume.`,
    'Start one: leave --resume out.',
  );
}
