// What safeguards remember, in a checkpoint: numbers as JSON, tensors as safetensors. Knows none of them.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { checkpointFile } from '../../checkpoints/checkpointErrors';
import { readFloats } from '../../checkpoints/safetensors/readFloats';
import { readSafetensorsHeader } from '../../checkpoints/safetensors/readHeader';
import { float32Tensors, writeSafetensors } from '../../checkpoints/safetensors/writeSafetensors';
import { writeFileAtomically } from '../../files/atomicFile';
import { readJsonFile } from '../../files/jsonFile';
import type { SafeguardStates } from '../../safeguards/training/runSafeguards';
import type { SafeguardState } from '../../safeguards/training/trainingSafeguard';

const numbersName = 'safeguards.json';
const tensorsName = 'safeguards.safetensors';
const numbersSchema = z.record(z.string(), z.record(z.string(), z.number()));

/** Nothing is written where nothing is remembered. @throws GuardrailError storeWriteFailed */
export async function saveSafeguardStates(folder: string, states: SafeguardStates): Promise<void> {
  const all = Object.entries(states);
  if (all.length === 0) return;
  await writeSafetensors(
    join(folder, tensorsName),
    all.flatMap(([id, { tensors }]) =>
      float32Tensors(
        `${id}.`,
        Object.entries(tensors).map(([name, { shape, data }]) => ({ name, shape, data })),
      ),
    ),
  );
  const numbers = Object.fromEntries(all.map(([id, state]) => [id, state.numbers]));
  await writeFileAtomically(join(folder, numbersName), `${JSON.stringify(numbers, null, 2)}\n`);
}

/** By id; empty where the checkpoint has none. @throws GuardrailError checkpointCorrupt */
export async function loadSafeguardStates(folder: string): Promise<SafeguardStates> {
  if (!existsSync(join(folder, numbersName))) return {};
  const numbers = await readJsonFile(join(folder, numbersName), numbersSchema, checkpointFile(1_000_000));
  const { tensors } = await readSafetensorsHeader(join(folder, tensorsName));
  const states: Record<string, SafeguardState> = {};
  for (const [id, ofSafeguard] of Object.entries(numbers ?? {})) {
    const own: Record<string, SafeguardState['tensors'][string]> = {};
    for (const [name, tensor] of tensors) {
      if (!name.startsWith(`${id}.`)) continue;
      own[name.slice(id.length + 1)] = { shape: tensor.shape, data: await readFloats(tensor) };
    }
    states[id] = { numbers: ofSafeguard, tensors: own };
  }
  return states;
}
