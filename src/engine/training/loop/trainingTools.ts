// The trainer's tools from the engine: checkpoints, generators, training models, verifiers.
import type { EngineContext } from '../../engineContext';
import { loadGenerator } from '../../generation/loadGenerator';
import { createTrainingModel } from '../model/createTrainingModel';
import type { TrainingTools } from './openSession';
import { openScorer } from './openScorer';

export function trainingTools(context: EngineContext): TrainingTools {
  const { executionProvider, memoryLimit, mediaFolder } = context.settings;
  return {
    open: (ref, signal) => context.open(ref, signal),
    loadWeights: (checkpoint, options) =>
      loadGenerator(checkpoint, { executionProvider, memoryLimit, ...options }),
    createModel: createTrainingModel,
    createScorer: (settings, items) => openScorer(settings, items, executionProvider),
    executionProvider,
    mediaFolder,
    scratchFolder: context.scratchFolder,
    versions: context.versions,
  };
}
