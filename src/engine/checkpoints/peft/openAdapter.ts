// Opens a PEFT LoRA folder over its base: the base's tensors where they lie, the low-rank matrices in memory.
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { AdapterFacts, CheckpointRef } from '../../../protocol/checkpoints';
import type { LoraModule, OpenCheckpoint } from '../checkpoint';
import { checkpointCorrupt, throwIfCancelled } from '../errors';
import { expectedTensors } from '../expectedTensors';
import { composeFacts, countParameters } from '../facts';
import { tensorFacts, type RawTensor } from '../fingerprints';
import type { OpenOptions } from '../huggingface/openHuggingFace';
import { readJson } from '../readJson';
import { readFloats } from '../safetensors/readFloats';
import { noSafetensors } from '../safetensors/noSafetensors';
import { readSafetensorsHeader } from '../safetensors/readHeader';
import { parseAdapterConfig, scaleOf, type AdapterConfig } from './adapterConfig';
import { sortAdapterTensors, type LoraPair } from './adapterTensors';
import { applyReplacements } from './applyReplacements';
import { checkTargets } from './checkTargets';
import { chooseTokenizer } from './chooseTokenizer';
import { findBase } from './findBase';
import { mergeLora } from './mergeLora';
import { resolvePattern } from './resolvePatterns';
import { readTrainedOver } from './trainedOver';

const maxConfigBytes = 4_000_000;
const weightsName = 'adapter_model.safetensors';

/** @throws GuardrailError as openCheckpoint. */
export async function openAdapter(
  ref: CheckpointRef,
  options: OpenOptions,
  openBase: (path: string) => Promise<OpenCheckpoint>,
): Promise<OpenCheckpoint> {
  const config = parseAdapterConfig(await readJson(join(ref.path, 'adapter_config.json'), maxConfigBytes));
  const names = await readdir(ref.path);
  if (!names.includes(weightsName)) throw noSafetensors(ref.path, names);
  const file = await readSafetensorsHeader(join(ref.path, weightsName));
  const basePath = findBase(ref, config.base_model_name_or_path ?? null);
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
  adapter: AdapterConfig,
  raw: ReadonlyMap<string, RawTensor>,
  base: OpenCheckpoint,
  baseIsGguf: boolean,
  options: OpenOptions,
): Promise<OpenCheckpoint> {
  const remarks: string[] = [];
  const shapes = expectedTensors({ ...base.config, tiedEmbeddings: false });
  const { pairs, replacing } = sortAdapterTensors(raw, shapes, base.config);
  checkTargets(adapter, pairs, replacing, shapes, remarks);
  const lora = await readPairs(adapter, pairs, options.signal);
  if (lora.length > 0 && lora.every(({ b, scale }) => scale === 0 || b.every((x) => x === 0))) {
    remarks.push('Every low-rank update is zero: the adapter leaves the weights of its modules as they are.');
  }
  const applied = applyReplacements(
    base.config,
    base.tensors,
    replacing,
    adapter.ensure_weight_tying === true,
  );
  if (applied.config.tiedEmbeddings !== base.config.tiedEmbeddings) {
    remarks.push('The adapter saved embeddings or head whole: they are no longer tied, as in PEFT.');
  }
  const chosen = await chooseTokenizer(ref.path, base, baseIsGguf);
  remarks.push(...chosen.remarks);
  const merged =
    ref.merge === true ? await mergeLora(applied.tensors, lora, options.scratchFolder, options.signal) : null;
  if (merged !== null) remarks.push('The adapter is merged into the weights, in float32.');

  return {
    config: applied.config,
    tensors: merged?.tensors ?? applied.tensors,
    lora: merged === null ? lora : null,
    tokenizer: chosen.tokenizer,
    async facts(signal) {
      const baseFacts = await base.facts(signal);
      const tensors = await tensorFacts([...raw.values()], {
        cacheFolder: options.cacheFolder,
        ...(signal === undefined ? {} : { signal }),
      });
      const facts: AdapterFacts = {
        peftType: adapter.peft_type,
        rank: adapter.r,
        alpha: adapter.lora_alpha,
        rslora: adapter.use_rslora === true,
        targetModules: targetNames(pairs),
        modulesToSave: [...(adapter.modules_to_save ?? [])],
        parameters: countParameters(tensors),
        baseModel: adapter.base_model_name_or_path ?? null,
        revision: adapter.revision ?? null,
        trainedOver: await readTrainedOver(ref.path),
      };
      return composeFacts({
        path: ref.path,
        format: 'peft',
        config: applied.config,
        tensors,
        tokenizer: chosen.tokenizer,
        quantization: baseFacts.quantization,
        remarks,
        adapter: { facts, base: baseFacts, effect: effectOf(pairs, lora) },
      });
    },
    async dispose() {
      if (merged !== null) await rm(merged.file, { force: true, maxRetries: 3 });
      await base.dispose();
    },
  };
}

async function readPairs(
  config: AdapterConfig,
  pairs: readonly LoraPair[],
  signal: AbortSignal | undefined,
): Promise<LoraModule[]> {
  const modules = pairs.map(({ module }) => module);
  const ranks = resolvePattern(config.rank_pattern ?? {}, modules, config.r);
  const alphas = resolvePattern(config.alpha_pattern ?? {}, modules, config.lora_alpha);
  const lora: LoraModule[] = [];
  for (const { module, layer, projection, a, b } of pairs) {
    throwIfCancelled(signal);
    const rank = a.shape[0] ?? 0;
    const declared = ranks.get(module) ?? config.r;
    if (rank !== declared) {
      throw checkpointCorrupt(
        `adapter_config.json gives ${module} rank ${declared}, but its matrices have rank ${rank}.`,
        'The configuration and the weights are of different adapters: copy both again.',
      );
    }
    const scale = scaleOf(alphas.get(module) ?? config.lora_alpha, rank, config.use_rslora === true);
    lora.push({ layer, projection, rank, scale, a: await readFloats(a), b: await readFloats(b) });
  }
  return lora.sort((x, y) => x.layer - y.layer || x.projection.localeCompare(y.projection));
}

/** What the tensors do not show: two adapters of the same matrices with another alpha are two adapters. */
function effectOf(pairs: readonly LoraPair[], lora: readonly LoraModule[]): string {
  if (pairs.length === 0) return '';
  return lora.map(({ layer, projection, scale }) => `${layer}.${projection}*${scale}`).join(' ');
}

function targetNames(pairs: readonly LoraPair[]): string[] {
  return [...new Set(pairs.map(({ projection }) => projection))].sort();
}
