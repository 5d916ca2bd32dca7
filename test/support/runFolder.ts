// A run's folder on disk as the trainer leaves it after a step, from generated facts.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { writeProbes } from '../../src/engine/training/run/probePoints';
import { removeSignOfLife, writeSignOfLife } from '../../src/engine/training/run/liveness';
import { writePlan } from '../../src/engine/training/run/planFile';
import { runFiles } from '../../src/engine/training/run/runFiles';
import { writeRollouts } from '../../src/engine/training/run/rolloutRows';
import { writeRunRecord } from '../../src/engine/training/run/runRecord';
import { writeTrainerState } from '../../src/engine/training/run/trainerState';
import type { TrainingRunFacts } from '../../src/protocol/training';
import { generatedRollouts } from './generatedRun';
import { repositoryPath } from './paths';

/**
 * Writes what `facts` say; a live status is vouched for by this very process. Checkpoints are copies of a tiny adapter,
 * over the base at `basePath`.
 */
export async function writeRunFolder(facts: TrainingRunFacts, basePath: string): Promise<void> {
  const { folder, status, step, log } = facts;
  mkdirSync(folder, { recursive: true });
  if (status === 'interrupted') throw new RangeError('Interrupted is what a reader makes of a lost process.');
  await writeTrainerState(
    runFiles.trainerState(folder),
    {
      bestMetric: null,
      bestStep: facts.checkpoints.find(({ best }) => best)?.step ?? null,
      bestCheckpoint: null,
      epoch: 1,
      step,
      maxSteps: facts.maxSteps,
      tokensSeen: 0,
      log,
    },
    { logging: 1, evaluation: 20, saving: 50 },
  );
  if (facts.plan !== null) await writePlan(folder, facts.plan);
  await writeProbes(folder, facts.probes);
  const newest = facts.rolloutSteps.slice(-3);
  for (const at of newest) await writeRollouts(folder, at, generatedRollouts(at));
  for (const checkpoint of facts.checkpoints) writeAdapter(join(folder, basename(checkpoint.path)), basePath);
  if (status === 'running' || status === 'paused') await writeSignOfLife(folder);
  else await removeSignOfLife(folder);
  await writeRunRecord(folder, {
    format: 'guardrail-lens/training-run/1',
    configPath: facts.configPath,
    algorithm: facts.algorithm,
    status,
    reason: facts.reason,
    accuracyOf: facts.accuracyOf,
    remarks: [...facts.remarks],
    startedAt: facts.startedAt,
    updatedAt: facts.updatedAt,
    step,
    maxSteps: facts.maxSteps,
    askedSteps: null,
    versions: {},
  });
}

/** Vouches for a live run on and on, as its process does; returns the function that ends it. */
export function keepAlive(folder: string): () => void {
  const timer = setInterval(() => void writeSignOfLife(folder).catch(() => undefined), 10_000);
  return () => clearInterval(timer);
}

/** What the trainer does when it has taken a request up. */
export function takeControl(folder: string): void {
  rmSync(runFiles.control(folder), { force: true });
}

function writeAdapter(path: string, basePath: string): void {
  cpSync(repositoryPath('test/fixtures/checkpoints/llama-lora'), path, { recursive: true });
  const config = join(path, 'adapter_config.json');
  const read = JSON.parse(readFileSync(config, 'utf8')) as Record<string, unknown>;
  writeFileSync(config, JSON.stringify({ ...read, base_model_name_or_path: basePath }, null, 2));
}
