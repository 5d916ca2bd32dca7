// The engine's generator: a decoder in memory, batches of rows over it, scores of given sequences, and logits for probes.
import { throwIfCancelled } from '../cancellation';
import type { OpenCheckpoint } from '../checkpoints/checkpoint';
import { borrowWidened } from '../checkpoints/widen/widenedWeights';
import { DecoderModel } from '../models/decoderModel';
import { runContinuous } from './continuousBatch';
import { runFixed } from './fixedBatch';
import type { Generator, LoadGenerator } from './generator';
import type { StepHooks } from './hooks';
import { cacheBudget, weightBytes } from './limits';
import { ProgressMeter } from './progressMeter';
import type { BatchContext } from './rowBatch';
import { rowLogits } from './rowLogits';
import { checkRow, checkSettings } from './rowSettings';
import { rowSource } from './rowSource';
import { scoreSequences, visitSequences } from './scoreSequences';
import { growTree } from './tokenTree';

/**
 * Loads the weights; an adapter that the checkpoint brings is switched on.
 * @throws GuardrailError checkpointCorrupt, memoryLimit.
 */
export const loadGenerator: LoadGenerator = async (checkpoint, options) => {
  const { scratchFolder } = options;
  const widened = scratchFolder === undefined ? null : await borrowWidened(checkpoint, { scratchFolder });
  try {
    const model = await DecoderModel.load(
      widened === null ? checkpoint : { ...checkpoint, widened: widened.tensors },
      options,
    );
    const budget = cacheBudget(options.memoryLimit ?? null, weightBytes(checkpoint));
    const generator = generatorOf(model, checkpoint, budget);
    // The file stays as long as the model, which reads it again where hooks or adapters change the graph.
    const dispose = async (): Promise<void> => {
      await generator.dispose();
      await widened?.giveBack();
    };
    return { ...generator, dispose };
  } catch (error) {
    await widened?.giveBack();
    throw error;
  }
};

function generatorOf(model: DecoderModel, checkpoint: OpenCheckpoint, budget: number): Generator {
  let hooks: StepHooks = {};
  return {
    useAdapter: (adapter) => model.useAdapter(adapter),
    useHooks: (next) => {
      const { edits = [], corrections = [], experts = [], readers = [] } = next ?? {};
      model.useResidual({ edits, corrections, experts, reads: new Set(readers.map(({ layer }) => layer)) });
      hooks = next ?? {};
    },
    generate: async (rows, settings, events, signal) => {
      checkSettings(settings);
      const source = rowSource(rows, {
        check: (row) => checkRow(row, settings, model.config),
        lookahead: settings.fixedBatch ? Number.MAX_SAFE_INTEGER : 8 * settings.batchSize,
        onRejected: events.onRejected?.bind(events),
        signal,
      });
      const check = (): void => throwIfCancelled(signal);
      const context: BatchContext = {
        model,
        tokenizer: checkpoint.tokenizer,
        source,
        settings,
        hooks,
        cacheBudget: budget,
        events,
        meter: new ProgressMeter((progress) => events.onProgress?.(progress)),
        check,
      };
      check();
      await (settings.fixedBatch ? runFixed(context) : runContinuous(context));
    },
    score: (rows, signal) => {
      const { readers = [] } = hooks;
      return scoreSequences(model, rows, { readers, check: () => throwIfCancelled(signal) });
    },
    visit: (rows, onLogits, signal) => {
      const { readers = [] } = hooks;
      return visitSequences(model, rows, { readers, check: () => throwIfCancelled(signal) }, onLogits);
    },
    grow: (tree, texts, signal) => growTree(model, tree, texts, () => throwIfCancelled(signal)),
    logits: (rows) => rowLogits(model, rows, hooks.readers ?? []),
    dispose: () => model.dispose(),
  };
}
