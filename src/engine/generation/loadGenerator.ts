// The engine's generator: a decoder in memory, continuous batching over it, and its logits for probes.
import { GuardrailError } from '../../protocol/errors';
import type { OpenCheckpoint } from '../checkpoints/checkpoint';
import { DecoderModel } from '../models/decoderModel';
import type { BatchContext } from './continuousBatch';
import { runContinuous, runFixed } from './continuousBatch';
import type { Generator, LoadGenerator, RowSettings } from './generator';
import { cacheBudget, weightBytes } from './limits';
import { ProgressMeter } from './progressMeter';
import { scoreRows } from './scoreRows';

/**
 * Loads the weights; an adapter that the checkpoint brings is switched on.
 * @throws GuardrailError checkpointCorrupt, memoryLimit.
 */
export const loadGenerator: LoadGenerator = async (checkpoint, options) => {
  const model = await DecoderModel.load(checkpoint, options);
  const budget = cacheBudget(options.memoryLimit ?? null, weightBytes(checkpoint));
  return generatorOf(model, checkpoint, budget);
};

function generatorOf(model: DecoderModel, checkpoint: OpenCheckpoint, budget: number): Generator {
  return {
    useAdapter: (lora) => model.useAdapter(lora),
    useHooks: (hooks) => {
      if (hooks !== null) throw new RangeError('Hooks are not there yet.');
    },
    generate: async (rows, settings, events, signal) => {
      checkSettings(settings);
      if (!(Symbol.iterator in rows)) throw new RangeError('Arrivals are not there yet.');
      const context: BatchContext = {
        model,
        tokenizer: checkpoint.tokenizer,
        settings,
        cacheBudget: budget,
        events,
        meter: new ProgressMeter((progress) => events.onProgress?.(progress)),
        check: () => {
          if (signal?.aborted === true) {
            throw new GuardrailError(
              'cancelled',
              'The generation was cancelled.',
              'Start it again to go on.',
            );
          }
        },
      };
      context.check();
      await (settings.fixedBatch ? runFixed(context, rows) : runContinuous(context, rows));
    },
    score: () => Promise.reject(new RangeError('Scoring is not there yet.')),
    logits: (rows) => scoreRows(model, rows),
    dispose: () => model.dispose(),
  };
}

function checkSettings(settings: RowSettings): void {
  const problems = [
    [settings.temperature >= 0 && Number.isFinite(settings.temperature), 'temperature must be 0 or more'],
    [settings.topP > 0 && settings.topP <= 1, 'top-p must be above 0 and at most 1'],
    [Number.isInteger(settings.topK) && settings.topK >= 0, 'top-k must be a whole number, 0 or more'],
    [
      Number.isInteger(settings.maxNewTokens) && settings.maxNewTokens > 0,
      'max new tokens must be 1 or more',
    ],
    [Number.isInteger(settings.batchSize) && settings.batchSize > 0, 'the batch size must be 1 or more'],
  ] as const;
  for (const [fine, message] of problems) {
    if (!fine)
      throw new GuardrailError('invalidRequest', `Generation settings: ${message}.`, 'Correct the setting.');
  }
}
