// Requests about training runs: their configurations, running them, and what their folders say.
import type { TrainingPhase } from '../../protocol/training';
import { prepareRun } from '../cluster/prepareRun';
import { validateForTarget } from '../cluster/validateForTarget';
import type { EngineContext } from '../engineContext';
import { exportCurves } from '../interchange/curves/exportCurves';
import { loadGenerator } from '../generation/loadGenerator';
import type { JobQueue } from '../jobQueue';
import type { Handlers } from '../rpc/answerRequests';
import { presetText } from '../training/config/presets';
import { contrastRuns } from '../training/run/contrastRuns';
import { createRun, latestRunOf } from '../training/run/createRun';
import { describeRun } from '../training/run/describeRun';
import { RunFollower } from '../training/run/runFollower';
import { runSteps } from '../training/run/runSteps';
import { summarizeRuns } from '../training/run/summarizeRuns';
import { readRollouts } from '../training/run/rolloutRows';
import { dryRun } from '../training/loop/dryRun';
import { openScorer } from '../training/loop/openScorer';
import type { TrainingTools } from '../training/loop/openSession';
import { memoryAdvice } from '../training/loop/memoryAdvice';
import { trainRun } from '../training/loop/trainRun';
import { createTrainingModel } from '../training/model/createTrainingModel';

type TrainingRequest =
  | 'validateTraining'
  | 'trainingPreset'
  | 'createTraining'
  | 'runTraining'
  | 'planTraining'
  | 'prepareTraining'
  | 'describeTraining'
  | 'followTraining'
  | 'trainingSteps'
  | 'summarizeTraining'
  | 'contrastTraining'
  | 'trainingRollouts'
  | 'exportCurves'
  | 'latestTraining';

export function trainingHandlers(
  context: () => EngineContext,
  jobs: Pick<JobQueue, 'run'>,
): Pick<Handlers, TrainingRequest> {
  const follower = new RunFollower();
  return {
    validateTraining: ({ text, path }) => validateForTarget(text, path),
    trainingPreset: ({ algorithm, ...sources }) => {
      return Promise.resolve({ text: presetText(algorithm, sources) });
    },
    createTraining: async ({ configPath }) => describeRun(await createRun(configPath, context().versions)),
    runTraining: async ({ maxSteps, ...request }, call) => {
      let phase: TrainingPhase = 'opening';
      const progress: typeof call.progress = (value) => {
        phase = value.phase;
        call.progress(value);
      };
      try {
        return await jobs.run(call.signal, async (signal) => {
          // The loaded models of comparisons make room.
          await context().generators.dispose();
          return trainRun(trainingTools(context()), {
            ...request,
            ...(maxSteps === undefined ? {} : { maxSteps }),
            signal,
            progress,
          });
        });
      } catch (error) {
        // The queue's own watch over the memory knows no keys.
        throw memoryAdvice(error, phase);
      }
    },
    planTraining: async ({ configPath, maxSteps }, call) => {
      try {
        return await jobs.run(call.signal, async (signal) => {
          await context().generators.dispose();
          return dryRun(trainingTools(context()), configPath, maxSteps, signal);
        });
      } catch (error) {
        throw memoryAdvice(error, 'opening');
      }
    },
    prepareTraining: (request) => prepareRun({ ...request, mediaFolder: context().settings.mediaFolder }),
    describeTraining: ({ folder }) => describeRun(folder),
    trainingSteps: ({ folder }) => runSteps(folder),
    followTraining: ({ folder, since }) => follower.follow(folder, since),
    summarizeTraining: ({ folders }) => summarizeRuns(folders),
    contrastTraining: ({ runs }) => contrastRuns(runs),
    trainingRollouts: ({ folder, step }) => readRollouts(folder, step),
    exportCurves: async ({ folder, target, format }) => {
      const version = context().versions['guardrail-lens'] ?? 'source';
      return { file: await exportCurves(await describeRun(folder), { target, format, version }) };
    },
    latestTraining: async ({ configPath }) => ({ folder: await latestRunOf(configPath) }),
  };
}

/** The trainer's tools from the engine: checkpoints, generators, training models, verifiers. */
function trainingTools(context: EngineContext): TrainingTools {
  const { executionProvider, memoryLimit, mediaFolder } = context.settings;
  return {
    open: (ref, signal) => context.open(ref, signal),
    loadWeights: (checkpoint, options) =>
      loadGenerator(checkpoint, {
        executionProvider,
        memoryLimit,
        scratchFolder: context.scratchFolder,
        ...options,
      }),
    createModel: createTrainingModel,
    createScorer: (settings, items) => openScorer(settings, items, executionProvider),
    executionProvider,
    mediaFolder,
    scratchFolder: context.scratchFolder,
    versions: context.versions,
  };
}
