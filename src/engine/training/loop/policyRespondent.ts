// The policy as it is now, as a respondent: an adapter's matrices are fed; whole weights are written to a scratch file and
// loaded, since a session's weights cannot change.
import { rm } from 'node:fs/promises';
import type { Adapter } from '../../adapters/adapter';
import { weightsKey, type OpenCheckpoint, type TensorSource } from '../../checkpoints/checkpoint';
import { readFloats } from '../../checkpoints/safetensors/readFloats';
import { writeScratchFile } from '../../checkpoints/scratchFile';
import type { Generator } from '../../generation/generator';
import { exactWeightBytes, weightBytes } from '../../generation/limits';
import { LocalRespondent, type LocalModel } from '../../respondents/checkpoint/localRespondent';
import type { Trainable } from '../model/trainingModel';

export type LoadWeights = (
  checkpoint: OpenCheckpoint,
  options?: { readonly threads?: number },
) => Promise<Generator>;

/** Base and adapter share one session; switching costs the feeding of the matrices. */
export async function adapterPolicy(
  base: OpenCheckpoint,
  adapter: Adapter,
  load: LoadWeights,
): Promise<LocalRespondent> {
  // The session is made with inputs for the adapter at once: it must not change shape in the middle of a run.
  const generator = await load({ ...withoutAdapter(base), adapter });
  return respondent(base, {
    use: (work) => {
      generator.useAdapter(adapter.view());
      return work(generator);
    },
    dispose: () => generator.dispose(),
  });
}

/** Weights are written and loaded anew for each use, and freed after it. */
export function fullPolicy(
  base: OpenCheckpoint,
  trainables: readonly Trainable[],
  scratchFolder: string,
  load: LoadWeights,
): LocalRespondent {
  const trained = new Map(trainables.map((trainable) => [trainable.name, trainable]));
  const sources = [...base.tensors.values()];
  return respondent(base, {
    use: async (work, signal) => {
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
          return await work(generator);
        } finally {
          await generator.dispose();
        }
      } finally {
        await rm(written.file, { force: true, maxRetries: 3 });
      }
    },
    dispose: () => Promise.resolve(),
  });
}

/** The checkpoint stays open: it belongs to the run. Facts are those of the base. */
function respondent(base: OpenCheckpoint, model: Pick<LocalModel, 'use' | 'dispose'>): LocalRespondent {
  const { config, tokenizer } = base;
  return new LocalRespondent(
    { kind: 'checkpoint', path: '' },
    {
      config,
      tokenizer,
      weightsKey: weightsKey(base),
      weightBytes: weightBytes(base),
      exactWeightBytes: exactWeightBytes(base),
      facts: (signal) => base.facts(signal),
      ...model,
    },
  );
}

function currentValues(source: TensorSource, trained: ReadonlyMap<string, Trainable>): Promise<Float32Array> {
  const trainable = trained.get(source.name);
  return trainable === undefined ? readFloats(source) : Promise.resolve(trainable.data);
}

function withoutAdapter(base: OpenCheckpoint): OpenCheckpoint {
  return {
    config: base.config,
    tensors: base.tensors,
    ...(base.blocks === undefined ? {} : { blocks: base.blocks }),
    tokenizer: base.tokenizer,
    adapter: null,
    facts: (signal) => base.facts(signal),
    dispose: () => base.dispose(),
  };
}
