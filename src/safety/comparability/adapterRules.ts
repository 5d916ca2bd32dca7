// Gate rules about adapters: do they sit on the base they were made for, and is that base the one compared with?
import type { CheckpointFacts } from '../../protocol/checkpoints';
import { type Finding, type CheckpointPair, shortHash } from './gateRule';

export function adapterBaseNotCompared({ base, tuned }: CheckpointPair): Finding | null {
  if (tuned.adapter === null || tuned.base === null) return null;
  // A comparison of two adapters over one base is as good as one against the base itself.
  const comparedWith = base.base ?? base;
  if (tuned.base.fingerprint === comparedWith.fingerprint) return null;
  return {
    severity: 'warning',
    message:
      `The tuned adapter runs over other weights (${shortHash(tuned.base.fingerprint)}, ${tuned.base.name}) than ` +
      `the base it is compared with (${shortHash(comparedWith.fingerprint)}, ${comparedWith.name}): the change ` +
      'includes the difference between the two. Give the adapter’s own base as the base.',
  };
}

export function adapterBaseMismatch({ tuned }: CheckpointPair): Finding | null {
  const trainedOver = tuned.adapter?.trainedOver ?? null;
  if (trainedOver !== null && tuned.base !== null) {
    return trainedOver === tuned.base.fingerprint ? null : trainedOverOthers(trainedOver, tuned.base);
  }
  const stated = tuned.adapter?.baseModel ?? null;
  if (stated === null || tuned.base === null || sameModelName(stated, tuned.base)) return null;
  // A hub id names a model; a folder on a disk may have any name.
  const isHubId = /^[\w.-]+\/[\w.-]+$/.test(stated) && !stated.startsWith('.');
  return {
    severity: isHubId ? 'warning' : 'note',
    message:
      `The adapter was trained over “${stated}”, by its own configuration, and runs here over ` +
      `“${tuned.base.name}”. On another base an adapter does something else than it learned. Check that the two ` +
      'are the same model.',
  };
}

function trainedOverOthers(fingerprint: string, base: CheckpointFacts): Finding {
  return {
    severity: 'warning',
    message:
      `The adapter was trained over other weights (${shortHash(fingerprint)}) than those it runs over here ` +
      `(${shortHash(base.fingerprint)}, ${base.name}), where it does something else than it learned. Give the checkpoint ` +
      'that it was trained over as its base.',
  };
}

export function swappedSides({ base, tuned }: CheckpointPair): Finding | null {
  if (base.adapter === null || base.base?.fingerprint !== tuned.fingerprint) return null;
  return {
    severity: 'warning',
    message:
      'The base given is an adapter over the tuned checkpoint: the sides look swapped, and a loss of safety would ' +
      'show as a gain. Give the checkpoint before training as the base.',
  };
}

/** Whether any part of the checkpoint's name or path names the same model as `stated` does. */
function sameModelName(stated: string, base: CheckpointFacts): boolean {
  const wanted = modelName(stated.split(/[\\/]/).filter(Boolean).at(-1) ?? '');
  if (wanted.plain === '') return true;
  return [base.name, ...base.path.split(/[\\/]/)].map(modelName).some(
    ({ plain, chat }) =>
      plain.length > 3 &&
      chat === wanted.chat &&
      // One may say more than the other: a quantization, a date.
      (plain.startsWith(wanted.plain) || wanted.plain.startsWith(plain)),
  );
}

function modelName(segment: string): { readonly plain: string; readonly chat: boolean } {
  // The hub cache keeps a model in models--owner--name/snapshots/<commit>.
  const name = (segment.split('--').at(-1) ?? '').toLowerCase();
  return {
    plain: name.replace(/[^\p{L}\p{N}]/gu, ''),
    // “X” and “X-Instruct” are two models, however alike their names.
    chat: /instruct|chat|[-_.]it\b/.test(name),
  };
}
