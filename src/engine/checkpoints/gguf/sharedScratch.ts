// One scratch file per GGUF file and process, however often the checkpoint is open: base and adapters over it must
// point at the same weights to share one session.
import type { FileHandle } from 'node:fs/promises';
import { parse, resolve } from 'node:path';
import type { BlockMatrix } from '../blockMatrix';
import type { TensorSource } from '../checkpoint';
import { throwIfCancelled } from '../../cancellation';
import type { NamedTensor } from './ggufTensors';
import { removeScratchFile } from './scratchFolder';
import { needsScratch, writeScratchWeights, type ScratchForm, type ScratchWeights } from './scratchWeights';

export interface BorrowedWeights {
  /** The tensors that are in the scratch file; the others lie in the .gguf. */
  readonly tensors: ReadonlyMap<string, TensorSource>;
  readonly blocks: ReadonlyMap<string, BlockMatrix>;
  /** Once per borrower; the last one removes the file. */
  giveBack(): Promise<void>;
}

interface Entry {
  readonly writing: Promise<ScratchWeights>;
  borrowers: number;
}

const entries = new Map<string, Entry>();

/**
 * @param real the .gguf's real path, open as `file`
 * @throws GuardrailError as writeScratchWeights
 */
export async function borrowScratchWeights(
  real: string,
  file: FileHandle,
  sources: readonly NamedTensor[],
  folder: string,
  signal?: AbortSignal,
  form: ScratchForm = 'float32',
): Promise<BorrowedWeights> {
  const moved = sources.filter((source) => needsScratch(source) || !onOneDrive(real, folder));
  if (!sources.some(needsScratch))
    return { tensors: new Map(), blocks: new Map(), giveBack: () => Promise.resolve() };
  const { size, mtimeNs } = await file.stat({ bigint: true });
  const key = [real, size, mtimeNs, folder, form].join('\n');
  for (;;) {
    const running = entries.get(key);
    if (running === undefined) break;
    running.borrowers += 1;
    try {
      return lend(key, running, await running.writing);
    } catch {
      // The other one was cancelled or failed; this one tries for itself.
      throwIfCancelled(signal);
    }
  }
  const entry: Entry = { writing: writeScratchWeights(file, moved, folder, signal, form), borrowers: 1 };
  entries.set(key, entry);
  try {
    return lend(key, entry, await entry.writing);
  } catch (error) {
    entries.delete(key);
    throw error;
  }
}

/** ONNX Runtime takes weights from below one folder only: with files on two Windows drives, all of them are copied. */
function onOneDrive(file: string, folder: string): boolean {
  return parse(resolve(file)).root.toLowerCase() === parse(resolve(folder)).root.toLowerCase();
}

function lend(key: string, entry: Entry, weights: ScratchWeights): BorrowedWeights {
  let given = false;
  return {
    tensors: weights.tensors,
    blocks: weights.blocks,
    async giveBack() {
      if (given) return;
      given = true;
      entry.borrowers -= 1;
      if (entry.borrowers > 0) return;
      entries.delete(key);
      await removeScratchFile(weights.file);
    },
  };
}
