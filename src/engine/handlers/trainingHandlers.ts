// Requests about training runs: their configurations, running them, and what their folders say.
import { GuardrailError } from '../../protocol/errors';
import type { Handlers } from '../rpc/serve';
import { describeRun } from '../training/run/describeRun';
import { readRollouts } from '../training/run/rolloutRows';

type TrainingRequest =
  | 'validateTraining'
  | 'trainingPreset'
  | 'createTraining'
  | 'runTraining'
  | 'describeTraining'
  | 'trainingRollouts';

export function trainingHandlers(): Pick<Handlers, TrainingRequest> {
  return {
    validateTraining: () => Promise.reject(notYet()),
    trainingPreset: () => Promise.reject(notYet()),
    createTraining: () => Promise.reject(notYet()),
    runTraining: () => Promise.reject(notYet()),
    describeTraining: ({ folder }) => describeRun(folder),
    trainingRollouts: ({ folder, step }) => readRollouts(folder, step),
  };
}

function notYet(): GuardrailError {
  return new GuardrailError('invalidRequest', 'This engine cannot train yet.', 'Use a newer version.');
}
