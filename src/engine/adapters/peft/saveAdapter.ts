// An adapter as a folder that `PeftModel.from_pretrained` loads.
import { join } from 'node:path';
import type { Adapter } from '../adapter';
import { writeFileAtomically } from '../../files/atomicFile';
import { float32Tensors, writeSafetensors } from '../../checkpoints/safetensors/writeSafetensors';

/** @throws GuardrailError storeWriteFailed. */
export async function saveAdapter(folder: string, adapter: Adapter, basePath: string): Promise<void> {
  const config = JSON.stringify(adapter.peftConfig(basePath), null, 2);
  await writeSafetensors(join(folder, 'adapter_model.safetensors'), float32Tensors('', adapter.trainables));
  await writeFileAtomically(join(folder, 'adapter_config.json'), `${config}\n`);
}
