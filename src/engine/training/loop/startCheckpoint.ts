// What a run starts from: its base, and the adapter that it trains further.
import type { CheckpointRef } from '../../../protocol/checkpoints';
import { GuardrailError } from '../../../protocol/errors';
import { inPrecision } from '../../../safety/subjects/defaultPrecision';
import type { RunSettings } from '../config/runSettings';

type Start = Pick<RunSettings, 'modelPath' | 'adapterPath'>;

export function startRef({
  adapterPath,
  modelPath,
  precision,
}: Start & Pick<RunSettings, 'precision'>): CheckpointRef {
  const ref = adapterPath === null ? { path: modelPath } : { path: adapterPath, basePath: modelPath };
  return inPrecision(ref, precision);
}

/** @throws GuardrailError configInvalid where `model` names an adapter, or `adapter` names none. */
export function checkStart({ adapterPath, modelPath }: Start, isAdapter: boolean): void {
  if (isAdapter === (adapterPath !== null)) return;
  throw new GuardrailError(
    'configInvalid',
    adapterPath === null
      ? `${modelPath} is an adapter, not a base checkpoint.`
      : `${adapterPath} is not an adapter.`,
    'Name the base checkpoint as `model`, and an adapter to train further as `adapter`.',
  );
}
