// Half-precision matrices as float32 in a scratch file, for loading: ONNX Runtime, which computes in float32, would keep every
// half-precision number beside its float32 copy until all of them are there, half as much memory again.
import { createHash } from 'node:crypto';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { GuardrailError } from '../../../protocol/errors';
import type { ModelConfig, TensorSource } from '../checkpoint';
import { floatsOf } from '../safetensors/readFloats';
import { onOneDrive } from '../scratch/scratchFolder';
import { SharedScratch, type BorrowOptions } from '../scratch/sharedScratch';
import { newScratchFile, rowPieces, ScratchPlaces, writeScratch } from '../scratch/writeScratch';
import type { ScratchPiece } from '../scratch/writeScratch';

export interface WidenedWeights {
  /** By name: those of the tensors that were in half precision, as float32. Empty where it is not worth a file. */
  readonly tensors: ReadonlyMap<string, TensorSource>;
  /** Once per borrower; the last one removes the file. */
  giveBack(): Promise<void>;
}

export interface WidenOptions extends BorrowOptions {
  readonly scratchFolder: string;
  /** Bytes of float32 from which on it is done. */
  readonly least?: number;
}

interface Written {
  readonly file: string;
  readonly tensors: ReadonlyMap<string, TensorSource>;
}

const shared = new SharedScratch<Written>();
const table = 'model.embed_tokens.weight';
/** What loads with less than that to spare fits anyway. */
const leastBytes = 2 ** 30;

/** What would be written, and how many bytes; none where it is less than `least`. */
export function widenedTensors(
  { tensors, config }: { readonly tensors: ReadonlyMap<string, TensorSource>; readonly config: ModelConfig },
  least = leastBytes,
): { readonly sources: readonly TensorSource[]; readonly bytes: number } {
  const sources = [...tensors.values()].filter(
    // Embeddings are read row by row as they are; where they are the head too, products want them.
    ({ name, dtype, shape }) =>
      dtype !== 'F32' && shape.length === 2 && (name !== table || config.tiedEmbeddings),
  );
  const bytes = 2 * sources.reduce((sum, { byteLength }) => sum + byteLength, 0);
  return bytes < least ? { sources: [], bytes: 0 } : { sources, bytes };
}

/**
 * Reads every matrix once. Memory: a few megabytes; disk: four bytes per weight. Where the disk has no room, nothing is widened:
 * the weights load all the same.
 * @throws GuardrailError checkpointCorrupt where a file ends early, cancelled
 */
export async function borrowWidened(
  checkpoint: { readonly tensors: ReadonlyMap<string, TensorSource>; readonly config: ModelConfig },
  { scratchFolder, least, ...options }: WidenOptions,
): Promise<WidenedWeights> {
  const { sources } = widenedTensors(checkpoint, least);
  const nothing = { tensors: new Map<string, TensorSource>(), giveBack: () => Promise.resolve() };
  if (sources.length === 0 || !sources.every(({ file }) => onOneDrive(file, scratchFolder))) return nothing;
  try {
    const borrowed = await shared.borrow(
      await keyOf(sources, scratchFolder),
      () => write(sources, scratchFolder, options.signal),
      options,
    );
    return { tensors: borrowed.weights.tensors, giveBack: () => borrowed.giveBack() };
  } catch (error) {
    if (error instanceof GuardrailError && error.code === 'storeWriteFailed') return nothing;
    throw error;
  }
}

async function keyOf(sources: readonly TensorSource[], folder: string): Promise<string> {
  const hash = createHash('sha256');
  for (const file of new Set(sources.map((source) => source.file))) {
    const { size, mtimeNs } = await stat(file, { bigint: true });
    hash.update(`${file}\n${size}\n${mtimeNs}\n`);
  }
  for (const { name, offset } of sources) hash.update(`${name}\n${offset}\n`);
  return `${folder}\n${hash.digest('hex')}`;
}

async function write(
  sources: readonly TensorSource[],
  folder: string,
  signal: AbortSignal | undefined,
): Promise<Written> {
  const file = newScratchFile(folder);
  const tensors = new Map<string, TensorSource>();
  const pieces: ScratchPiece[] = [];
  const places = new ScratchPlaces();
  const handles = new Map<string, FileHandle>();
  try {
    const inOrder = [...sources].sort((a, b) => a.file.localeCompare(b.file) || a.offset - b.offset);
    for (const source of inOrder) {
      const [rows = 1, columns = 1] = source.shape;
      const range = places.next(4 * rows * columns);
      tensors.set(source.name, { ...source, dtype: 'F32', file, ...range });
      const handle = handles.get(source.file) ?? (await open(source.file, 'r'));
      handles.set(source.file, handle);
      pieces.push(
        ...rowPieces({
          from: handle,
          offset: source.offset,
          rows,
          rowBytes: source.byteLength / rows,
          columns,
          unit: 1,
          ranges: [range],
          convert: (raw, target) => target.set(floatsOf(source, raw)),
        }),
      );
    }
    await writeScratch(file, pieces, {
      folder,
      bytes: places.bytes,
      what: 'The float32 weights',
      ...(signal === undefined ? {} : { signal }),
    });
  } finally {
    for (const handle of handles.values()) await handle.close();
  }
  return { file, tensors };
}
