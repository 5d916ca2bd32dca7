// Whether an adapter's file has everything its configuration promises; half an adapter would give a number that looks right.
import { checkpointCorrupt } from '../../checkpoints/checkpointErrors';
import { listed } from '../../checkpoints/checkTensors';
import type { RawTensor } from '../../checkpoints/fingerprints';
import { parseModuleName } from '../../checkpoints/projections';
import type { AdapterConfig } from './adapterConfig';
import type { LoraPair } from './adapterTensors';
import { matchModules } from './resolvePatterns';

/** @throws GuardrailError checkpointCorrupt listing modules of `target_modules` or `modules_to_save` that are not in the file. */
export function checkTargets(
  config: AdapterConfig,
  pairs: readonly LoraPair[],
  replacing: ReadonlyMap<string, RawTensor>,
  shapes: ReadonlyMap<string, readonly number[]>,
  remarks: string[],
): void {
  const modules = [...shapes.keys()]
    .filter((name) => name.endsWith('.weight'))
    .map((name) => name.slice(0, -'.weight'.length));
  const saved = (config.modules_to_save ?? []).filter(
    (end) => matchModules([end], modules).size > 0 && !hasSaved(end, replacing),
  );
  if (saved.length > 0) throw lacks(saved, 'modules_to_save');
  const have = new Set(pairs.map(({ module }) => module));
  const missing = expectedModules(config, modules).filter((module) => !have.has(module));
  if (missing.length > 0) throw lacks(missing, 'target_modules');
  if (pairs.length === 0 && replacing.size === 0) remarks.push('The adapter has no tensors at all.');
}

function expectedModules(config: AdapterConfig, modules: readonly string[]): string[] {
  const target = config.target_modules;
  if (target === undefined || target === null) return [];
  const linear = modules.filter((module) => module.endsWith('_proj'));
  const wanted = target === 'all-linear' ? new Set(linear) : matchModules(target, linear);
  const excluded = matchModules(config.exclude_modules ?? [], linear);
  const saved = matchModules(config.modules_to_save ?? [], linear);
  const layers = config.layers_to_transform;
  const only = layers === undefined || layers === null ? null : new Set([layers].flat());
  return [...wanted].filter((module) => {
    const layer = parseModuleName(module)?.layer ?? -1;
    return !excluded.has(module) && !saved.has(module) && (only === null || only.has(layer));
  });
}

function hasSaved(end: string, replacing: ReadonlyMap<string, RawTensor>): boolean {
  const names = [...replacing.keys()].map((name) => name.replace(/\.(weight|bias)$/, ''));
  return names.some((name) => name === end || name.endsWith(`.${end}`));
}

function lacks(modules: readonly string[], option: string): Error {
  return checkpointCorrupt(
    `The adapter's weights lack ${modules.length} modules of ${option}: ${listed(modules)}.`,
    'Check that adapter_model.safetensors is complete and belongs to adapter_config.json.',
  );
}
