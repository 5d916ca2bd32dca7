// The folder of a fitted safeguard: `safeguard.json`, which says what it was fitted to, and its numbers as safetensors.
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { CheckpointFacts } from '../../../protocol/checkpoints';
import { GuardrailError } from '../../../protocol/errors';
import { safeguardFile, type FittedSafeguardId } from '../../../protocol/safeguards';
import { saveAdapter } from '../../adapters/peft/saveAdapter';
import { checkpointCorrupt, checkpointFile, checkpointNotFound } from '../../checkpoints/checkpointErrors';
import { readFloats } from '../../checkpoints/safetensors/readFloats';
import { readSafetensorsHeader } from '../../checkpoints/safetensors/readHeader';
import { float32Tensors, writeSafetensors } from '../../checkpoints/safetensors/writeSafetensors';
import { writeFileAtomically } from '../../files/atomicFile';
import { checkShape, readJsonFile } from '../../files/jsonFile';
import type { Fitted, NamedTensor, ReadFit } from './fittedSafeguard';

const tensorsFile = 'safeguard.safetensors';
const jsonFile = checkpointFile(16_000_000);

const fileSchema = z.object({
  safeguard: z.string(),
  /** Of the checkpoint, its weights alone; of an adapter those of what it lies over, too. */
  checkpoint: z.object({ name: z.string(), fingerprint: z.string(), base: z.string().nullable() }),
  tokenizer: z.string(),
  settings: z.record(z.string(), z.unknown()),
  measures: z.array(z.object({ label: z.string(), value: z.number() })),
});

type FitFile = z.infer<typeof fileSchema>;

/** @throws GuardrailError storeWriteFailed */
export async function writeFit(
  folder: string,
  safeguard: FittedSafeguardId,
  facts: CheckpointFacts,
  { settings, tensors, measures, adapter, over }: Omit<Fitted, 'notes'>,
): Promise<void> {
  const file: FitFile = {
    safeguard,
    checkpoint: { name: facts.name, fingerprint: facts.fingerprint, base: facts.base?.fingerprint ?? null },
    tokenizer: facts.tokenizerHash,
    settings,
    measures: [...measures],
  };
  if (adapter !== undefined) {
    await saveAdapter(folder, adapter, resolve(over ?? facts.base?.path ?? facts.path));
  }
  await writeSafetensors(join(folder, tensorsFile), float32Tensors('', tensors));
  await writeFileAtomically(join(folder, safeguardFile), `${JSON.stringify(file, null, 2)}\n`);
}

/**
 * Of this checkpoint: states and numbers of another one mean something else.
 * @throws GuardrailError checkpointNotFound where there is no fit, incomparable where it is another's, invalidRequest where it is
 * of another safeguard, checkpointCorrupt
 */
export async function readFit(
  folder: string,
  safeguard: FittedSafeguardId,
  facts: CheckpointFacts,
): Promise<ReadFit> {
  const path = join(folder, safeguardFile);
  const file = await readJsonFile(path, fileSchema, jsonFile);
  if (file === null) {
    throw checkpointNotFound(
      `There is no fit of a safeguard in ${folder}.`,
      `Make one: guardrail-lens fit <checkpoint> --method ${safeguard} --out <folder>.`,
    );
  }
  if (file.safeguard !== safeguard) {
    throw new GuardrailError(
      'invalidRequest',
      `${folder} was fitted for the safeguard ${file.safeguard}, not for ${safeguard}.`,
      `Name it as +${file.safeguard}:folder=…, or fit ${safeguard}.`,
    );
  }
  requireSame(folder, file, facts);
  const tensors = await readTensors(join(folder, tensorsFile));
  return {
    settings: (schema) => checkShape(schema, file.settings, path, jsonFile),
    tensor: (name, shape) => {
      const tensor = tensors.get(name);
      const fits =
        tensor?.shape.length === shape.length &&
        shape.every((size, axis) => size === null || size === tensor.shape[axis]);
      if (tensor !== undefined && fits) return tensor;
      throw checkpointCorrupt(
        `${folder} has no tensor ${name} of shape [${shape.map((size) => size ?? '?').join(', ')}].`,
      );
    },
  };
}

function requireSame(folder: string, { checkpoint, tokenizer }: FitFile, facts: CheckpointFacts): void {
  const { fingerprint, base, tokenizerHash, name } = facts;
  const others =
    checkpoint.fingerprint !== fingerprint || checkpoint.base !== (base?.fingerprint ?? null)
      ? 'other weights'
      : 'another tokenizer';
  if (others !== 'other weights' && tokenizer === tokenizerHash) return;
  throw new GuardrailError(
    'incomparable',
    `The safeguard in ${folder} was fitted to ${checkpoint.name}, and ${name} has ${others}.`,
    'Fit it to this checkpoint (guardrail-lens fit).',
  );
}

async function readTensors(path: string): Promise<Map<string, NamedTensor>> {
  const { tensors } = await readSafetensorsHeader(path);
  const read = new Map<string, NamedTensor>();
  for (const [name, raw] of tensors) read.set(name, { name, shape: raw.shape, data: await readFloats(raw) });
  return read;
}
