// Opens a PEFT folder over its base: the base's tensors where they lie, the adapter in memory or merged.
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { CheckpointRef } from '../../../protocol/checkpoints';
import { mergeAdapter } from '../../adapters/mergeAdapter';
import { adapterConfigFile, parseAdapterConfig, type AdapterConfig } from '../../adapters/peft/adapterConfig';
import { readAdapter } from '../../adapters/peft/readAdapter';
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
import { readTrainedOver } from './trainedOver';

const weightsName = 'adapter_model.safetensors';

/** @throws GuardrailError as openCheckpoint. */
export async function openAdapter(
  ref: CheckpointRef,
  options: OpenOptions,
  openBase: (path: string) => Promise<OpenCheckpoint>,
): Promise<OpenCheckpoint> {
  const json = await readJsonFile(join(ref.path, 'adapter_config.json'), z.unknown(), adapterConfigFile);
  const config = parseAdapterConfig(json);
  const names = await readdir(ref.path);
  if (!names.includes(weightsName)) throw noSafetensors(ref.path, names);
  const file = await readSafetensorsHeader(join(ref.path, weightsName));
  const basePath = findBase(ref, config.base_model_name_or_path ?? null, config.revision ?? null);
  const base = await openBase(basePath);
  try {
    return await openOver(ref, config, file.tensors, base, basePath.endsWith('.gguf'), options);
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
  const { adapter, replacing } = read;
  const remarks = [...read.remarks];
  const blocks = base.blocks ?? new Map<string, BlockMatrix>();
  if (ref.merge === true && blocks.size > 0) throw mergedNative(ref.path);
  const applied = applyReplacements(
    base.config,
    { tensors: base.tensors, blocks },
    replacing,
    config.ensure_weight_tying === true,
  );
  if (applied.config.tiedEmbeddings !== base.config.tiedEmbeddings) {
    remarks.push('The adapter saved embeddings or head whole: they are no longer tied, as in PEFT.');
  }
  const chosen = await chooseTokenizer(ref.path, base, baseIsGguf);
  remarks.push(...chosen.remarks);
  const merged =
    ref.merge === true
      ? await mergeAdapter(applied.tensors, adapter, options.scratchFolder, options.signal)
      : null;
  if (merged !== null) remarks.push('The adapter is merged into the weights, in float32.');

  return {
    config: applied.config,
    tensors: merged?.tensors ?? applied.tensors,
    blocks: applied.blocks,
    adapter: merged === null ? adapter : null,
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
        adapter: { facts, base: baseFacts, effect: adapter.effect() },
      });
    },
    async dispose() {
      if (merged !== null) await rm(merged.file, { force: true, maxRetries: 3 });
      await base.dispose();
    },
  };
}

function mergedNative(path: string): GuardrailError {
  return new GuardrailError(
    'invalidRequest',
    `${path} cannot be merged into weights in blocks (--precision native, fast, int8 or int4): merged weights are float32.`,
    'Run the adapter beside the weights (without --merge), or with --precision exact.',
  );
}
