// What the training panel may ask of the host.
import type { TrainingViewRequestName } from '../../protocol/trainingPanel';
import { saveFigure } from '../figures/saveFigure';
import type { WebviewHandlers } from '../panels/webviewChannel';
import type { TrainingActions } from './trainingActions';
import type { TrainingRun } from './trainingRun';

export function trainingPageHandlers(
  run: TrainingRun,
  actions: TrainingActions,
): WebviewHandlers<TrainingViewRequestName> {
  const { folder } = run;
  return {
    trainingState: () => run.read(),
    rollouts: ({ step }) => actions.rollouts(folder, step),
    overlayRuns: ({ shown }) => actions.overlayRuns(folder, shown),
    control: async ({ control }) => {
      await actions.runs.control(folder, control);
      return null;
    },
    resumeTraining: async () => {
      await actions.runs.resume(folder);
      return null;
    },
    compareCheckpoint: ({ step }) => {
      // Returns at once: the questions of a comparison may stay open for long, and show their own errors.
      void actions.shown(() => actions.compare(folder, step));
      return Promise.resolve(null);
    },
    compareSteps: () => {
      void actions.shown(() => actions.compareSteps(folder));
      return Promise.resolve(null);
    },
    auditRewards: () => {
      void actions.shown(() => actions.audit(folder));
      return Promise.resolve(null);
    },
    openConfig: async () => {
      await actions.openConfig(folder);
      return null;
    },
    openTrainingLog: async () => {
      await actions.openLog(folder);
      return null;
    },
    saveFigure: async (file) => {
      await saveFigure(file, folder);
      return null;
    },
    showLog: () => {
      actions.showEngineLog();
      return Promise.resolve(null);
    },
  };
}
