// Scratch weights: a float32 safetensors file written tensor by tensor, removed when done with. Files of processes that died are
// removed when the next one is made.
import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { GuardrailError } from '../../protocol/errors';
import type { TensorSource } from './checkpoint';
import { throwIfCancelled } from '../cancellation';

const scratchName = /^merged-(\d+)-[0-9a-f-]+\.safetensors$/;

export interface ScratchTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** Called once, in order; the numbers are not kept. */
  read(): Promise<Float32Array>;
}

/** Writes the tensors as F32. @throws GuardrailError storeWriteFailed (the file is removed), cancelled. */
export async function writeScratchFile(
  scratchFolder: string,
  tensors: readonly ScratchTensor[],
  signal?: AbortSignal,
): Promise<{ readonly sources: readonly TensorSource[]; readonly file: string }> {
  const header: Record<string, unknown> = {};
  let at = 0;
  for (const { name, shape } of tensors) {
    const bytes = 4 * shape.reduce((product, size) => product * size, 1);
    header[name] = { dtype: 'F32', shape, data_offsets: [at, at + bytes] };
    at += bytes;
  }
  const json = JSON.stringify(header);
  // Tensors start at a multiple of 64 bytes.
  const headerBytes = Buffer.from(json.padEnd(Math.ceil((json.length + 8) / 64) * 64 - 8));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(headerBytes.length));
  const file = join(scratchFolder, `merged-${process.pid}-${randomUUID()}.safetensors`);
  const sources: TensorSource[] = [];
  try {
    await mkdir(scratchFolder, { recursive: true });
    await removeOrphans(scratchFolder);
    const handle = await open(file, 'wx');
    try {
      await handle.writeFile(Buffer.concat([length, headerBytes]));
      let offset = 8 + headerBytes.length;
      for (const tensor of tensors) {
        throwIfCancelled(signal);
        const floats = await tensor.read();
        const bytes = new Uint8Array(floats.buffer, floats.byteOffset, floats.byteLength);
        await handle.writeFile(bytes);
        sources.push({
          name: tensor.name,
          dtype: 'F32',
          shape: tensor.shape,
          file,
          offset,
          byteLength: bytes.length,
        });
        offset += bytes.length;
      }
    } finally {
      await handle.close();
    }
  } catch (cause) {
    await rm(file, { force: true }).catch(() => undefined);
    if (cause instanceof GuardrailError) throw cause;
    throw new GuardrailError(
      'storeWriteFailed',
      `Merged weights cannot be written to ${scratchFolder}: ${String(cause)}`,
      `Make room for ${Math.ceil(at / 1e6)} MB there, or run the adapter without merging.`,
      { cause },
    );
  }
  return { sources, file };
}

async function removeOrphans(scratchFolder: string): Promise<void> {
  for (const name of await readdir(scratchFolder)) {
    const owner = scratchName.exec(name)?.[1];
    if (owner === undefined || isAlive(Number(owner))) continue;
    await rm(join(scratchFolder, name), { force: true }).catch(() => undefined);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it exists and belongs to another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
