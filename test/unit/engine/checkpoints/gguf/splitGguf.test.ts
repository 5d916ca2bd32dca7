// Models in several files, as llama.cpp splits them; the fixture is made by its Python package.
import { cpSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { BlockMatrix } from '../../../../../src/engine/checkpoints/blockMatrix';
import type { OpenCheckpoint, TensorSource } from '../../../../../src/engine/checkpoints/checkpoint';
import { openGguf } from '../../../../../src/engine/checkpoints/gguf/openGguf';
import type { Precision } from '../../../../../src/protocol/checkpoints';
import { readEntry } from '../../../../../src/host/checkpoints/readEntry';
import { fixtures, useTemporaryFolders } from './ggufTestFiles';
import { ggufBytes, tinyModel, type WrittenValue } from './ggufWriter';

const temporaryFolder = useTemporaryFolders();
const nameOf = (number: number, count = 4): string => `llama-Q8_0-0000${number}-of-0000${count}.gguf`;

/** A copy of the parts that may be spoilt. */
function parts(): string {
  const folder = join(temporaryFolder(), 'parts');
  cpSync(join(fixtures, 'split'), folder, { recursive: true });
  return folder;
}

function opened(path: string, precision?: Precision): Promise<OpenCheckpoint> {
  const folder = temporaryFolder();
  return openGguf(path, {
    cacheFolder: join(folder, 'cache'),
    scratchFolder: join(folder, 'scratch'),
    ...(precision === undefined ? {} : { precision }),
  });
}

function bytesOf({ file, offset, byteLength }: TensorSource): Buffer {
  return readFileSync(file).subarray(offset, offset + byteLength);
}

describe('a split model', () => {
  it('is the whole model, opened by its first part', async () => {
    const whole = await opened(join(fixtures, 'llama-Q8_0.gguf'));
    const split = await opened(join(fixtures, 'split', nameOf(1)));
    expect(split.config).toEqual(whole.config);
    expect([...split.tensors.keys()].sort()).toEqual([...whole.tensors.keys()].sort());
    for (const [name, source] of whole.tensors) {
      const found = split.tensors.get(name);
      expect(found === undefined ? null : bytesOf(found).equals(bytesOf(source)), name).toBe(true);
    }
    expect((await split.facts()).fingerprint).toBe((await whole.facts()).fingerprint);
    await whole.dispose();
    await split.dispose();
  });

  it('is computed with in its own blocks, too', async () => {
    const split = await opened(join(fixtures, 'split', nameOf(1)), 'native');
    const whole = await opened(join(fixtures, 'llama-Q8_0.gguf'), 'native');
    const { blocks = new Map<string, BlockMatrix>() } = split;
    expect(blocks.size).toBeGreaterThan(0);
    expect([...blocks.keys()].sort()).toEqual([...(whole.blocks?.keys() ?? [])].sort());
    for (const [name, { file, quants }] of whole.blocks ?? []) {
      const found = blocks.get(name);
      const bytes = (path: string, range: typeof quants): Buffer =>
        readFileSync(path).subarray(range.offset, range.offset + range.byteLength);
      expect(
        found === undefined ? null : bytes(found.file, found.quants).equals(bytes(file, quants)),
        name,
      ).toBe(true);
    }
    await whole.dispose();
    await split.dispose();
  });

  it('is found where its parts are links, as in a download of the hub', async () => {
    const folder = temporaryFolder();
    for (const [index, name] of readdirSync(join(fixtures, 'split')).entries()) {
      cpSync(join(fixtures, 'split', name), join(folder, `blob-${index}`));
      symlinkSync(join(folder, `blob-${index}`), join(folder, name));
    }
    const checkpoint = await opened(join(folder, nameOf(1)));
    expect(checkpoint.config.layers).toBe(2);
    await checkpoint.dispose();
  });

  it('is listed once', async () => {
    const folder = join(fixtures, 'split');
    const entries = await Promise.all(
      readdirSync(folder).map((name) => readEntry(join(folder, name), false)),
    );
    expect(entries.flatMap((entry) => (entry === null ? [] : [entry.name]))).toEqual(['llama-Q8_0']);
  });
});

describe('a split model is refused', () => {
  const failure = async (path: string): Promise<{ code: string; message: string; advice: string }> =>
    opened(path).then(
      () => {
        throw new Error('It was opened.');
      },
      (error: unknown) => error as { code: string; message: string; advice: string },
    );

  it('by a later part, naming the first', async () => {
    const error = await failure(join(fixtures, 'split', nameOf(3)));
    expect(error).toMatchObject({ code: 'checkpointUnsupported' });
    expect(error.advice).toContain(nameOf(1));
  });

  it('where a part is missing, naming it', async () => {
    const folder = parts();
    rmSync(join(folder, nameOf(3)));
    const error = await failure(join(folder, nameOf(1)));
    expect(error).toMatchObject({ code: 'checkpointNotFound' });
    expect(error.message).toContain(nameOf(3));
  });

  it('where parts have other names', async () => {
    const folder = parts();
    renameSync(join(folder, nameOf(1)), join(folder, 'first.gguf'));
    expect(await failure(join(folder, 'first.gguf'))).toMatchObject({ code: 'checkpointUnsupported' });
  });

  it.each<[string, (folder: string) => void, RegExp]>([
    [
      'where one part stands for another',
      (folder) => cpSync(join(folder, nameOf(2)), join(folder, nameOf(3))),
      /says that it is another part/u,
    ],
    [
      'where a part is cut short',
      (folder) =>
        writeFileSync(join(folder, nameOf(2)), readFileSync(join(folder, nameOf(2))).subarray(0, 15_000)),
      /ends at byte|ends before/u,
    ],
    [
      'where two parts have one tensor',
      (folder) => {
        const { tensors } = tinyModel();
        const split = (no: number): [string, WrittenValue][] => [
          ['split.no', { type: 'uint32', value: no }],
          ['split.count', { type: 'uint32', value: 2 }],
        ];
        const { metadata } = tinyModel();
        writeFileSync(
          join(folder, nameOf(1, 2)),
          ggufBytes({ metadata: [...metadata, ...split(0)], tensors }),
        );
        writeFileSync(
          join(folder, nameOf(2, 2)),
          ggufBytes({ metadata: split(1), tensors: tensors.slice(0, 1) }),
        );
      },
      /two parts have the tensor/u,
    ],
    [
      'for a number of parts that no model has',
      (folder) => {
        const { metadata, tensors } = tinyModel();
        const count: [string, WrittenValue] = ['split.count', { type: 'uint32', value: 4_000_000 }];
        writeFileSync(join(folder, nameOf(1, 2)), ggufBytes({ metadata: [...metadata, count], tensors }));
      },
      /one of 4000000 parts/u,
    ],
  ])('%s', async (_, spoil, message) => {
    const folder = parts();
    spoil(folder);
    const of = readdirSync(folder).includes(nameOf(1, 2)) ? 2 : 4;
    const error = await failure(join(folder, nameOf(1, of)));
    expect(error).toMatchObject({ code: 'checkpointCorrupt' });
    expect(error.message).toMatch(message);
  });
});
