// The curves of a training run as files of other tools: a TensorBoard event file, or a run of W&B.
import { stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { GuardrailError } from '../../../protocol/errors';
import type { CurveFormat, TrainingRunFacts } from '../../../protocol/training';
import { makeFolder, writeFileAtomically } from '../../files/atomicFile';
import { eventFileName, tensorBoardEvents } from './tensorBoardEvents';
import { loggedSeconds, trainingCurves, type RunTimes } from './trainingCurves';
import { wandbFiles } from './wandbRun';

/**
 * `target`: a folder; TensorBoard's `--logdir`, or W&B's folder of runs. Returns the file that was written.
 * @throws GuardrailError invalidRequest where nothing was logged, storeWriteFailed
 */
export async function exportCurves(
  facts: TrainingRunFacts,
  {
    target,
    format,
    version,
  }: { readonly target: string; readonly format: CurveFormat; readonly version: string },
): Promise<string> {
  const times = await timesOf(facts);
  const points = trainingCurves(facts, times);
  const name = basename(resolve(facts.folder));
  if (points.length === 0) {
    throw new GuardrailError(
      'invalidRequest',
      `${name} has logged nothing yet.`,
      'Export it when its first step is done.',
    );
  }
  const startedAt = times.start;
  if (format === 'tensorboard') {
    // A run is a folder to TensorBoard.
    const folder = join(target, name);
    await makeFolder(folder);
    const path = join(folder, eventFileName(startedAt));
    await writeFileAtomically(path, tensorBoardEvents(points, startedAt));
    return path;
  }
  const { algorithm, base, maxSteps, status } = facts;
  const run = {
    ...{
      name,
      project: 'guardrail-lens',
      startedAt,
      points,
      identity: [resolve(facts.folder), facts.startedAt],
    },
    config: { algorithm, ...(base === null ? {} : { base: base.name }), max_steps: maxSteps },
    finished: status === 'finished',
  };
  const { folder, file, content } = wandbFiles(run, version);
  await makeFolder(join(target, folder, 'files'));
  const path = join(target, folder, file);
  await writeFileAtomically(path, content);
  return path;
}

/** Runs of other programs do not say when they began: they ended when their folder was last written. */
async function timesOf({ folder, log, startedAt, updatedAt }: TrainingRunFacts): Promise<RunTimes> {
  const start = Date.parse(startedAt) / 1000;
  if (Number.isFinite(start)) return { start, end: Math.max(start, Date.parse(updatedAt) / 1000) };
  const end = (await stat(folder)).mtimeMs / 1000;
  return { start: end - loggedSeconds(log), end };
}
