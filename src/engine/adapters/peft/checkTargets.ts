// Whether an adapter's file has everything its configuration promises; half an adapter would give a number that looks right.
import { checkpointCorrupt, checkpointUnsupported } from '../../checkpoints/checkpointErrors';
import { listed } from '../../checkpoints/checkTensors';
import type { RawTensor } from '../../checkpoints/fingerprints';
import { parseStoredModule } from '../../checkpoints/projections';
import type { AdapterConfig } from './adapterConfig';
import { matchLayers, matchModules, matchSaved } from './resolvePatterns';

/**
 * The pairs that PEFT would load; it leaves those outside of the targets out, which a remark says.
 * @throws GuardrailError checkpointCorrupt listing modules of `target_modules` or `modules_to_save` that are not in the file, or
 * where no module is a target; checkpointUnsupported for a pattern that cannot be used, or a target that PEFT cannot change.
 */
export function checkTargets<Pair extends { readonly module: string }>(
  config: AdapterConfig,
  pairs: readonly Pair[],
  replacing: ReadonlyMap<string, RawTensor>,
  shapes: ReadonlyMap<string, readonly number[]>,
  remarks: string[],
): readonly Pair[] {
  const modules = modulesOf(shapes);
  const saved = (config.modules_to_save ?? []).filter(
    (end) => matchModules([end], modules).size > 0 && !hasSaved(end, replacing),
  );
  if (saved.length > 0) throw lacks(saved, 'modules_to_save');
  const targets = targetedModules(config, modules);
  const have = new Set(pairs.map(({ module }) => module));
  if (targets === null) {
    if (pairs.length === 0 && replacing.size === 0) remarks.push('The adapter has no tensors at all.');
    return pairs;
  }
  const missing = [...targets].filter((module) => !have.has(module));
  if (missing.length > 0) throw lacks(missing, 'target_modules');
  const extra = pairs.map(({ module }) => module).filter((module) => !targets.has(module));
  if (extra.length > 0) {
    remarks.push(
      `${extra.length} modules of the adapter's file are no targets of adapter_config.json and are left out, as PEFT does: ${listed(extra)}.`,
    );
  }
  return pairs.filter(({ module }) => targets.has(module));
}

/** Every module that has weights, and those that these are in: what PEFT goes through. */
function modulesOf(shapes: ReadonlyMap<string, readonly number[]>): string[] {
  const modules = new Set<string>();
  for (const name of shapes.keys()) {
    const steps = name.split('.').slice(0, -1);
    for (let length = 1; length <= steps.length; length++) modules.add(steps.slice(0, length).join('.'));
  }
  return [...modules];
}

/** Low-rank updates are of linear layers and embeddings. */
function isChangeable(module: string): boolean {
  return /(?:^|\.)(?:\w+_proj|lm_head|embed_tokens)$/.test(module);
}

/** As PEFT's check_target_module_exists finds them; null where the configuration names none. */
function targetedModules(config: AdapterConfig, modules: readonly string[]): ReadonlySet<string> | null {
  const target = config.target_modules;
  if (target === undefined || target === null) return null;
  const layers = [config.layers_to_transform ?? []].flat();
  if (typeof target === 'string' && layers.length > 0) {
    throw checkpointUnsupported(
      'adapter_config.json has layers_to_transform beside a target_modules that is one pattern, which PEFT refuses.',
      'Write target_modules as a list of names.',
    );
  }
  const excluded = matchModules(config.exclude_modules ?? [], modules);
  const saved = matchSaved(config.modules_to_save ?? [], modules);
  const inLayers = layers.length === 0 ? null : matchLayers([config.layers_pattern ?? []].flat(), modules);
  const only = new Set(layers);
  const targets = [...wantedModules(target, modules)].filter((module) => {
    const layer = parseStoredModule(module)?.layer ?? -1;
    const inLayer = inLayers === null || (inLayers.has(module) && only.has(layer));
    return !excluded.has(module) && !saved.has(module) && inLayer;
  });
  const unchangeable = targets.filter((module) => !isChangeable(module));
  if (unchangeable.length > 0) {
    throw checkpointUnsupported(
      `target_modules of adapter_config.json means ${listed(unchangeable)}, which have no low-rank updates.`,
      'Name linear layers, such as q_proj, only.',
    );
  }
  if (targets.length === 0 && !isEmptyList(target)) throw noTarget(target);
  return new Set(targets);
}

/** `all-linear` is every linear layer but the output's. */
function wantedModules(target: string | readonly string[], modules: readonly string[]): ReadonlySet<string> {
  if (target !== 'all-linear') return matchModules(target, modules);
  return new Set(modules.filter((module) => module.endsWith('_proj')));
}

function isEmptyList(target: string | readonly string[]): boolean {
  return typeof target !== 'string' && target.length === 0;
}

function noTarget(target: string | readonly string[]): Error {
  return checkpointCorrupt(
    `No module of the base is a target of the adapter: target_modules ${[target].flat().join(', ').slice(0, 200)} of adapter_config.json matches none that is not left out.`,
    'Give the base checkpoint that the adapter was trained on, or mend target_modules.',
  );
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
