// A checkpoint's matrices rounded to 4 or 8 bits, in a scratch file that everything over these weights shares.
import { createHash } from 'node:crypto';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { blockBytes, packedRows, type BlockLayout, type BlockMatrix, type FileRange } from '../blockMatrix';
import type { TensorSource } from '../checkpoint';
import { checkpointCorrupt } from '../checkpointErrors';
import { floatsOf } from '../safetensors/readFloats';
import { SharedScratch, type BorrowOptions } from '../scratch/sharedScratch';
import { newScratchFile, rowPieces, ScratchPlaces, writeScratch } from '../scratch/writeScratch';
import type { ScratchPiece } from '../scratch/writeScratch';
import { canQuantise, quantisedLayouts, quantiseRows, type QuantisedBits } from './quantiseRows';

export interface QuantisedWeights {
  /** What stays as it was: norms, biases, and matrices whose rows are no whole number of blocks. */
  readonly tensors: ReadonlyMap<string, TensorSource>;
  readonly blocks: ReadonlyMap<string, BlockMatrix>;
  /** Once per borrower; the last one removes the file. */
  giveBack(): Promise<void>;
}

export interface QuantiseOptions extends BorrowOptions {
  readonly scratchFolder: string;
}

interface Written {
  readonly file: string;
  readonly blocks: ReadonlyMap<string, BlockMatrix>;
}

const shared = new SharedScratch<Written>();
/** What every token passes loses more by 4 bits than it saves: as llama.cpp's mixes, these keep 8. */
const vocabularySized = new Set(['model.embed_tokens.weight', 'lm_head.weight']);

/** How a tensor is kept at so many bits; null: as it is. */
export function quantisedLayout(
  { name, shape }: Pick<TensorSource, 'name' | 'shape'>,
  bits: QuantisedBits,
): BlockLayout | null {
  return canQuantise(shape) ? quantisedLayouts[bitsOf(name, bits)] : null;
}

function bitsOf(name: string, bits: QuantisedBits): QuantisedBits {
  return vocabularySized.has(name) ? 8 : bits;
}

/**
 * Reads every matrix once. Memory: a few megabytes; disk: 0.75 bytes per weight for 4 bits, 1.25 for 8.
 *
 * @throws GuardrailError checkpointCorrupt where a number is not finite, storeWriteFailed, cancelled
 */
export async function borrowQuantised(
  tensors: ReadonlyMap<string, TensorSource>,
  bits: QuantisedBits,
  { scratchFolder, ...options }: QuantiseOptions,
): Promise<QuantisedWeights> {
  const rounded = [...tensors.values()].filter(({ shape }) => canQuantise(shape));
  const key = await keyOf(rounded, bits, scratchFolder);
  const borrowed = await shared.borrow(
    key,
    () => write(rounded, bits, scratchFolder, options.signal),
    options,
  );
  const { blocks } = borrowed.weights;
  return {
    tensors: new Map([...tensors].filter(([name]) => !blocks.has(name))),
    blocks,
    giveBack: () => borrowed.giveBack(),
  };
}

async function keyOf(tensors: readonly TensorSource[], bits: QuantisedBits, folder: string): Promise<string> {
  const hash = createHash('sha256');
  for (const file of new Set(tensors.map((tensor) => tensor.file))) {
    const { size, mtimeNs } = await stat(file, { bigint: true });
    hash.update(`${file}\n${size}\n${mtimeNs}\n`);
  }
  for (const { name, offset } of tensors) hash.update(`${name}\n${offset}\n`);
  return `${bits}\n${folder}\n${hash.digest('hex')}`;
}

async function write(
  tensors: readonly TensorSource[],
  bits: QuantisedBits,
  folder: string,
  signal: AbortSignal | undefined,
): Promise<Written> {
  const file = newScratchFile(folder);
  const blocks = new Map<string, BlockMatrix>();
  const pieces: ScratchPiece[] = [];
  const places = new ScratchPlaces();
  const handles = new Map<string, FileHandle>();
  try {
    const inOrder = [...tensors].sort((a, b) => a.file.localeCompare(b.file) || a.offset - b.offset);
    for (const tensor of inOrder) {
      const { name, shape } = tensor;
      if (!canQuantise(shape)) continue;
      const own = bitsOf(name, bits);
      const layout = quantisedLayouts[own];
      const bytes = blockBytes(layout, shape[0], shape[1]);
      const quants = places.next(bytes.quants);
      const scales = places.next(bytes.scales);
      const offsetValues = layout.offsets ? places.next(bytes.offsets) : null;
      blocks.set(name, { ...layout, name, shape, file, quants, scales, offsetValues });
      const handle = handles.get(tensor.file) ?? (await open(tensor.file, 'r'));
      handles.set(tensor.file, handle);
      const ranges = [quants, scales, ...(offsetValues === null ? [] : [offsetValues])];
      pieces.push(...piecesOf({ handle, tensor, shape, bits: own }, ranges));
    }
    await writeScratch(file, pieces, {
      folder,
      bytes: places.bytes,
      what: 'The quantised weights',
      ...(signal === undefined ? {} : { signal }),
    });
  } finally {
    for (const handle of handles.values()) await handle.close();
  }
  return { file, blocks };
}

interface Rounded {
  readonly handle: FileHandle;
  readonly tensor: TensorSource;
  readonly shape: readonly [number, number];
  readonly bits: QuantisedBits;
}

function piecesOf(
  { handle, tensor, shape: [rows, columns], bits }: Rounded,
  ranges: readonly FileRange[],
): ScratchPiece[] {
  return rowPieces({
    from: handle,
    offset: tensor.offset,
    rows,
    rowBytes: tensor.byteLength / rows,
    columns,
    unit: 1,
    ranges,
    convert(raw, target, { writes }) {
      const check = quantiseRows(bits, floatsOf(tensor, raw), columns, packedRows(target, writes));
      if (check !== 0) throw notFinite(tensor.name);
    },
  });
}

function notFinite(name: string): Error {
  return checkpointCorrupt(
    `Tensor ${name} has a number that is not finite (NaN or infinity).`,
    'The training run has probably diverged, or the file is damaged. Use an earlier checkpoint.',
  );
}
