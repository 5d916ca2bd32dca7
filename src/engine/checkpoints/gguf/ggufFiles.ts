// The files of a GGUF model, open: one, or the parts that llama.cpp's gguf-split makes of it. The first part has the metadata;
// all have a table of their own tensors, and are found by their names.
import { open, realpath, stat, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ggufPart } from '../../../protocol/checkpoints';
import { GuardrailError } from '../../../protocol/errors';
import { checkpointNotFound } from '../checkpointErrors';
import { corruptGguf } from './corruptGguf';
import { readGgufHeader, type GgufHeader, type GgufTensor } from './ggufHeader';
import { GgufMetadata } from './ggufMetadata';

export interface GgufFiles {
  /** Real paths, in the order of the parts. */
  readonly paths: readonly string[];
  readonly handles: readonly FileHandle[];
  readonly metadata: GgufMetadata;
  /** Of all parts; `file` says which. */
  readonly tensors: ReadonlyMap<string, GgufTensor>;
  close(): Promise<void>;
}

/** Of what is split for downloads of a few gigabytes each; more is a false number. */
const mostParts = 1000;

/**
 * @param path of the only file, or of the first part
 * @throws GuardrailError checkpointNotFound, also where a part is missing; checkpointCorrupt where a header contradicts itself or
 * another part's; checkpointUnsupported as readGgufHeader, and for a part that is not the first or has another name.
 */
export async function openGgufFiles(path: string): Promise<GgufFiles> {
  const opened: { readonly path: string; readonly handle: FileHandle; readonly header: GgufHeader }[] = [];
  const close = async (): Promise<void> => {
    for (const { handle } of opened) await handle.close();
  };
  const add = async (part: string): Promise<GgufMetadata> => {
    const real = await realPathOf(part);
    const handle = await openFile(part, real);
    try {
      const header = await readGgufHeader(handle);
      opened.push({ path: real, handle, header });
      return new GgufMetadata(header.metadata);
    } catch (error) {
      await handle.close();
      throw error;
    }
  };
  try {
    const metadata = await add(path);
    const names = partNames(path, metadata);
    for (const [index, name] of names.entries()) {
      if (index > 0) checkPart(await addPart(add, join(dirname(path), name), names), index, names.length);
    }
    const tensors = joined(opened.map(({ header }) => header));
    checkCount(metadata, tensors.size);
    return {
      paths: opened.map(({ path: real }) => real),
      handles: opened.map(({ handle }) => handle),
      metadata,
      tensors,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Of all parts, the first one's included. */
function partNames(path: string, metadata: GgufMetadata): string[] {
  const count = metadata.count('split.count') ?? 1;
  const name = basename(path);
  if (count <= 1) return [name];
  if (count > mostParts) throw corruptGguf(`it says that it is one of ${count} parts`);
  const [, stem, number, of] = ggufPart.exec(name) ?? [];
  if (stem === undefined || Number(of) !== count) {
    throw new GuardrailError(
      'checkpointUnsupported',
      `The GGUF file is one of ${count} parts of a split model, which are found by their names, and its own is ${name}.`,
      `Give the parts their names again (…-00001-of-${fiveDigits(count)}.gguf and so on), or join them: llama-gguf-split --merge <first part> <whole file>.`,
    );
  }
  const names = Array.from(
    { length: count },
    (_, index) => `${stem}-${fiveDigits(index + 1)}-of-${fiveDigits(count)}.gguf`,
  );
  if ((metadata.count('split.no') ?? 0) !== 0 || Number(number) !== 1) {
    throw new GuardrailError(
      'checkpointUnsupported',
      `The GGUF file is a later one of ${count} parts of a split model.`,
      `Give the path of the first part: ${names[0] ?? ''}.`,
    );
  }
  // As the file system has it, whatever the case of its ending.
  return [name, ...names.slice(1)];
}

async function addPart(
  add: (part: string) => Promise<GgufMetadata>,
  part: string,
  names: readonly string[],
): Promise<GgufMetadata> {
  try {
    return await add(part);
  } catch (error) {
    if (!(error instanceof GuardrailError) || error.code !== 'checkpointNotFound') throw error;
    throw checkpointNotFound(
      `The model is split into ${names.length} parts, and ${basename(part)} cannot be read: ${error.message}`,
      'Put all parts into one folder.',
      error,
    );
  }
}

function checkPart(metadata: GgufMetadata, index: number, count: number): void {
  if (metadata.count('split.no') === index && metadata.count('split.count') === count) return;
  throw corruptGguf(`the file named as part ${index + 1} of ${count} says that it is another part`);
}

function joined(headers: readonly GgufHeader[]): Map<string, GgufTensor> {
  const tensors = new Map<string, GgufTensor>();
  for (const [file, header] of headers.entries()) {
    for (const [name, tensor] of header.tensors) {
      if (tensors.has(name)) throw corruptGguf(`two parts have the tensor ${name}`);
      tensors.set(name, { ...tensor, file });
    }
  }
  return tensors;
}

function checkCount(metadata: GgufMetadata, found: number): void {
  const said = metadata.count('split.tensors.count') ?? found;
  if (said !== found) throw corruptGguf(`its parts have ${found} tensors together instead of ${said}`);
}

function fiveDigits(number: number): string {
  return String(number).padStart(5, '0');
}

async function realPathOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (cause) {
    throw checkpointNotFound(`There is no file ${path}.`, 'Check the path of the .gguf file.', cause);
  }
}

async function openFile(path: string, real: string): Promise<FileHandle> {
  let file: FileHandle | null = null;
  try {
    // Checked before it is opened: opening a pipe would wait for its other end.
    if ((await stat(real)).isFile()) file = await open(real, 'r');
  } catch (cause) {
    throw checkpointNotFound(
      `The file ${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
      'Check the permissions of the file.',
      cause,
    );
  }
  if (file !== null) return file;
  throw checkpointNotFound(`${path} is no file.`, 'Give the path of the .gguf file itself.');
}
