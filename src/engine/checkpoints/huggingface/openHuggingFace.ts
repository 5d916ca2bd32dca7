// Opens a Hugging Face folder: configuration, tensors where they lie, tokenizer.
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import type { Precision } from '../../../protocol/checkpoints';
import { GuardrailError } from '../../../protocol/errors';
import { readJsonFile } from '../../files/jsonFile';
import type { OpenCheckpoint, TensorSource } from '../checkpoint';
import { checkTensors } from '../checkTensors';
import { checkpointNotFound } from '../checkpointErrors';
import { composeFacts } from '../composeFacts';
import { tensorFacts } from '../fingerprints';
import type { QuantisedWeights } from '../quantise/quantisedWeights';
import { noSafetensors, verlShards } from '../safetensors/noSafetensors';
import { readSafetensorsFolder } from '../safetensors/readFolder';
import { parseModelConfig } from './modelConfig';
import { modelConfigFile } from './modelConfigFile';
import { readTokenizer } from './readTokenizer';

export interface OpenOptions {
  /** Fingerprints are kept here between runs. */
  readonly cacheFolder: string;
  /** Merged or dequantised weights lie here while they are in use. */
  readonly scratchFolder: string;
  /** Milliseconds for which rounded or dequantised weights stay there afterwards; absent: none. */
  readonly keepScratchFor?: number;
  /** Exact where it is absent. */
  readonly precision?: Precision;
  readonly signal?: AbortSignal;
}

/** Trainers put checkpoints into folders of their own below the run's. */
function checkpointWithin(folder: string, names: readonly string[]): string | null {
  const steps = names.flatMap((name) => /^checkpoint-(\d+)$/.exec(name)?.[1] ?? []).map(Number);
  if (steps.length === 0) return null;
  return `It is the folder of a training run. Give one of its checkpoints, for example ${join(folder, `checkpoint-${Math.max(...steps)}`)}.`;
}

/**
 * `folder` as the user gave it; its weights may be links.
 * @throws GuardrailError checkpointNotFound, checkpointCorrupt, checkpointUnsupported, tokenizerInvalid, templateInvalid.
 */
export async function openHuggingFace(folder: string, options: OpenOptions): Promise<OpenCheckpoint> {
  const weights = await weightsFolder(folder);
  const configJson = await readJsonFile(join(weights, 'config.json'), z.unknown(), modelConfigFile);
  if (configJson === null) {
    const names = await readdir(weights);
    if (names.some((name) => /\.(bin|pt|pth|ckpt)$/.test(name))) throw noSafetensors(folder, names);
    throw checkpointNotFound(
      `${folder} has no config.json.`,
      checkpointWithin(folder, names) ??
        'Give a Hugging Face folder (config.json, tokenizer.json, model.safetensors), a PEFT adapter folder, or a .gguf file.',
    );
  }
  const parsed = parseModelConfig(configJson);
  const found = await readSafetensorsFolder(weights, options.signal);
  const checked = await checkTensors(found, parsed.config);
  const read = await readTokenizer(weights, parsed.eosTokenIds);
  if (read === null) {
    throw new GuardrailError(
      'tokenizerInvalid',
      `${folder} has no tokenizer.json.`,
      'Copy the tokenizer files of the base checkpoint into it, or save them with transformers (`tokenizer.save_pretrained`).',
    );
  }
  const remarks = [...parsed.remarks, ...checked.remarks, ...read.remarks];
  if (weights !== folder)
    remarks.unshift(`The weights are those in ${basename(weights)}/ of the verl checkpoint.`);
  const weightsInUse = await inPrecision(folder, checked.tensors, options);
  return {
    config: checked.config,
    tensors: weightsInUse.tensors,
    blocks: weightsInUse.blocks,
    adapter: null,
    tokenizer: read.tokenizer,
    generationDefaults: read.generationDefaults,
    async facts(signal) {
      const facts = await tensorFacts([...checked.tensors.values()], {
        cacheFolder: options.cacheFolder,
        ...(signal === undefined ? {} : { signal }),
      });
      return composeFacts({
        path: folder,
        format: 'huggingface',
        config: checked.config,
        tensors: facts,
        tokenizer: read.tokenizer,
        ...(weightsInUse.blocks.size === 0 || options.precision === undefined
          ? {}
          : { precision: options.precision }),
        generationDefaults: read.generationDefaults,
        remarks,
      });
    },
    dispose: () => weightsInUse.giveBack(),
  };
}

/** The weights as they lie in the files, or rounded. */
async function inPrecision(
  folder: string,
  tensors: ReadonlyMap<string, TensorSource>,
  { precision = 'exact', scratchFolder, keepScratchFor, signal }: OpenOptions,
): Promise<QuantisedWeights> {
  if (precision === 'fast') {
    throw new GuardrailError(
      'invalidRequest',
      `${folder} has no quantised weights, so there is no fast way to compute with them.`,
      'Use --precision int4 or int8, or a GGUF file.',
    );
  }
  if (precision === 'exact' || precision === 'native') {
    return { tensors, blocks: new Map(), giveBack: () => Promise.resolve() };
  }
  const { borrowQuantised } = await import('../quantise/quantisedWeights');
  return borrowQuantised(tensors, precision === 'int4' ? 4 : 8, {
    scratchFolder,
    ...(keepScratchFor === undefined ? {} : { keepFor: keepScratchFor }),
    ...(signal === undefined ? {} : { signal }),
  });
}

/**
 * verl's `global_step_N/actor` keeps FSDP shards, and beside them `huggingface/` with configuration and tokenizer, and with the
 * weights only where its setting says so.
 */
async function weightsFolder(folder: string): Promise<string> {
  const names = await readdir(folder);
  if (names.includes('config.json')) return folder;
  const nested = names.includes('actor') ? join(folder, 'actor') : folder;
  const nestedNames = nested === folder ? names : await readdir(nested);
  if (!nestedNames.includes('huggingface')) return folder;
  const huggingface = join(nested, 'huggingface');
  const hasWeights = (await readdir(huggingface)).some((name) => name.endsWith('.safetensors'));
  if (!hasWeights) throw verlShards(nested);
  return huggingface;
}
