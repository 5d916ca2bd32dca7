// An adapter as a folder that `PeftModel.from_pretrained` loads. What stands in its files is the adapter's own affair.
import { join } from 'node:path';
import type { Adapter } from '../../adapters/adapter';
import { writeFileAtomically } from '../../files/atomicFile';
import { float32Tensors, writeSafetensors } from './writeSafetensors';

/** @throws GuardrailError storeWriteFailed. */
export async function saveAdapter(folder: string, adapter: Adapter, basePath: string): Promise<void> {
  const config = JSON.stringify(adapter.peftConfig(basePath), null, 2);
  await writeSafetensors(join(folder, 'adapter_model.safetensors'), float32Tensors('', adapter.trainables));
  await writeFileAtomically(join(folder, 'adapter_config.json'), `${config}\n`);
}
