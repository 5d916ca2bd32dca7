// Opens a PEFT folder over its base: the base's tensors where they lie, the adapter in memory or merged.
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { CheckpointRef } from '../../../protocol/checkpoints';
import { mergeAdapter } from '../../adapters/mergeAdapter';
import { sumOfAdapters } from '../../adapters/sumOfAdapters';
import { adapterConfigFile, parseAdapterConfig, type AdapterConfig } from '../../adapters/peft/adapterConfig';
import { readAdapter, type ReadAdapter } from '../../adapters/peft/readAdapter';
import { GuardrailError } from '../../../protocol/errors';
import { readJsonFile } from '../../files/jsonFile';
import type { BlockMatrix } from '../blockMatrix';
import type { OpenCheckpoint } from '../checkpoint';
import { composeFacts, countParameters } from '../composeFacts';
import { tensorFacts, type RawTensor } from '../fingerprints';
import type { OpenOptions } from '../huggingface/openHuggingFace';
import { noSafetensors } from '../safetensors/noSafetensors';
import { readSafetensorsHeader } from '../safetensors/readHeader';
import { applyReplacements } from './applyReplacements';
import { chooseTokenizer } from './chooseTokenizer';
import { findBase } from './findBase';
import { foldUpdates } from './foldUpdates';
import { readTrainedOver } from './trainedOver';

const weightsName = 'adapter_model.safetensors';

/** What an adapter is opened over, which may have an adapter itself: both are added together. */
export interface OpenedBase {
  readonly checkpoint: OpenCheckpoint;
  /** The weights are those of a GGUF file. */
  readonly isGguf: boolean;
}

/** @throws GuardrailError as openCheckpoint. */
export async function openAdapter(
  ref: CheckpointRef,
  options: OpenOptions,
  openBase: (path: string) => Promise<OpenedBase>,
): Promise<OpenedBase> {
  const json = await readJsonFile(join(ref.path, 'adapter_config.json'), z.unknown(), adapterConfigFile);
  const config = parseAdapterConfig(json);
  const names = await readdir(ref.path);
  if (!names.includes(weightsName)) throw noSafetensors(ref.path, names);
  const file = await readSafetensorsHeader(join(ref.path, weightsName));
  const basePath = findBase(ref, config.base_model_name_or_path ?? null, config.revision ?? null);
  const { checkpoint: base, isGguf } = await openBase(basePath);
  try {
    return { checkpoint: await openOver(ref, config, file.tensors, base, isGguf, options), isGguf };
  } catch (error) {
    await base.dispose();
    throw error;
  }
}

async function openOver(
  ref: CheckpointRef,
  config: AdapterConfig,
  raw: ReadonlyMap<string, RawTensor>,
  base: OpenCheckpoint,
  baseIsGguf: boolean,
  options: OpenOptions,
): Promise<OpenCheckpoint> {
  const read = await readAdapter(config, raw, base.config, options.signal);
  const { replacing } = read;
  // PEFT adds the updates of adapters that are active together.
  const adapter = base.adapter === null ? read.adapter : sumOfAdapters(base.adapter, read.adapter);
  const remarks = [...read.remarks];
  const blocks = base.blocks ?? new Map<string, BlockMatrix>();
  if (ref.merge === true && blocks.size > 0) throw mergedNative(ref.path);
  const replaced = applyReplacements(
    base.config,
    { tensors: base.tensors, blocks },
    replacing,
    config.ensure_weight_tying === true,
  );
  const { scratchFolder, signal } = options;
  const folded = await foldUpdates(ref.path, replaced.tensors, read.folded, scratchFolder, signal);
  const applied = applyReplacements(replaced.config, replaced, folded.tensors, false);
  const scratch = folded.file === null ? [] : [folded.file];
  if (read.folded.some(({ magnitude }) => magnitude !== null)) {
    remarks.push('The adapter is a DoRA: the weights that it changes are folded, in float32.');
  }
  if (applied.config.tiedEmbeddings !== base.config.tiedEmbeddings) {
    remarks.push('The adapter changes embeddings or head: they are no longer tied, as in PEFT.');
  }
  if (base.adapter !== null) remarks.push('It is added to the adapter that it is given as its base.');
  const chosen = await chooseTokenizer(ref.path, base, baseIsGguf);
  remarks.push(...chosen.remarks);
  const merged =
    ref.merge === true
      ? await mergeAdapter(applied.tensors, adapter, options.scratchFolder, options.signal)
      : null;
  if (merged !== null) scratch.push(merged.file);
  if (merged !== null) remarks.push('The adapter is merged into the weights, in float32.');

  return {
    config: applied.config,
    tensors: merged?.tensors ?? applied.tensors,
    blocks: applied.blocks,
    adapter: merged === null ? adapter : null,
    ...finishedBy(base, read.folded.length > 0),
    tokenizer: chosen.tokenizer,
    // As in PEFT, which generates with the base's.
    ...(base.generationDefaults === undefined ? {} : { generationDefaults: base.generationDefaults }),
    async facts(signal) {
      const baseFacts = await base.facts(signal);
      const tensors = await tensorFacts([...raw.values()], {
        cacheFolder: options.cacheFolder,
        ...(signal === undefined ? {} : { signal }),
      });
      const facts = {
        ...read.facts,
        parameters: countParameters(tensors),
        trainedOver: await readTrainedOver(ref.path),
      };
      return composeFacts({
        path: ref.path,
        format: 'peft',
        config: applied.config,
        tensors,
        tokenizer: chosen.tokenizer,
        quantization: baseFacts.quantization,
        ...(baseFacts.precision === undefined ? {} : { precision: baseFacts.precision }),
        generationDefaults: base.generationDefaults ?? {},
        remarks,
        adapter: {
          facts,
          // Of several adapters, what all of them lie over; the others' fingerprint is part of what this one does.
          base: baseFacts.base ?? baseFacts,
          effect: [...(baseFacts.base === null ? [] : [baseFacts.fingerprint]), effectOf(read)].join(' '),
        },
      });
    },
    async dispose() {
      for (const file of scratch) await rm(file, { force: true, maxRetries: 3 });
      await base.dispose();
    },
  };
}

function effectOf({ adapter, folded }: Pick<ReadAdapter, 'adapter' | 'folded'>): string {
  return [adapter.effect(), ...folded.map(({ name, scale }) => `${name}*${scale}`)]
    .filter((part) => part !== '')
    .join(' ');
}

function finishedBy(base: OpenCheckpoint, folds: boolean): Pick<OpenCheckpoint, 'finished'> {
  if (folds) return { finished: 'its updates are DoRA, or of embeddings or head' };
  if (base.adapter !== null || base.finished !== undefined)
    return { finished: 'it is several adapters added together' };
  return {};
}

function mergedNative(path: string): GuardrailError {
  return new GuardrailError(
    'invalidRequest',
    `${path} cannot be merged into weights in blocks (--precision native, fast, int8 or int4): merged weights are float32.`,
    'Run the adapter beside the weights (without --merge), or with --precision exact.',
  );
}
