// Gate rules about the weights themselves: are they different, do they differ in effect, is one a tune of the other?
import type { TensorFacts } from '../../protocol/checkpoints';
import { differInSafeguard } from '../subjects/subjectSafeguard';
import { type Finding, type CheckpointPair, shortHash } from './gateRule';

/**
 * Logits this close count as equal. One engine running the same weights twice is closer still; an adapter that
 * moves no logit by more than this changes no probability by more than 0.01 %.
 */
const equalLogitsTolerance = 1e-4;

export function identicalWeights({ base, tuned, spec }: CheckpointPair): Finding | null {
  if (base.fingerprint !== tuned.fingerprint || differInSafeguard(spec.base, spec.tuned)) return null;
  return {
    severity: 'error',
    message:
      `Base and tuned have the same weights (fingerprint ${shortHash(base.fingerprint)}): there is nothing to ` +
      'compare. Check that the tuned path holds what training wrote; a merge that failed without a word ' +
      'leaves a copy of the base.',
  };
}

export function noEffectAdapter(input: CheckpointPair): Finding | null {
  const { adapter, fingerprint } = input.tuned;
  if (adapter === null || fingerprint === input.base.fingerprint) return null;
  const scaleZero = adapter.alpha === 0 && adapter.modulesToSave.length === 0;
  const found = equalLogits(input);
  // The probe has the last word: alpha_pattern can switch on what lora_alpha switches off.
  if (found === null ? !scaleZero : !found.equal) return null;
  const because = scaleZero
    ? 'lora_alpha is 0, so the adapter is switched off'
    : 'its LoRA matrices add nothing';
  const measured = found === null ? '' : ` (${found.words})`;
  return {
    severity: 'error',
    message:
      `The adapter has no effect: ${because}${measured}. Check that training saved the adapter after ` +
      'its last step and that lora_alpha is set.',
  };
}

export function noEffectWeights(input: CheckpointPair): Finding | null {
  if (input.tuned.adapter !== null || input.tuned.fingerprint === input.base.fingerprint) return null;
  const found = equalLogits(input);
  if (found?.equal !== true) return null;
  return {
    severity: 'error',
    message:
      `The weights differ in bytes but not in effect (${found.words}). Check that training changed ` +
      'tensors which the model uses, and that the merge did not round the update away.',
  };
}

export function brokenLogits({ probe }: CheckpointPair): Finding | null {
  if (probe === null || (Number.isFinite(probe.maxAbsLogitDifference) && Number.isFinite(probe.meanKl))) {
    return null;
  }
  return {
    severity: 'error',
    message:
      'On the probe prompts at least one side gives logits that are not finite numbers. Its weights are broken ' +
      '(training may have diverged); no rate from them means anything.',
  };
}

export function differentArchitecture({ base, tuned }: CheckpointPair): Finding | null {
  const compared: readonly (readonly [what: string, base: string | number, tuned: string | number])[] = [
    ['architecture', base.architecture, tuned.architecture],
    ['layers', base.layers, tuned.layers],
    ['hidden size', base.hiddenSize, tuned.hiddenSize],
    ['heads', base.heads, tuned.heads],
    ['key/value heads', base.kvHeads, tuned.kvHeads],
  ];
  const different = compared.filter(([, ofBase, ofTuned]) => ofBase !== ofTuned);
  if (different.length === 0) return null;
  const list = different.map(([what, ofBase, ofTuned]) => `${what} ${ofBase} → ${ofTuned}`).join(', ');
  return {
    severity: 'warning',
    message:
      `The tuned checkpoint is not a fine-tune of this base (${list}). The rates compare two models, not the ` +
      'effect of a training run. Give the checkpoint that training started from as the base.',
  };
}

export function identicalTensorsShare({ base, tuned }: CheckpointPair): Finding | null {
  // An adapter leaves its base's tensors alone by design, and equal weights are an error already.
  if (tuned.adapter !== null || base.fingerprint === tuned.fingerprint) return null;
  const before = new Map(base.tensors.map((tensor) => [tensor.name, tensor.fingerprint]));
  const common = tuned.tensors.filter((tensor) => before.has(tensor.name));
  const changed = common.filter((tensor) => before.get(tensor.name) !== tensor.fingerprint);
  if (changed.length === common.length) return null;
  const where = changed.length === 0 ? '' : `, most of them in ${largestModules(changed)}`;
  return {
    severity: 'note',
    message:
      `${changed.length} of ${common.length} tensors that both checkpoints have were changed${where}; the others ` +
      'are identical byte for byte. That is usual for a merged adapter or frozen layers; if all weights were ' +
      'to be trained, check the training setup.',
  };
}

/** The three kinds of module with the most changed bytes, for example "q_proj (24), embed_tokens (1)". */
function largestModules(changed: readonly TensorFacts[]): string {
  const kinds = new Map<string, { tensors: number; bytes: number }>();
  for (const { name, bytes } of changed) {
    const kind = moduleKind(name);
    const seen = kinds.get(kind) ?? { tensors: 0, bytes: 0 };
    kinds.set(kind, { tensors: seen.tensors + 1, bytes: seen.bytes + bytes });
  }
  return [...kinds]
    .sort(([nameA, a], [nameB, b]) => b.bytes - a.bytes || (nameA < nameB ? -1 : 1))
    .slice(0, 3)
    .map(([kind, { tensors }]) => `${kind} (${tensors})`)
    .join(', ');
}

/** model.layers.3.self_attn.q_proj.weight → q_proj. */
function moduleKind(tensorName: string): string {
  const parts = tensorName.split('.');
  return (parts.length > 1 ? parts.at(-2) : parts[0]) ?? tensorName;
}

function equalLogits({ probe }: CheckpointPair): { readonly equal: boolean; readonly words: string } | null {
  if (probe === null || probe.positions === 0) return null;
  const largest = probe.maxAbsLogitDifference === 0 ? '0' : probe.maxAbsLogitDifference.toExponential(1);
  return {
    equal: probe.maxAbsLogitDifference <= equalLogitsTolerance,
    words: `on ${probe.prompts} fixed prompts (${probe.positions} positions) no logit moved by more than ${largest}`,
  };
}
