// Requests about training runs: their configurations, running them, and what their folders say.
import type { EngineContext } from '../engineContext';
import type { JobQueue } from '../jobQueue';
import type { Handlers } from '../rpc/serve';
import { presetText } from '../training/config/presets';
import { validateConfig } from '../training/config/validateConfig';
import { createRun, latestRunOf } from '../training/run/createRun';
import { describeRun } from '../training/run/describeRun';
import { RunFollower } from '../training/run/runFollower';
import { summarizeRuns } from '../training/run/summarizeRuns';
import { readRollouts } from '../training/run/rolloutRows';
import { trainingTools } from '../training/loop/trainingTools';
import { trainRun } from '../training/loop/trainRun';

type TrainingRequest =
  | 'validateTraining'
  | 'trainingPreset'
  | 'createTraining'
  | 'runTraining'
  | 'describeTraining'
  | 'followTraining'
  | 'summarizeTraining'
  | 'trainingRollouts'
  | 'latestTraining';

export function trainingHandlers(
  context: () => EngineContext,
  jobs: Pick<JobQueue, 'run'>,
): Pick<Handlers, TrainingRequest> {
  const follower = new RunFollower();
  return {
    validateTraining: ({ text, path }) => Promise.resolve(validateConfig(text, path)),
    trainingPreset: ({ algorithm, model, data }) => {
      return Promise.resolve({ text: presetText(algorithm, { model, data }) });
    },
    createTraining: async ({ configPath }) => describeRun(await createRun(configPath, context().versions)),
    runTraining: ({ folder, resume }, call) =>
      jobs.run(call.signal, async (signal) => {
        // The loaded models of comparisons make room.
        await context().generators.dispose();
        return trainRun(trainingTools(context()), { folder, resume, signal, progress: call.progress });
      }),
    describeTraining: ({ folder }) => describeRun(folder),
    followTraining: ({ folder, since }) => follower.follow(folder, since),
    summarizeTraining: ({ folders }) => summarizeRuns(folders),
    trainingRollouts: ({ folder, step }) => readRollouts(folder, step),
    latestTraining: async ({ configPath }) => ({ folder: await latestRunOf(configPath) }),
  };
}
