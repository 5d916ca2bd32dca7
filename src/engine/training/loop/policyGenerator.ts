// Text from the policy as it is now. An adapter's matrices are fed; whole weights are written to a scratch file and loaded,
// since a session's weights cannot change.
import { rm } from 'node:fs/promises';
import type { Adapter } from '../../adapters/adapter';
import type { OpenCheckpoint, TensorSource } from '../../checkpoints/checkpoint';
import { readFloats } from '../../checkpoints/safetensors/readFloats';
import { writeScratchFile } from '../../checkpoints/scratchFile';
import type { GenerationEvents, GenerationRow, Generator, RowSettings } from '../../generation/generator';
import type { Trainable } from '../model/trainingModel';

export interface PolicyGenerator {
  /** As Generator.generate, with the trainables' present values. */
  generate(
    rows: readonly GenerationRow[],
    settings: RowSettings,
    events: GenerationEvents,
    signal: AbortSignal,
  ): Promise<void>;
  dispose(): Promise<void>;
}

export type LoadWeights = (
  checkpoint: OpenCheckpoint,
  options?: { readonly threads?: number },
) => Promise<Generator>;

/** Base and adapter share one session; switching costs the feeding of the matrices. */
export async function adapterGenerator(
  base: OpenCheckpoint,
  adapter: Adapter,
  load: LoadWeights,
): Promise<PolicyGenerator> {
  // The session is made with inputs for the adapter at once: it must not change shape in the middle of a run.
  const generator = await load({ ...withoutAdapter(base), adapter });
  return {
    generate: async (rows, settings, events, signal) => {
      generator.useAdapter(adapter.view());
      await generator.generate(rows, settings, events, signal);
    },
    dispose: () => generator.dispose(),
  };
}

/** Weights are written and loaded anew for each call, and freed after it. */
export function fullGenerator(
  base: OpenCheckpoint,
  trainables: readonly Trainable[],
  scratchFolder: string,
  load: LoadWeights,
): PolicyGenerator {
  const trained = new Map(trainables.map((trainable) => [trainable.name, trainable]));
  const sources = [...base.tensors.values()];
  return {
    generate: async (rows, settings, events, signal) => {
      const written = await writeScratchFile(
        scratchFolder,
        sources.map((source) => ({
          name: source.name,
          shape: source.shape,
          read: () => currentValues(source, trained),
        })),
        signal,
      );
      try {
        const tensors = new Map(written.sources.map((source) => [source.name, source]));
        const generator = await load({ ...withoutAdapter(base), tensors });
        try {
          await generator.generate(rows, settings, events, signal);
        } finally {
          await generator.dispose();
        }
      } finally {
        await rm(written.file, { force: true, maxRetries: 3 });
      }
    },
    dispose: () => Promise.resolve(),
  };
}

function currentValues(source: TensorSource, trained: ReadonlyMap<string, Trainable>): Promise<Float32Array> {
  const trainable = trained.get(source.name);
  return trainable === undefined ? readFloats(source) : Promise.resolve(trainable.data);
}

function withoutAdapter(base: OpenCheckpoint): OpenCheckpoint {
  return {
    config: base.config,
    tensors: base.tensors,
    tokenizer: base.tokenizer,
    adapter: null,
    facts: (signal) => base.facts(signal),
    dispose: () => base.dispose(),
  };
}
