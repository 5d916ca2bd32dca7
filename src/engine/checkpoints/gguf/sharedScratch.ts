// The scratch weights of a GGUF file, borrowed: base and adapters over it share one file.
import type { BlockMatrix } from '../blockMatrix';
import type { TensorSource } from '../checkpoint';
import { onOneDrive } from '../scratch/scratchFolder';
import { SharedScratch } from '../scratch/sharedScratch';
import type { GgufFiles } from './ggufFiles';
import type { NamedTensor } from './ggufTensors';
import type { OpenGgufOptions } from './openGguf';
import { needsScratch, writeScratchWeights, type ScratchForm, type ScratchWeights } from './scratchWeights';

export interface BorrowedWeights {
  /** The tensors that are in the scratch file; the others lie in the .gguf. */
  readonly tensors: ReadonlyMap<string, TensorSource>;
  readonly blocks: ReadonlyMap<string, BlockMatrix>;
  /** Once per borrower; the last one removes the file. */
  giveBack(): Promise<void>;
}

const shared = new SharedScratch<ScratchWeights>();

/** @throws GuardrailError as writeScratchWeights */
export async function borrowScratchWeights(
  { paths, handles }: Pick<GgufFiles, 'paths' | 'handles'>,
  sources: readonly NamedTensor[],
  form: ScratchForm,
  { scratchFolder: folder, keepScratchFor, signal }: OpenGgufOptions,
): Promise<BorrowedWeights> {
  // With files on two drives, all of them are copied.
  const moved = sources.filter(
    (source) => needsScratch(source) || !paths.every((path) => onOneDrive(path, folder)),
  );
  if (!sources.some(needsScratch))
    return { tensors: new Map(), blocks: new Map(), giveBack: () => Promise.resolve() };
  const states = await Promise.all(handles.map((handle) => handle.stat({ bigint: true })));
  const key = [...paths, ...states.flatMap(({ size, mtimeNs }) => [size, mtimeNs]), folder, form].join('\n');
  const write = () => writeScratchWeights(handles, moved, folder, signal, form);
  const borrowed = await shared.borrow(key, write, {
    ...(keepScratchFor === undefined ? {} : { keepFor: keepScratchFor }),
    ...(signal === undefined ? {} : { signal }),
  });
  const { tensors, blocks } = borrowed.weights;
  return { tensors, blocks, giveBack: () => borrowed.giveBack() };
}
